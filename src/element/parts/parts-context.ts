import type { MediaLoader } from '../media/media-loader.ts';

/** What the parts of a message need besides themselves. */
export interface PartsContext {
  readonly media: MediaLoader | undefined;
  /** A link was clicked; the handler may prevent the default. */
  readonly onLink: (event: MouseEvent, href: string) => void;
}
