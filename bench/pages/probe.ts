/** What the harness and the page tell each other; the same in every contender's page. */
export interface Probe {
  /** When a row was first on screen, in milliseconds since the navigation began. */
  firstRow?: number;
  /** When the sought row was on screen. */
  sought?: number;
  /** Tasks of the main thread over 50 ms: begin and length. */
  readonly tasks: (readonly [start: number, duration: number])[];
  /** Which scripts ran in frames over 50 ms, and for how long. */
  readonly scripts: (readonly [source: string, start: number, duration: number])[];
  /** Elements below `root` that match, also in open shadow roots. */
  find(selector: string): Element[];
  text(node: Node): string;
  /** Calls back after the frame was painted, until the callback returns true. */
  afterEachFrame(look: (now: number) => boolean): void;
}

/** What the page is watched for. */
export interface Watch {
  readonly rows: string;
  readonly text?: string;
  /** An attribute and its value, which the sought row has. */
  readonly attribute?: readonly [name: string, value: string];
  /** A row that stands for a message that cannot be read yet, where that will do. */
  readonly placeholder?: string;
}

declare global {
  interface Window {
    benchProbe?: Probe;
  }
}

/** Runs in the page before its own scripts; it is sent there as text, so it holds all it needs. */
export function installProbe(watch: Watch): void {
  if (window !== window.top) return;
  const find = (selector: string, root: Document | ShadowRoot = document): Element[] => {
    const found = [...root.querySelectorAll(selector)];
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) found.push(...find(selector, element.shadowRoot));
    }
    return found;
  };
  const text = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue ?? '';
    const children = [...node.childNodes];
    if (node instanceof Element && node.shadowRoot) children.push(...node.shadowRoot.childNodes);
    return children.map(text).join(' ');
  };
  const bare = (value: string): string => value.replaceAll(/\s+/g, '');
  const onScreen = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  };
  const afterEachFrame = (look: (now: number) => boolean): void => {
    const { port1, port2 } = new MessageChannel();
    // A message that is posted in an animation frame comes when that frame has been painted.
    port1.onmessage = () => {
      if (!look(performance.now())) requestAnimationFrame(post);
    };
    const post = (): void => {
      port2.postMessage(undefined);
    };
    requestAnimationFrame(post);
  };
  const probe: Probe = { tasks: [], scripts: [], find, text, afterEachFrame };
  window.benchProbe = probe;

  const wanted = watch.text === undefined ? undefined : bare(watch.text);
  const isSought = (row: Element): boolean =>
    (wanted !== undefined && bare(text(row)).includes(wanted)) ||
    (watch.attribute !== undefined && row.getAttribute(watch.attribute[0]) === watch.attribute[1]) ||
    (watch.placeholder !== undefined && row.matches(watch.placeholder));
  afterEachFrame((now) => {
    const visible = find(watch.rows).filter(onScreen);
    if (visible.length > 0) probe.firstRow ??= now;
    if (!visible.some(isSought)) return false;
    probe.sought = now;
    return true;
  });

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { scripts = [] } = entry as PerformanceEntry & { scripts?: (PerformanceEntry & { sourceURL: string })[] };
      for (const script of scripts) probe.scripts.push([script.sourceURL, script.startTime, script.duration]);
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}
