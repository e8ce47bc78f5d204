import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorCode } from '../../protocol/error.ts';
import type { SendTrouble } from '../../room/composer/send-trouble.ts';
import { errorWords } from '../words/error-words.ts';
import { supportedLocale } from '../words/supported-locale.ts';

/** Faults whose words name them; a refused token is a fault of the homeserver here, as the session goes on. */
const said: ReadonlyMap<ErrorCode, ErrorCode> = new Map([
  ['rate-limited', 'rate-limited'],
  ['homeserver-unreachable', 'homeserver-unreachable'],
  ['homeserver-error', 'homeserver-error'],
  ['sign-in-required', 'homeserver-error'],
]);

/** What keeps that which was written from getting on: nobody needs to write it again. */
export function renderTrouble(trouble: SendTrouble | undefined, locale: string): TemplateResult | typeof nothing {
  if (trouble === undefined) return nothing;
  if (trouble.code === 'storage-full') {
    return html`<p class="error" role="alert">
      ${msg("This browser's storage is full. Free some space: what you wrote is sent then.")}
    </p>`;
  }
  const { title } = errorWords({ ...trouble, code: said.get(trouble.code) ?? 'unknown' });
  return html`<p class="busy" role="status">${title} ${againWords(trouble.retryAt, locale)}</p>`;
}

function againWords(retryAt: number | undefined, locale: string): string {
  if (retryAt === undefined) return msg('It is tried again by itself.');
  const time = new Intl.DateTimeFormat(supportedLocale(locale), { timeStyle: 'short' }).format(retryAt);
  return msg(str`It is tried again at ${time}.`);
}
