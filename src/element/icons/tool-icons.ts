import { svg } from 'lit';
import type { TemplateResult } from 'lit';
import { drawing } from './drawing.ts';

/** Of writing and of files, which come later than the views. */
const lines = {
  attach: svg`<path d="m13 7.5-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.5-5.5a2.1 2.1 0 0 1 3 3L6.5 11a1 1 0 0 1-1.5-1.5l4.5-4.5" />`,
  send: svg`<path d="m2.5 3 11.5 5-11.5 5 1.5-5zM4 8h5" />`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8" />`,
  download: svg`<path d="M8 2.5v7.5M5 7.5l3 3 3-3M3 13.5h10" />`,
  play: svg`<path d="M5 3v10l8-5z" />`,
  warning: svg`<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.25v.25" />`,
  file: svg`<path d="M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5" />`,
  image: svg`<rect x="2" y="3" width="12" height="10" rx="1.5" /><path d="m2.5 11.5 3.5-3.5 3 3 2-2 2.5 2.5" /><circle cx="10.5" cy="6" r="1" />`,
  audio: svg`<path d="M6 12V3.5l7-1.5v8.5" /><circle cx="4.25" cy="12" r="1.75" /><circle cx="11.25" cy="10.5" r="1.75" />`,
  video: svg`<rect x="1.5" y="4" width="9" height="8" rx="1.5" /><path d="m10.5 7 4-2v6l-4-2z" />`,
  archive: svg`<path d="M2 3h12v3H2zM3 6v7.5h10V6M6.5 8.5h3" />`,
} as const;

export type ToolIconName = keyof typeof lines;

export const icon = (name: ToolIconName): TemplateResult => drawing(lines[name]);
