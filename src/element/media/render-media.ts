import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FileBody } from '../../protocol/row.ts';
import type { MessageContext } from '../message/message-context.ts';
import { styled } from '../parts/styled.ts';
import { pictureStyles } from './picture-box.ts';

/** A picture in its reserved box, or a file as a line with its name and size. */
export function renderMedia(body: FileBody, { media, formats }: MessageContext): TemplateResult {
  if (body.kind === 'image') {
    return html`<wiki-room-picture
      class="picture"
      part="picture"
      .media=${media}
      .body=${body}
      .locale=${formats.locale}
      ${styled(pictureStyles(body.box))}
    ></wiki-room-picture>`;
  }
  return html`<wiki-room-file
    class="file"
    part="file"
    .media=${media}
    .body=${body}
    .locale=${formats.locale}
  ></wiki-room-file>`;
}
