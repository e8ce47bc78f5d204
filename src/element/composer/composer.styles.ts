import { css } from 'lit';

export const composerStyles = css`
  :host {
    display: block;
    padding: 0.25em var(--_edge, 1em) 0;
    color: var(--_text);
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: 0.25em;
    padding: 0.1875em;
    border: 1px solid var(--_control);
    border-radius: 0.5em;
    background: var(--_surface);
  }
  .box:focus-within {
    border-color: var(--_accent);
    outline: 1px solid var(--_accent);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 12em;
    margin: 0;
    /* Between two buttons that bring room of their own. */
    padding: 0.3125em 0.125em;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.45;
    resize: none;
    overflow-y: auto;
  }
  .box textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--_muted);
    opacity: 1;
    white-space: nowrap;
  }
  /* A name that is too long fades out: a placeholder knows no ellipsis here. */
  textarea:placeholder-shown {
    mask-image: linear-gradient(to right, #000 calc(100% - 1.5em), transparent);
  }
  textarea:placeholder-shown:dir(rtl) {
    mask-image: linear-gradient(to left, #000 calc(100% - 1.5em), transparent);
  }
  .attach {
    min-inline-size: max(2em, 24px);
    padding: 0.25em;
    border-color: transparent;
    color: var(--_muted);
  }
  .box.drop {
    border-style: dashed;
    border-color: var(--_accent);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    max-block-size: 9em;
    margin: 0 0 0.25em;
    padding: 0;
    overflow-y: auto;
    list-style: none;
    font-size: 0.857em;
  }
  .chosen {
    display: flex;
    align-items: center;
    gap: 0.5em;
    box-sizing: border-box;
    max-inline-size: min(100%, 20em);
    padding: 0.25em 0.25em 0.25em 0.5em;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
  }
  .chosen img {
    inline-size: 2.5em;
    block-size: 2.5em;
    border-radius: 0.25em;
    object-fit: cover;
  }
  .chosen .about {
    display: grid;
    min-inline-size: 0;
  }
  .chosen .name {
    display: flex;
    min-inline-size: 0;
    white-space: nowrap;
  }
  .chosen .stem {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .chosen .size {
    color: var(--_muted);
  }
  .chosen .too-large {
    color: var(--_danger);
  }
  .chosen .remove {
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0.25em;
  }
  .send {
    min-inline-size: max(2em, 24px);
    padding: 0.25em;
    border-color: transparent;
    color: var(--_accent);
  }
  .send:disabled {
    color: var(--_muted);
  }
  .send:dir(rtl) .icon {
    transform: scaleX(-1);
  }
  .mode,
  .busy,
  .error {
    display: flex;
    align-items: center;
    gap: 0.5em;
    margin: 0;
    padding: 0.25em 0.25em 0.25em 0.5em;
    font-size: 0.857em;
  }
  .mode {
    border-inline-start: 2px solid var(--_accent);
    margin-block-end: 0.25em;
  }
  .held {
    border-inline-start: 2px solid var(--_accent);
    margin-block-end: 0.25em;
    padding: 0.25em 0.25em 0.25em 0.5em;
    font-size: 0.857em;
  }
  .held p {
    margin: 0 0 0.25em;
  }
  .what {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    /* Words of one direction on a page of the other begin where the page does. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_muted);
  }
  .busy {
    color: var(--_muted);
  }
  .error {
    color: var(--_danger);
  }
  .typing {
    /* Reserved, so that nothing jumps when somebody starts. */
    block-size: 1.6em;
    margin: 0;
    padding-inline: 0.75em;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.786em;
    line-height: 1.6;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    /* One line is as tall as the buttons beside it. */
    textarea {
      /* On a field of smaller letters some telephones make the page larger. */
      font-size: max(1em, 16px);
      padding-block: calc((44px - 1.45em) / 2);
    }
    .send,
    .attach,
    .chosen .remove {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
`;
