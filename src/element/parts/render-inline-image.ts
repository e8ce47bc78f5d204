import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ImagePart } from '../../protocol/parts.ts';
import type { MediaRequest } from '../media/media-loader.ts';
import type { PartsContext } from './parts-context.ts';
import { styled } from './styled.ts';

/** An inline picture is at most this many pixels either way: larger ones are sent as files. */
const largest = 320;
/** A picture without a size is a custom emoji, mostly. */
const unsized = 24;

const requests = new WeakMap<ImagePart, MediaRequest>();

export function renderInlineImage(part: ImagePart, { media }: PartsContext): TemplateResult {
  const width = part.width ?? part.height ?? unsized;
  const height = part.height ?? part.width ?? unsized;
  const scale = Math.min(1, largest / width, largest / height);
  const box = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return html`<wiki-room-image
    class="inline-image"
    ${styled({ 'inline-size': `${box.width}px`, 'aspect-ratio': `${box.width} / ${box.height}` })}
    role="img"
    aria-label=${part.alt}
    title=${part.alt}
    .media=${media}
    .request=${requestFor(part, box)}
  ></wiki-room-image>`;
}

/** One object for a part, so that drawing it again does not fetch it again. */
function requestFor(part: ImagePart, box: { width: number; height: number }): MediaRequest {
  const known = requests.get(part);
  if (known !== undefined) return known;
  const ratio = 2;
  const request: MediaRequest = {
    source: { mxc: part.mxc },
    mime: 'image/png',
    thumbnail: { width: box.width * ratio, height: box.height * ratio },
  };
  requests.set(part, request);
  return request;
}
