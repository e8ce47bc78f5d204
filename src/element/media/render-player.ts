import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlayController } from './play-controller.ts';

/** The browser's own player, which begins at once: it was asked for. */
export function renderPlayer({ url, isFilm, goesOn, refused }: PlayController, name: string): TemplateResult {
  return isFilm
    ? html`<video
        class="player"
        controls
        autoplay
        playsinline
        tabindex="0"
        aria-label=${name}
        src=${url}
        @keydown=${keepKeys}
        @play=${goesOn}
        @pause=${goesOn}
        @error=${refused}
      ></video>`
    : html`<audio
        class="player"
        controls
        autoplay
        tabindex="0"
        aria-label=${name}
        src=${url}
        @keydown=${keepKeys}
        @play=${goesOn}
        @pause=${goesOn}
        @error=${refused}
      ></audio>`;
}

/** Its keys seek and change the volume; they do not also walk through the messages. */
function keepKeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}
