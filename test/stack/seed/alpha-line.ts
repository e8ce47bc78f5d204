import type { WriterName } from './world.ts';

/** One thing that somebody does in the seeded conversation; `id` names it for later lines. */
export type AlphaLine = { readonly at: string; readonly by: WriterName; readonly id?: string } & (
  | { readonly text: string; readonly html?: string; readonly reply?: string; readonly kind?: 'm.emote' | 'm.notice' }
  | { readonly react: string; readonly to: string }
  | { readonly edit: string; readonly text: string }
  | { readonly redact: string; readonly reason?: string }
  | { readonly attach: 'sketch' | 'survey'; readonly text: string }
);
