import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Person } from '../../protocol/row.ts';
import type { MediaLoader, MediaRequest } from '../media/media-loader.ts';
import { styled } from '../parts/styled.ts';

const requests = new Map<string, MediaRequest>();

/** The picture of a person, or their first letter on a colour that is theirs. An ornament: the name stands beside it. */
export function renderAvatar({ id, name, avatar }: Person, media: MediaLoader | undefined): TemplateResult {
  const hue = styled({ '--_hue': String(hueOf(id)) });
  const letter = firstLetter(name);
  if (avatar === undefined) {
    return html`<span class="avatar" part="avatar" aria-hidden="true" ${hue} .textContent=${letter}></span>`;
  }
  return html`<span class="avatar" part="avatar" aria-hidden="true" ${hue}
    >${letter}<wiki-room-image .media=${media} .request=${avatarRequest(avatar)}></wiki-room-image
  ></span>`;
}

function avatarRequest(mxc: string): MediaRequest {
  const known = requests.get(mxc);
  if (known !== undefined) return known;
  if (requests.size > 500) requests.clear();
  const request: MediaRequest = { source: { mxc }, mime: 'image/png', thumbnail: { width: 96, height: 96 } };
  requests.set(mxc, request);
  return request;
}

/** Degrees; the same for an id everywhere. */
export function hueOf(id: string): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) >>> 0;
  // Twelve hues that can be told apart.
  return (hash % 12) * 30;
}

/** What most names begin with. It is a letter by itself where nothing that could belong to it follows; `i` has its own capital in some languages. */
const plainLetter = /^[A-Za-hj-z0-9](?![\u0300-\uFFFF])/;

let segmenter: Intl.Segmenter | undefined;

/** The tables of Unicode take the browser twenty milliseconds, before the first paint: most names do without. */
export function firstLetter(name: string): string {
  return plainLetter.exec(name)?.[0].toUpperCase() ?? firstSegment(name);
}

function firstSegment(name: string): string {
  const letters = name.replace(/^[^\p{L}\p{N}]+/u, '') || name;
  if (typeof Intl.Segmenter !== 'function') return letters.slice(0, 1).toLocaleUpperCase();
  const [first] = (segmenter ??= new Intl.Segmenter()).segment(letters);
  return first?.segment.toLocaleUpperCase() ?? '';
}
