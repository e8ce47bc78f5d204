/** Registers elements, each once. Where another copy of the script came first, its own stay. */
export function defineTags(tags: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [name, constructor] of Object.entries(tags)) {
    if (customElements.get(name) === undefined) customElements.define(name, constructor);
  }
}
