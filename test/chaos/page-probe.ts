import type { BrowserContext, Page } from 'playwright-core';

/** What a window tells the test, in batches. */
export type News =
  | {
      readonly kind: 'row';
      readonly key: string;
      readonly tokens: readonly string[];
      readonly state: 'arrived' | 'waiting' | 'asking' | 'failed' | 'undecryptable';
      /** What stands in place of a text. */
      readonly words: string;
      readonly reactions: readonly { readonly key: string; readonly count: string }[];
    }
  | { readonly kind: 'event'; readonly name: string; readonly detail: string }
  | { readonly kind: 'problem'; readonly text: string }
  /** A worker starts; every window hears of it. */
  | { readonly kind: 'engine'; readonly id: string }
  /** It opens a crypto store, or writes to it soon after it was stopped; `at` in milliseconds since the epoch. */
  | { readonly kind: 'opens' | 'writes-late'; readonly id: string; readonly name: string; readonly at: number };

/** Has every page of the browser tell what it shows and what goes wrong in it. */
export async function watchPages(
  context: BrowserContext,
  hear: (page: Page, news: readonly News[]) => void,
): Promise<void> {
  await context.exposeBinding('chaosTell', ({ page }, news: readonly News[]) => hear(page, news));
  await context.addInitScript(`(${pageProbe.toString()})(${JSON.stringify(`(${workerProbe.toString()})();`)})`);
}

/**
 * Runs in every page before its own scripts. It reads the timeline as a person would, and goes into each worker before
 * the engine does, to see errors there and every opening of a crypto store: each is announced by a lock of its own, held
 * until the worker is gone, so that a second opener finds it taken. A holder that does not answer the second is stopped;
 * what it writes when it goes on is told.
 */
function pageProbe(workerProbeSource: string): void {
  if (window.top !== window) return;
  const scope = window as unknown as { chaosTell?: (news: readonly News[]) => void };
  let news: News[] = [];
  const tell = (item: News): void => {
    if (news.push(item) > 1) return;
    queueMicrotask(() => {
      const batch = news;
      news = [];
      scope.chaosTell?.(batch);
    });
  };

  const known = new Map<string, string>();
  let away = false;
  const read = (root: ShadowRoot): void => {
    // Nobody scrolls here: a way back to the end is offered only where the list lost it by itself.
    const jump = root.querySelector('[part=jump-button]') !== null;
    if (jump && !away) {
      const scroller = root.querySelector('.scroller');
      const detail = `${scroller?.scrollTop} + ${scroller?.clientHeight} of ${scroller?.scrollHeight}`;
      tell({ kind: 'event', name: 'leaves the end', detail });
    }
    away = jump;
    for (const article of root.querySelectorAll<HTMLElement>('article[data-key]')) {
      const key = article.dataset['key'] ?? '';
      const text = article.querySelector('.content > .text')?.textContent ?? '';
      // A line break is no part of a text as it is read here: the next line's token follows a word.
      const tokens = [...new Set(text.match(/[mep]\d+x\b/g))];
      const state =
        (['asking', 'waiting', 'failed', 'undecryptable'] as const).find((name) => article.classList.contains(name)) ??
        'arrived';
      const words = tokens.length === 0 ? article.textContent.replace(/\s+/g, ' ').trim().slice(0, 200) : '';
      const reactions = [...article.querySelectorAll('.reactions li')].map((item) => ({
        key: item.querySelector('bdi')?.textContent ?? '',
        count: item.querySelector('.count')?.textContent ?? '',
      }));
      const now = `${tokens.join()} ${state} ${JSON.stringify(reactions)}`;
      if (known.get(key) === now) continue;
      known.set(key, now);
      tell({ kind: 'row', key, tokens, state, words, reactions });
    }
  };
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    if (this.localName === 'wiki-room-timeline') {
      const options = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(() => read(root)).observe(root, options);
    }
    return root;
  };

  for (const name of ['wiki-room-signed-out', 'wiki-room-signed-in', 'wiki-room-error']) {
    document.addEventListener(name, (event) => {
      tell({ kind: 'event', name, detail: JSON.stringify((event as CustomEvent).detail) });
    });
  }
  window.addEventListener('error', (event) => {
    // The browser's word for sizes that changed while it told of changed sizes: it tells the rest a frame later.
    if (event.message.startsWith('ResizeObserver loop')) return;
    tell({ kind: 'problem', text: `page: ${event.message}` });
  });
  window.addEventListener('unhandledrejection', (event) => {
    tell({ kind: 'problem', text: `page, unhandled: ${String(event.reason)}` });
  });
  new BroadcastChannel('chaos').onmessage = (event: MessageEvent<News>) => tell(event.data);

  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      const source = `${workerProbeSource}\nimportScripts(${JSON.stringify(String(url))});`;
      super(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), options);
    }
  };
}

/** Runs in every worker before its own script. */
function workerProbe(): void {
  const channel = new BroadcastChannel('chaos');
  const tell = (item: News): void => channel.postMessage(item);
  const id = crypto.randomUUID();
  tell({ kind: 'engine', id });
  self.addEventListener('error', (event) => tell({ kind: 'problem', text: `worker: ${event.message}` }));
  self.addEventListener('unhandledrejection', (event) => {
    tell({ kind: 'problem', text: `worker, unhandled: ${String(event.reason)}` });
  });

  const opened = new Set<string>();
  const held = new Set<string>();
  const never = (): Promise<never> => new Promise(() => undefined);
  const alive = new BroadcastChannel('chaos-alive');
  alive.onmessage = ({ data }: MessageEvent<{ asks?: string }>) => {
    // One that goes on after a stop has half a second to find out that it was replaced.
    if (data.asks !== undefined && held.has(data.asks)) setTimeout(() => alive.postMessage({ lives: data.asks }), 500);
  };
  /** Whether the other that holds the store does anything. */
  const answers = (name: string): Promise<boolean> =>
    new Promise((resolve) => {
      const ear = new BroadcastChannel('chaos-alive');
      ear.onmessage = ({ data }: MessageEvent<{ lives?: string }>) => {
        if (data.lives === name) resolve(true);
      };
      ear.postMessage({ asks: name });
      setTimeout(() => resolve(false), 5_000);
    });
  const announce = async (name: string): Promise<void> => {
    const lockName = `chaos:${name}`;
    const hold = (): Promise<never> => {
      held.add(name);
      return never();
    };
    await navigator.locks.request(lockName, { ifAvailable: true }, (lock) => (lock === null ? undefined : hold()));
    if (await answers(name)) tell({ kind: 'problem', text: `a second opening of the crypto store ${name}` });
    else await navigator.locks.request(lockName, { steal: true }, hold);
  };
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (name, version) {
    if (/::matrix-sdk-crypto/.test(name) && !opened.has(name)) {
      opened.add(name);
      tell({ kind: 'opens', id, name, at: Date.now() });
      // Ends only where it was stolen.
      announce(name).catch(() => held.delete(name));
    }
    return version === undefined ? open.call(this, name) : open.call(this, name, version);
  };

  let ticked = Date.now();
  let stopped = -Infinity;
  const tick = (): void => {
    if (Date.now() - ticked > 2_000) stopped = Date.now();
    ticked = Date.now();
  };
  setInterval(tick, 200);
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    tick();
    if (mode === 'readwrite' && /::matrix-sdk-crypto/.test(this.name) && Date.now() - stopped < 10_000) {
      tell({ kind: 'writes-late', id, name: this.name, at: Date.now() });
    }
    return transaction.call(this, stores, mode, options);
  };
}
