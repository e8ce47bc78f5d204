import { Parser } from 'htmlparser2';
import type { Part } from '../../protocol/parts.ts';
import { PartBuilder } from './part-builder.ts';
import type { PartContext } from './part-context.ts';

/** Source: Client-Server API, "m.room.message msgtypes": 100 levels; an event has at most 65,536 bytes. */
const maxLength = 65_536;
/** A backstop: the other limits hold it to some 40, and a busy machine must not turn a message into its plain body. */
const maxMilliseconds = 250;
/** So little is parsed between two looks at the limits. */
const chunkLength = 1024;

/**
 * `formatted_body` as parts: only what the allow-list of the Client-Server API names, translated, never passed through.
 * `undefined` where it is too long, too deep, of too many nodes or too slow, or shows nothing: then `body` is shown.
 */
export function htmlToParts(
  html: string,
  context: PartContext,
  now: () => number = () => performance.now(),
): readonly Part[] | undefined {
  if (html.length > maxLength) return undefined;
  const builder = new PartBuilder(context);
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => builder.open(tag, attributes),
      ontext: (text) => builder.text(text),
      onclosetag: () => builder.close(),
    },
    { decodeEntities: true },
  );
  const deadline = now() + maxMilliseconds;
  for (let at = 0; at < html.length; at += chunkLength) {
    if (at > 0 && now() > deadline) return undefined;
    parser.write(html.slice(at, at + chunkLength));
    if (builder.full) return undefined;
  }
  parser.end();
  const parts = builder.finish();
  return parts?.length === 0 ? undefined : parts;
}
