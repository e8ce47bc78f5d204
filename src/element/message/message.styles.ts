import { css } from 'lit';

export const messageStyles = css`
  .line {
    position: relative;
    box-sizing: border-box;
    /* No margins: the list adds up heights. */
    margin: 0;
    padding-inline: 1em;
    unicode-bidi: isolate;
  }
  .line:focus {
    outline: none;
  }
  .line:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
    border-radius: 0.25em;
  }

  .message {
    display: grid;
    grid-template-columns: 2em minmax(0, 1fr);
    column-gap: 0.75em;
    padding-block: 0.125em;
  }
  .message.head {
    padding-block-start: 0.625em;
  }
  .message:hover,
  .message:focus-within {
    background: var(--_hover);
  }
  /* What is in a thread, from the mark on. */
  .message.threaded {
    box-shadow: inset 2px 0 var(--_line);
  }
  .message.threaded:dir(rtl) {
    box-shadow: inset -2px 0 var(--_line);
  }
  .message.mentions {
    background: color-mix(in srgb, var(--_accent) 8%, transparent);
    box-shadow: inset 2px 0 var(--_accent);
  }
  .message.mentions:dir(rtl) {
    box-shadow: inset -2px 0 var(--_accent);
  }
  .message[data-flash] {
    /* What is quiet elsewhere could not be read on it. */
    --_muted: var(--_text);
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
  }
  @media (prefers-reduced-motion: no-preference) {
    .message {
      transition: background-color 120ms;
    }
  }

  .avatar {
    grid-row: 1 / span 2;
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    inline-size: 2em;
    block-size: 2em;
    margin-block-start: 0.15em;
    border-radius: 0.375em;
    background: oklch(0.5 0.09 var(--_hue));
    color: #fff;
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }
  .avatar wiki-room-image {
    position: absolute;
    inset: 0;
    object-fit: cover;
  }
  .heading-line {
    display: flex;
    align-items: baseline;
    gap: 0.5em;
    min-inline-size: 0;
  }
  .sender {
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .disambiguation {
    overflow: hidden;
    /* The name goes last. */
    flex-shrink: 99;
    color: var(--_muted);
    font-size: 0.857em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  time {
    flex: none;
    color: var(--_muted);
    font-size: 0.786em;
    font-variant-numeric: tabular-nums;
    unicode-bidi: plaintext;
    white-space: nowrap;
  }
  .content {
    grid-column: 2;
    min-inline-size: 0;
  }
  .follower > time {
    grid-column: 1;
    /* Into the edge: "12:04" is wider than an avatar. */
    margin-inline-start: -1em;
    padding-block-start: 0.25em;
    opacity: 0;
    text-align: end;
  }
  .follower:hover > time,
  .follower:focus-within > time {
    opacity: 1;
  }
  .follower > .content {
    grid-row: 1;
  }

  .text {
    /* No wider than it is long: what runs the other way still begins beside its name. */
    inline-size: fit-content;
    max-inline-size: min(100%, 56ch);
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    /* Columns and indentation of what is typed; of HTML the engine has left no more than single spaces. */
    white-space: pre-wrap;
  }
  .text.folded {
    max-block-size: calc(24 * 1.45em);
    overflow: hidden;
    mask-image: linear-gradient(#000 calc(100% - 3em), transparent);
  }
  .text.emote {
    font-style: italic;
  }
  .emote-sender {
    font-weight: 600;
  }
  .from-bot .text {
    color: var(--_muted);
  }
  .edited,
  .muted,
  .stand-in {
    color: var(--_muted);
  }
  .stand-in {
    font-size: 0.857em;
  }
  .edited {
    font-size: 0.786em;
    white-space: nowrap;
  }

  .waiting .text,
  .waiting .picture,
  .waiting .file {
    opacity: 0.62;
  }
  .shield {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 0.5em;
    color: var(--_warning);
    font-size: 0.857em;
  }

  .quote {
    display: flex;
    align-items: center;
    gap: 0.375em;
    max-inline-size: 100%;
    min-block-size: max(1.7em, 24px);
    padding: 0;
    border: 0;
    background: none;
    color: var(--_muted);
    font: inherit;
    font-size: 0.857em;
    text-align: start;
    cursor: pointer;
  }
  .quote:disabled {
    cursor: default;
  }
  .quote:hover:enabled {
    color: var(--_text);
  }
  .quote-label {
    flex: none;
  }
  .quote-sender {
    flex: none;
    max-inline-size: 40%;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .quote-text {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }

  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em;
    margin: 0.25em 0 0.125em;
    padding: 0;
    list-style: none;
  }
  .reactions li {
    display: flex;
    align-items: center;
    gap: 0.375em;
    max-inline-size: 16em;
    padding: 0 0.5em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    font-size: 0.857em;
  }
  .reactions bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reactions .own {
    border-color: var(--_accent);
    font-weight: 600;
  }
  .reactions .count {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  .actions {
    position: absolute;
    inset-block-start: -0.75em;
    inset-inline-end: 1em;
    z-index: 1;
    display: flex;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: var(--_surface);
  }
  .action {
    display: grid;
    place-items: center;
    min-inline-size: max(2em, 24px);
    min-block-size: max(1.75em, 24px);
    padding: 0;
    border: 0;
    border-radius: 0.3em;
    background: none;
    color: var(--_muted);
    font: inherit;
    cursor: pointer;
  }
  .action.more {
    display: none;
  }
  .action:hover,
  .action:focus-visible {
    background: var(--_hover);
    color: var(--_text);
  }
  /* Over what is empty above a name, not over the time beside it. */
  .head > .actions {
    inset-block-start: -1.125em;
  }
  /* The first line has nothing above it to lie over. */
  .line:first-child .actions {
    inset-block-start: 0.125em;
  }

  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  .link-button {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font: inherit;
    cursor: pointer;
  }
  .link-button:hover {
    text-decoration: underline;
  }
  button:focus-visible,
  a:focus-visible,
  pre:focus-visible,
  summary:focus-visible,
  .table:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @container wiki-room-timeline (inline-size < 26em) {
    .line {
      padding-inline: 0.75em;
    }
    .message {
      grid-template-columns: auto minmax(0, 1fr);
      column-gap: 0.5em;
    }
    .avatar {
      grid-row: 1;
      inline-size: 1.45em;
      block-size: 1.45em;
      margin: 0;
      font-size: 0.857em;
    }
    .content {
      grid-column: 1 / -1;
    }
    .follower > time {
      display: none;
    }
    /* One button, that opens the others. */
    .actions:not(:focus-within) .action:not(.more) {
      min-inline-size: 0;
      inline-size: 0;
      overflow: hidden;
    }
    .action.more {
      display: grid;
    }
  }

  @media (pointer: coarse) {
    .action {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
    .actions {
      inset-block-start: -1.5em;
    }
    .link-button,
    .quote {
      min-inline-size: 44px;
      min-block-size: 44px;
      text-align: start;
    }
  }

  @media (prefers-contrast: more) {
    .edited,
    .muted,
    .notice,
    .stand-in,
    time {
      color: var(--_text);
    }
    .waiting :is(.text, .picture, .file) {
      opacity: 1;
    }
  }
  @media (forced-colors: active) {
    .message.threaded {
      border-inline-start: 2px solid CanvasText;
    }
    .message.mentions {
      border-inline-start: 2px solid Highlight;
    }
    .message[data-flash] {
      outline: 2px solid Highlight;
    }
    .waiting :is(.text, .picture, .file) {
      opacity: 1;
      color: GrayText;
    }
    .avatar {
      border: 1px solid CanvasText;
    }
  }
`;
