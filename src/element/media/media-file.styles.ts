import { css } from 'lit';

export const fileStyles = css`
  :host {
    display: block;
    /* Its height is known before it is drawn: the list measures at once. */
    min-block-size: 3.25em;
    max-inline-size: 24em;
  }
  .line {
    box-sizing: border-box;
    display: flex;
    block-size: 3.25em;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
  }
  button,
  .what {
    display: flex;
    align-items: center;
    gap: 0.75em;
    padding: 0 0.75em;
    border: 0;
    border-radius: inherit;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .what {
    flex: 1;
    min-inline-size: 0;
  }
  button {
    cursor: pointer;
  }
  button:hover {
    background: var(--_hover);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .player {
    display: block;
    inline-size: 100%;
    margin-block-start: 0.25em;
    border-radius: 0.375em;
  }
  /* Of its own size, whatever the film has: nothing moves when that is known. */
  video.player {
    block-size: 13.5em;
    background: #000;
  }
  .icon {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    color: var(--_muted);
  }
  .about {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
    line-height: 1.3;
  }
  .name {
    display: flex;
    unicode-bidi: isolate;
    white-space: pre;
  }
  .stem {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .state {
    min-block-size: 1.3em;
    overflow: hidden;
    font-size: 0.857em;
    color: var(--_muted);
    text-overflow: ellipsis;
    unicode-bidi: plaintext;
    white-space: nowrap;
  }
  .state.failed {
    color: var(--_danger);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
