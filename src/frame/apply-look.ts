import type { FrameLook } from '../protocol/frame.ts';

/** The frame's own styles; the size is the page's affair, and so are the line around it and its corners. */
export const frameStyles = `
  html, body {
    block-size: 100%;
    margin: 0;
    overflow: hidden;
    background: var(--wiki-room-surface, Canvas);
    color: var(--wiki-room-text, CanvasText);
    color-scheme: light dark;
  }
  body {
    display: flex;
    flex-direction: column;
  }
  wiki-room {
    flex: 1;
    min-block-size: 0;
    --wiki-room-border: 0;
    --wiki-room-radius: 0;
  }
  .notice {
    margin: auto;
    padding: 1em;
    max-inline-size: 32em;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .question {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em;
    padding: 0.5em 1em;
    border-block-end: 1px solid currentColor;
    line-height: 1.45;
  }
  .question p {
    flex: 1 1 16em;
    margin: 0;
  }
  button {
    min-block-size: max(2em, 24px);
    padding: 0.25em 0.875em;
    border: 1px solid currentColor;
    border-radius: 0.375em;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 2px solid currentColor;
    outline-offset: 2px;
  }
  @media (pointer: coarse) {
    button {
      min-block-size: 44px;
    }
  }
`;

/** Makes the frame's document look as the page does around it. Only values that were checked come here. */
export function applyLook(document: Document, look: FrameLook): void {
  const root = document.documentElement;
  root.dir = look.direction;
  const values: Readonly<Record<string, string>> = {
    '--wiki-room-surface': look.surface,
    '--wiki-room-text': look.text,
    '--wiki-room-accent': look.accent,
    'color-scheme': look.dark ? 'dark' : 'light',
    'font-family': look.fontFamily,
    'font-size': `${look.fontSize}px`,
  };
  for (const [name, value] of Object.entries(values)) root.style.setProperty(name, value);
}
