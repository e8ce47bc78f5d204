import { css } from 'lit';

export const menuStyles = css`
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    max-inline-size: min(22em, calc(100vw - 16px));
    max-block-size: calc(100vh - 16px);
    padding: 0.5em;
    border: 1px solid var(--_line);
    border-radius: 0.5em;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 4px 16px rgb(0 0 0 / 20%);
    font: inherit;
  }
  .menu:popover-open {
    display: grid;
    gap: 0.25em;
  }
  .menu .who {
    margin: 0;
    padding: 0.25em 0.5em;
    color: var(--_muted);
    font-size: 0.857em;
    overflow-wrap: anywhere;
  }
  .menu label {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-block-size: max(2em, 24px);
    padding-inline: 0.5em;
  }
  .menu input {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--_accent);
  }
  .menu :is(button, .button) {
    justify-content: flex-start;
    padding-inline: 0.5em;
    border-color: transparent;
    text-align: start;
  }
  @media (pointer: coarse) {
    .menu label {
      min-block-size: 44px;
    }
  }
`;
