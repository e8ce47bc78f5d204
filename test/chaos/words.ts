const kinds: readonly ((token: string) => string)[] = [
  () => 'The inner basin can be reached two hours either side of high water.',
  () => '**Certain** is ink, _promised_ is pencil',
  () => 'first line\nsecond line',
  () => '🚢 berth 23, ⚓ until the tide turns',
  (token) => `\`code of ${token.length} letters\` and <b>no markup</b>`,
  () => 'ok',
  () => 'a long one '.repeat(40).trimEnd(),
];

/** What is written after the token: of many kinds, the same for the same token. */
export function words(token: string): string {
  const kind = kinds[Number(token.slice(1, -1)) % kinds.length];
  return kind?.(token) ?? '';
}
