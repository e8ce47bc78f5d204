import { css } from 'lit';

export const fileStyles = css`
  :host {
    display: block;
    /* Its height is known before it is drawn: the list measures at once. */
    block-size: 3.25em;
    max-inline-size: 24em;
  }
  button {
    box-sizing: border-box;
    display: flex;
    align-items: center;
    gap: 0.75em;
    inline-size: 100%;
    block-size: 100%;
    padding: 0 0.75em;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  button:hover {
    background: var(--_hover);
  }
  button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
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
