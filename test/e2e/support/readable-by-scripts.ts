import type { Page } from 'playwright-core';

/**
 * Everything that a script of the page can read, as one text: every storage of its origin, cookies, the DOM with its shadow
 * roots, titles and names, what can be reached from the window, and what {@link spyOnPage} heard. Bytes stand as latin1.
 */
export function readableByScripts(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: unknown[] = [document.cookie, document.title, { ...localStorage }, { ...sessionStorage }];
    found.push(history.state, location.href, performance.getEntries(), (window as { heard?: unknown }).heard);

    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name!);
        request.onsuccess = () => resolve(request.result);
      });
      for (const store of database.objectStoreNames) {
        const all = (ask: 'getAll' | 'getAllKeys'): Promise<unknown> =>
          new Promise((resolve) => {
            const request = database.transaction(store).objectStore(store)[ask]();
            request.onsuccess = () => resolve(request.result);
          });
        found.push(name, store, await all('getAll'), await all('getAllKeys'));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request))?.text());
    }
    const workers = await navigator.serviceWorker.getRegistrations();
    found.push(workers.map(({ scope }) => scope));

    const markup = (root: Document | ShadowRoot): string[] => {
      const elements = [...root.querySelectorAll('*')];
      const own = elements.flatMap((element) => [
        ...[...element.attributes].map(({ name, value }) => `${name}=${value}`),
        ...Object.entries(element.ariaLabel === null ? {} : { label: element.ariaLabel }).flat(),
        'value' in element ? String(element.value) : '',
      ]);
      const inner = elements.flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : markup(shadowRoot)));
      return [root.textContent ?? '', ...own, ...inner];
    };
    found.push(markup(document), getSelection()?.toString());

    const seen = new Set<object>();
    const reach = (from: object, depth: number): void => {
      if (depth === 0 || seen.has(from) || seen.size > 50_000) return;
      seen.add(from);
      const chain = [from, Object.getPrototypeOf(from) as object | null].filter((link) => link !== null);
      for (const key of new Set(chain.flatMap((link) => Reflect.ownKeys(link)))) {
        try {
          const value: unknown = Reflect.get(from, key);
          if (typeof value === 'string') found.push(key.toString(), value);
          else if (value !== null && (typeof value === 'object' || typeof value === 'function'))
            reach(value, depth - 1);
        } catch {
          // What throws gives nothing away.
        }
      }
      if (from instanceof Map || from instanceof Set) for (const entry of from.entries()) reach(entry, depth - 1);
    };
    reach(window, 4);
    for (const element of document.querySelectorAll('wiki-room')) {
      reach(element, 5);
      // The window of the frame is all of the frame that the page has.
      const frame = element.shadowRoot?.querySelector('iframe');
      if (frame)
        for (const key of ['document', 'localStorage', 'name', 'length', 'location', 'origin']) {
          try {
            found.push(key, String((frame.contentWindow as unknown as Record<string, unknown>)[key]));
          } catch {
            // As it should be.
          }
        }
    }
    return JSON.stringify(found, (_key, value: unknown) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value,
    );
  });
}
