import { css } from 'lit';

export const timelineStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    container: wiki-room-timeline / inline-size;
    color: var(--_text);
    line-height: 1.45;
  }
  :host([hidden]) {
    display: none !important;
  }
  .scroller {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    overflow: hidden auto;
    /* The list keeps its place itself, and to the pixel. */
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-color: var(--_line) transparent;
  }
  .scroller > * {
    flex: none;
  }
  .scroller::after {
    content: '';
    flex: none;
    block-size: 0.75em;
  }
  .history {
    /* One height in every state: the lines below must not move. */
    block-size: 2.5em;
    margin-block-start: auto;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    font-size: 0.857em;
    color: var(--_muted);
  }
  .lines {
    display: flow-root;
  }
  .not-live {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    block-size: 2px;
    background: var(--_accent);
    opacity: 0.5;
    pointer-events: none;
    /* The homeserver mostly answers sooner: nothing is to flash up then. */
    animation: wiki-room-not-live 0s 0.4s backwards;
  }
  @keyframes wiki-room-not-live {
    from {
      opacity: 0;
    }
  }
  .sticky-day {
    position: absolute;
    inset-block-start: 0.375em;
    inset-inline: 0;
    inline-size: fit-content;
    margin-inline: auto;
    padding: 0 0.75em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.857em;
    pointer-events: none;
  }
  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    padding: 1em;
    color: var(--_muted);
    text-align: center;
    pointer-events: none;
  }
  .note {
    position: absolute;
    inset-block-end: 0.75em;
    inset-inline: 1em;
    inline-size: fit-content;
    max-inline-size: calc(100% - 9em);
    margin-inline: auto;
    padding: 0.25em 0.75em;
    border: 1px solid var(--_line);
    border-radius: 1em;
    background: var(--_surface);
    box-shadow: 0 1px 4px rgb(0 0 0 / 20%);
    font-size: 0.857em;
    pointer-events: none;
  }
  .note[role='group'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.75em;
    border-radius: 0.75em;
    pointer-events: auto;
  }
  .note,
  .note > * {
    unicode-bidi: plaintext;
  }
  .note a {
    display: grid;
    align-items: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 0.75em;
    inset-inline-end: 1em;
    display: flex;
    align-items: center;
    gap: 0.375em;
    min-inline-size: max(2em, 24px);
    min-block-size: max(2em, 24px);
    padding: 0 0.5em;
    justify-content: center;
    border: 1px solid var(--_line);
    border-radius: 1em;
    background: var(--_surface);
    box-shadow: 0 1px 4px rgb(0 0 0 / 20%);
    color: var(--_text);
    font: inherit;
    font-size: 0.857em;
    cursor: pointer;
  }
  .jump.up {
    /* Under the day. */
    inset-block: 2.5em auto;
    padding-inline-end: 0.75em;
  }
  .jump.up svg {
    rotate: 180deg;
  }
  .jump .count {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .jump .mention {
    color: var(--_accent);
  }
  .jump:hover {
    background: color-mix(in srgb, var(--_surface), var(--_text) 8%);
  }
  @media (pointer: coarse) {
    .jump {
      min-inline-size: 44px;
      min-block-size: 44px;
      border-radius: 22px;
    }
  }
  /* Paper is for what was said. */
  @media print {
    .filler,
    .history,
    .jump,
    .note,
    .sticky-day {
      display: none;
    }
  }
`;
