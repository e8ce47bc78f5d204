import { svg } from 'lit';
import type { TemplateResult } from 'lit';
import { drawing } from './drawing.ts';

/** Of the header and the conversation. */
const lines = {
  reply: svg`<path d="M6.5 3.5 2.5 7.5l4 4M3 7.5h6.5a4 4 0 0 1 4 4v1" />`,
  edit: svg`<path d="m10.5 3 2.5 2.5-7.5 7.5-3 .5.5-3z" />`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5" /><path d="M3.5 10.5h-1v-8h8v1" />`,
  link: svg`<path d="M7 9.5a2.5 2.5 0 0 0 3.5 0l2.5-2.5a2.5 2.5 0 0 0-3.5-3.5l-1 1M9 6.5a2.5 2.5 0 0 0-3.5 0L3 9a2.5 2.5 0 0 0 3.5 3.5l1-1" />`,
  thread: svg`<path d="M2.5 2.5h8.5v6H6L3.5 10.5v-2h-1zM13.5 6v6h-1v1.5L10.5 12H7.5" />`,
  down: svg`<path d="M8 3v9.5M4 8.5l4 4 4-4" />`,
  more: svg`<path d="M8 3.5v.1M8 8v.1M8 12.5v.1" stroke-width="2.2" />`,
  warning: svg`<path d="M8 2.5 14 13H2zM8 6.5v3M8 11.25v.25" />`,
} as const;

export type IconName = keyof typeof lines;

export const icon = (name: IconName): TemplateResult => drawing(lines[name]);
