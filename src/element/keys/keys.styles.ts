import { css } from 'lit';

export const keysStyles = css`
  :host {
    display: flow-root;
  }
  /* Over the last line that is seen, until all of them were. */
  :host::after {
    content: '';
    position: sticky;
    inset-block-end: 0;
    display: block;
    block-size: 2em;
    margin-block-start: -2em;
    background: linear-gradient(transparent, var(--_surface));
    pointer-events: none;
    visibility: hidden;
  }
  @supports (animation-timeline: scroll()) {
    :host::after {
      animation: wiki-room-more linear;
      animation-timeline: scroll();
    }
    @keyframes wiki-room-more {
      from,
      90% {
        visibility: visible;
      }
      to {
        visibility: visible;
        opacity: 0;
      }
    }
  }
  .card {
    display: grid;
    gap: 0.5em;
    padding: 0.75em var(--_edge, 1em);
    border-block-end: 1px solid var(--_line);
    background: color-mix(in srgb, var(--_accent) 6%, var(--_surface));
    line-height: 1.45;
  }
  .card > p {
    margin: 0;
    max-inline-size: 56ch;
  }
  .put-off {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding-inline: calc(var(--_edge, 1em) / 0.857) calc(var(--_edge, 1em) / 0.857 - 0.5em);
    border-block-end: 1px solid var(--_line);
    color: var(--_muted);
    font-size: 0.857em;
    line-height: 1.45;
  }
  .put-off .said {
    flex: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.75em;
    min-inline-size: 0;
    padding-block: 0.25em;
  }
  .put-off .text {
    margin-inline: -0.25em;
  }
  .put-off .quiet {
    flex: none;
  }
  .title {
    font-weight: 600;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
  }
  input {
    flex: 1 1 14em;
    min-inline-size: 0;
    max-inline-size: 34em;
    min-block-size: max(2em, 24px);
    padding: 0.25em 0.5em;
    border: 1px solid var(--_control);
    border-radius: 0.375em;
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  input:placeholder-shown {
    text-overflow: ellipsis;
  }
  .note {
    color: var(--_muted);
    font-size: 0.857em;
  }
  .error {
    color: var(--_danger);
  }
  .key {
    padding: 0.5em 0.75em;
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: var(--_surface);
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .progress {
    grid-auto-flow: column;
    grid-template-columns: auto 1fr auto;
    align-items: center;
    padding: 0.375em calc(var(--_edge, 1em) / 0.857);
    font-size: 0.857em;
  }
  @container wiki-room (inline-size < 26em) {
    .progress {
      grid-auto-flow: row;
      grid-template-columns: 1fr auto;
    }
    .progress progress {
      grid-area: 2 / 1 / auto / -1;
    }
  }
  progress {
    inline-size: 100%;
    min-inline-size: 0;
    accent-color: var(--_accent);
  }
  @media (pointer: coarse) {
    input {
      min-block-size: 44px;
      /* On a field of smaller letters some telephones make the page larger. */
      font-size: max(1em, 16px);
    }
  }
`;
