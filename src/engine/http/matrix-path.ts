/** A path whose parts are encoded: matrixPath`/_matrix/client/v3/rooms/${roomId}/join`. */
export function matrixPath(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((path, part, i) => `${path}${encodeURIComponent(values[i - 1] ?? '')}${part}`);
}
