/** A name inside a sentence must not turn the direction of the words around it. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}
