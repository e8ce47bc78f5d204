import type { LinkifyIt } from 'linkify-it';

const matrixUri = /(?:\/\/[^\s/?#]{1,255}\/)?(?:u|user|r|room|roomid)\/[^\s<>"'()]{1,600}/iy;
/** What the mail begins with. Source: RFC 6068, "Syntax". */
const mailQuery = /\?[a-z-]{1,30}=[^\s<>"'()]{0,2000}/iy;

/**
 * The addresses that are found in text when they are written in full, each as a whole: also with a name before the host, with
 * what a mail begins with, and those of Matrix. linkify-it by itself cuts the first two, and keeps a colon at the end.
 */
export function addSchemas(linkify: LinkifyIt): LinkifyIt {
  linkify.set({ urlAuth: true });
  for (const scheme of ['http:', 'https:', 'ftp:']) {
    linkify.add(scheme, { validate: (text, at, { re }) => lengthAt(re.get_http_validator(), text, at) });
  }
  return linkify
    .add('mailto:', {
      validate: (text, at, { re }) => {
        const length = lengthAt(re.get_mailto_validator(), text, at);
        return length === 0 ? 0 : length + lengthAt(mailQuery, text, at + length);
      },
    })
    .add('matrix:', { validate: (text, at) => lengthAt(matrixUri, text, at), normalize: () => undefined });
}

/** How much of the text is an address of that shape, without punctuation that only follows it. */
export function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].replace(/[.,:;!?]+$/, '').length ?? 0;
}
