import { greet } from './greet.ts';
import type { ScriptVersions, Surroundings } from './step.ts';
import { visit } from './visit.ts';

/** A page is given so long to hear of what its policy refused, milliseconds. */
const laterThanFailure = 200;

/** What a browser does not look at in this time has not been refused, milliseconds. */
const mediaPatience = 2_000;

/** The smallest module of WebAssembly: its magic word and version. */
const smallest = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** The smallest picture. */
const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

/** This browser, on this page, under its policies. */
export function surroundings(page: Document): Surroundings {
  const refusals: { readonly directive: string; readonly uri: string }[] = [];
  page.addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI }) => {
    // One that is only tried out refuses nothing.
    if (disposition === 'enforce') refusals.push({ directive: effectiveDirective, uri: blockedURI });
  });
  const refused = async (address: string, directives: readonly string[]): Promise<boolean> => {
    // The event comes after the request has failed.
    await new Promise((resolve) => setTimeout(resolve, laterThanFailure));
    return refusals.some(
      ({ directive, uri }) => directives.includes(directive) && (address.startsWith(uri) || uri.startsWith(address)),
    );
  };
  return {
    isSecure: globalThis.isSecureContext,
    fetch: fetch.bind(globalThis),
    refused: (address) => refused(address, ['connect-src', 'frame-src']),
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
    mayShowMedia: async () => {
      const address = URL.createObjectURL(new Blob([picture], { type: 'image/svg+xml' }));
      // What it is matters to nobody: only a policy refuses it before it is looked at.
      await Promise.all([new Image(), new Audio()].map((element) => show(element, address)));
      URL.revokeObjectURL(address);
      return !(await refused(address, ['img-src', 'media-src']));
    },
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

/** Until it is there, or is not to be had. A browser that saves data may look at no sound before it is played. */
function show(element: HTMLImageElement | HTMLAudioElement, address: string): Promise<void> {
  return new Promise<void>((resolve) => {
    element.onload = element.onloadedmetadata = element.onerror = () => resolve();
    element.src = address;
    setTimeout(resolve, mediaPatience);
  });
}
