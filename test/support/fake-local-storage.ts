/** `localStorage` as the page has it: its entries are its own keys. `undefined` in its place: it may not be touched. */
export function fakeLocalStorage(entries: Map<string, string> | undefined): void {
  const get = (): object => {
    if (entries === undefined) throw new DOMException('denied', 'SecurityError');
    return new Proxy(
      {
        getItem: (name: string) => entries.get(name) ?? null,
        setItem: (name: string, value: string) => void entries.set(name, value),
        removeItem: (name: string) => void entries.delete(name),
      },
      {
        ownKeys: () => [...entries.keys()],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    );
  };
  Object.defineProperty(globalThis, 'localStorage', { get, configurable: true });
}
