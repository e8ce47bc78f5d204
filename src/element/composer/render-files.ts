import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MediaSize } from '../../protocol/media.ts';
import type { ChosenFile } from '../../room/composer/chosen-file.ts';
import { formatSize } from '../media/format-size.ts';
import { iconFor, splitName } from '../media/file-name.ts';
import { icon } from '../icons/tool-icons.ts';

export interface FilesView {
  readonly files: readonly ChosenFile[];
  /** Bytes; `undefined` where it is not known. */
  readonly limit: number | undefined;
  /** A language tag. */
  readonly locale: string;
  readonly preview: (file: ChosenFile) => string | undefined;
  readonly remove: (file: ChosenFile) => void;
  readonly measured: (file: ChosenFile, box: MediaSize) => void;
}

/** The files that are sent with the text, each with a way to leave it out. */
export function renderFiles(view: FilesView): TemplateResult | typeof nothing {
  if (view.files.length === 0) return nothing;
  return html`<ul class="files" part="composer-files" aria-label=${msg('Files to send')}>
    ${view.files.map((file) => renderFile(file, view))}
  </ul>`;
}

function renderFile(file: ChosenFile, { limit, locale, preview, remove, measured }: FilesView): TemplateResult {
  const { stem, extension } = splitName(file.name);
  const url = preview(file);
  const tooLarge = limit !== undefined && file.size > limit;
  const label = msg(str`Remove ${file.name}`);
  const words = tooLarge ? msg(str`Too large: at most ${formatSize(limit, locale)}`) : formatSize(file.size, locale);
  const loaded = ({ target }: Event): void => {
    const { naturalWidth: width, naturalHeight: height } = target as HTMLImageElement;
    if (file.box === undefined && width > 0 && height > 0) measured(file, { width, height });
  };
  return html`<li class="chosen">
    ${url === undefined ? icon(iconFor(file.mime, file.kind)) : html`<img src=${url} alt="" @load=${loaded} />`}
    <span class="about">
      <bdi class="name" title=${file.name}><span class="stem">${stem}</span><span>${extension}</span></bdi>
      <span class=${tooLarge ? 'size too-large' : 'size'} role=${tooLarge ? 'alert' : nothing}>${words}</span>
    </span>
    <button class="quiet remove" type="button" aria-label=${label} title=${label} @click=${() => remove(file)}>
      ${icon('close')}
    </button>
  </li>`;
}
