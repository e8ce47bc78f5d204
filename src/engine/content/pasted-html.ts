import type { Root } from 'hast';
import { Parser } from 'htmlparser2';
import { HastBuilder } from './hast-builder.ts';

/** So little is parsed between two looks at the limits. */
const chunkLength = 1024;

/**
 * What was copied, as a tree; `undefined` where there is too much of it. The rules by which browsers put right what is not
 * closed are not followed: by them one line of HTML is a tree that takes minutes.
 */
export function pastedHtml(html: string): Root | undefined {
  const builder = new HastBuilder();
  const parser = new Parser({
    onopentag: (tag, attributes) => builder.open(tag, attributes),
    ontext: (text) => builder.text(text),
    onclosetag: () => builder.close(),
  });
  const lines = html.replace(/\r\n?/g, '\n');
  for (let at = 0; at < lines.length; at += chunkLength) {
    parser.write(lines.slice(at, at + chunkLength));
    if (builder.full) return undefined;
  }
  parser.end();
  return builder.full ? undefined : builder.root;
}
