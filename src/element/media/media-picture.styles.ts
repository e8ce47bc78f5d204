import { css } from 'lit';

export const pictureStyles = css`
  :host {
    position: relative;
    display: block;
    max-inline-size: 100%;
    border-radius: 0.375em;
  }
  button {
    border: 0;
    padding: 0;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .show {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    overflow: hidden;
    border-radius: inherit;
    background: var(--_hover);
    cursor: zoom-in;
  }
  .show wiki-room-image {
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }
  .instead {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.5em;
    font-size: 0.857em;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  .save {
    position: absolute;
    inset-block-start: 0.5em;
    inset-inline-end: 0.5em;
    display: grid;
    place-items: center;
    min-inline-size: max(2em, 24px);
    min-block-size: max(2em, 24px);
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: var(--_surface);
    color: var(--_text);
    opacity: 0;
  }
  :host(:hover) .save,
  .save:is(:focus-visible, .loading, .failed) {
    opacity: 1;
  }
  .save.loading .icon {
    opacity: 0.5;
  }
  .saving {
    position: absolute;
    inset-block-end: 0.5em;
    inset-inline-start: 0.5em;
    box-sizing: border-box;
    inline-size: max-content;
    max-inline-size: min(16em, 80vw);
    border-radius: 0.375em;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.857em;
    unicode-bidi: plaintext;
  }
  .saving:not(:empty) {
    padding: 0.125em 0.5em;
    border: 1px solid var(--_line);
  }
  @media (hover: none) {
    .save {
      opacity: 1;
    }
  }
  @media (pointer: coarse) {
    .save,
    .again,
    .ways button {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  .large {
    border: 0;
    padding: 1em;
    box-sizing: border-box;
    inline-size: 100vw;
    block-size: 100vh;
    max-inline-size: none;
    max-block-size: none;
    inset: 0;
    background: rgb(0 0 0 / 95%);
    cursor: zoom-out;
  }
  .large:popover-open {
    display: grid;
    grid-template: auto auto / minmax(0, 100%);
    place-content: center;
    justify-items: center;
  }
  .large wiki-room-image {
    inline-size: auto;
    block-size: auto;
    max-inline-size: 100%;
    --_tallest: calc(100vh - 7.5em);
    object-fit: contain;
  }
  .becomes {
    margin: 0;
    color: #fff;
  }
  /* What comes at once is waited for by nobody. */
  .becomes.loading {
    animation: wiki-room-becomes 0s 0.4s backwards;
  }
  @keyframes wiki-room-becomes {
    from {
      visibility: hidden;
    }
  }
  .again {
    min-block-size: max(2em, 24px);
    margin-block-start: 0.5em;
    padding-inline: 0.875em;
    border: 1px solid #fff;
    border-radius: 0.375em;
    background: none;
    color: #fff;
  }
  .again:focus-visible {
    outline-color: #fff;
  }
  .ways {
    position: absolute;
    inset-block-start: 0.5em;
    inset-inline-end: 0.5em;
    display: flex;
    align-items: center;
    gap: 0.5em;
  }
  .ways .saving {
    position: static;
    border: 0;
    background: rgb(0 0 0 / 60%);
    color: #fff;
  }
  .ways button {
    position: static;
    border: 0;
    opacity: 1;
    display: grid;
    place-items: center;
    min-inline-size: max(2em, 24px);
    min-block-size: max(2em, 24px);
    border-radius: 0.375em;
    background: rgb(255 255 255 / 15%);
    color: #fff;
  }
  .ways button:hover {
    background: rgb(255 255 255 / 30%);
  }
  .ways button:focus-visible {
    outline-color: #fff;
  }
  .about {
    margin: 0;
    padding-block-start: 0.75em;
    color: #fff;
    text-align: center;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }
`;
