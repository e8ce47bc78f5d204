import { greet } from './greet.ts';
import type { ScriptVersions, Surroundings } from './step.ts';
import { visit } from './visit.ts';

/** A page is given so long to hear of what its policy refused, milliseconds. */
const laterThanFailure = 200;

/** The smallest module of WebAssembly: its magic word and version. */
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** This browser, on this page, under its policies. */
export function surroundings(page: Document): Surroundings {
  const refusals: string[] = [];
  page.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'connect-src' || effectiveDirective === 'frame-src') refusals.push(blockedURI);
  });
  return {
    isSecure: globalThis.isSecureContext,
    fetch: fetch.bind(globalThis),
    refused: async (address) => {
      // The event comes after the request has failed.
      await new Promise((resolve) => setTimeout(resolve, laterThanFailure));
      return refusals.some((refused) => address.startsWith(refused) || refused.startsWith(address));
    },
    visit: (address, callback) => visit(address, new URL(callback, page.baseURI).href),
    greet: (frame) => greet(page, new URL(frame, page.baseURI).href),
    versionsOf: (script) => versionsOf(script).catch(() => undefined),
    loaderVersion: () => (window as { wikiRoom?: unknown }).wikiRoom,
    mayCompile: () =>
      WebAssembly.compile(smallest).then(
        () => true,
        () => false,
      ),
    mayStartWorker,
  };
}

/** The element that the script registers, or that another copy of it has registered before. */
async function versionsOf(address: string): Promise<ScriptVersions | undefined> {
  await import(new URL(address, document.baseURI).href);
  const { versions } = (customElements.get('wiki-room') ?? {}) as { readonly versions?: ScriptVersions };
  return versions;
}

function mayStartWorker(): Promise<boolean> {
  const address = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }));
  return new Promise<boolean>((resolve) => {
    try {
      const worker = new Worker(address);
      worker.onmessage = () => {
        worker.terminate();
        resolve(true);
      };
      worker.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  }).finally(() => URL.revokeObjectURL(address));
}
