/**
 * A `body` without the quote that clients before version 1.13 of the specification put in front of a reply: lines
 * beginning with `> `, the first naming a user id. Quotes of other shapes were typed and stay.
 */
export function withoutReplyFallback(body: string): string {
  if (!/^> (?:\* )?<@[^>\n]*>/.test(body)) return body;
  const lines = body.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('>'));
  if (end === -1) return '';
  return lines.slice(lines[end] === '' ? end + 1 : end).join('\n');
}
