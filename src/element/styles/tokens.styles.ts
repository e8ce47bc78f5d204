import { css } from 'lit';

/** Colours derived from what the page gives; every part reads only these. */
export const tokensStyles = css`
  :host {
    --_surface: var(--wiki-room-surface, var(--_page-surface, Canvas));
    --_text: var(--wiki-room-text, var(--_page-text, CanvasText));
    --_accent: var(--wiki-room-accent, var(--_page-accent, LinkText));
    --_muted: var(--_page-muted, var(--_text));
    --_line: color-mix(in srgb, var(--_text) 14%, var(--_surface));
    --_control: var(--_page-control, var(--_text));
    --_hover: color-mix(in srgb, var(--_text) 5%, transparent);
    --_danger: var(--_page-danger, var(--_text));
    --_warning: var(--_page-warning, var(--_text));
    --_on-accent: var(--_page-on-accent, var(--_surface));
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_line: var(--_control);
    }
  }
  @media (forced-colors: active) {
    :host {
      --_surface: Canvas;
      --_text: CanvasText;
      --_muted: CanvasText;
      --_line: CanvasText;
      --_control: CanvasText;
      --_accent: LinkText;
      --_danger: CanvasText;
      --_warning: CanvasText;
    }
  }
`;

/** Buttons, fields and notes that several parts share. */
export const controlStyles = css`
  :host([hidden]) {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  /* Words of one direction on a page of the other: each runs its own way. */
  :is(p, label, button, summary, .words) {
    unicode-bidi: plaintext;
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375em;
    min-block-size: max(2em, 24px);
    padding: 0.25em 0.875em;
    border: 1px solid var(--_control);
    border-radius: 0.375em;
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.3;
    text-decoration: none;
    cursor: pointer;
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--_hover);
  }
  /* One that is at work keeps the focus. */
  button:is(:disabled, [aria-disabled='true']) {
    opacity: 0.6;
    cursor: default;
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  button.quiet {
    padding-inline: 0.5em;
    border-color: transparent;
  }
  button.text {
    min-block-size: 24px;
    padding: 0 0.25em;
    border: 0;
    color: var(--_accent);
    text-decoration: underline;
  }
  :is(button, .button, input, textarea, summary, a):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  @media (pointer: coarse) {
    button,
    button.text,
    .button {
      min-block-size: 44px;
      min-inline-size: 44px;
    }
  }
  @media (forced-colors: active) {
    button.primary {
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;

/** For assistive technology only. */
export const hiddenStyles = css`
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
