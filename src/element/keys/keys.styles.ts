import { css } from 'lit';

export const keysStyles = css`
  :host {
    display: block;
  }
  .card {
    display: grid;
    gap: 0.5em;
    padding: 0.75em 1em;
    border-block-end: 1px solid var(--_line);
    background: color-mix(in srgb, var(--_accent) 6%, var(--_surface));
    line-height: 1.45;
  }
  .card > p {
    margin: 0;
    max-inline-size: 60em;
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
    padding-block: 0.375em;
    font-size: 0.857em;
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
