import { WikiRoomError } from '../../protocol/error.ts';
import { unreachable } from '../sdk-error.ts';
import { closeUnusedStores } from './close-unused-stores.ts';
import { loadCryptoCode } from './load-crypto-code.ts';

/** The magic number of a gzip file; some servers unpack a `.gz` by themselves, some do not. */
const gzip = [0x1f, 0x8b];

/**
 * Loads the crypto module from `url` and makes it the one the SDK uses. A wrong `Content-Type` and a `.gz` that is
 * served as it lies do no harm. Rejects `crypto-failed`, `blocked-by-policy` (detail: the source that is missing),
 * `homeserver-unreachable`; it can be called again.
 */
export async function loadCryptoModule(url: string): Promise<void> {
  const code = loadCryptoCode().catch((error: unknown) => {
    throw new WikiRoomError('crypto-failed', 'the crypto code cannot be loaded', { cause: error });
  });
  const [bindings, module] = await Promise.all([code, fetchModule(url).then(compile)]);
  await withCompiled(module, () => bindings.initAsync()).catch((error: unknown) => {
    throw new WikiRoomError('crypto-failed', 'the crypto module does not start', { cause: error });
  });
  closeUnusedStores(bindings);
}

async function fetchModule(url: string): Promise<Response> {
  let response;
  try {
    // With the cookies of its own origin, as the script came: a wiki that is closed to guests has it as an attachment.
    response = await fetch(url);
  } catch (error) {
    throw unreachable(error);
  }
  if (!response.ok || response.body === null) {
    throw new WikiRoomError('crypto-failed', 'the crypto module is not there', { detail: `HTTP ${response.status}` });
  }
  const packed = new URL(url).pathname.endsWith('.gz');
  // As it came, the browser can keep what it compiles of it.
  if (!packed && response.headers.get('Content-Type') === 'application/wasm') return response;
  const body = packed ? await unpacked(response.body) : response.body;
  return new Response(body, { headers: { 'Content-Type': 'application/wasm' } });
}

async function unpacked(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ReadableStream> {
  const [head, whole] = body.tee();
  const reader = head.getReader();
  const { value } = await reader.read();
  void reader.cancel().catch(() => undefined);
  const packed = value?.[0] === gzip[0] && value?.[1] === gzip[1];
  return packed ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}

async function compile(response: Response): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    // A policy is named in the message only; a cut or foreign file is told by its magic word or its end.
    if (error instanceof Error && /Content Security Policy|unsafe-eval|CSP/i.test(error.message)) {
      throw new WikiRoomError('blocked-by-policy', 'a policy forbids WebAssembly', {
        cause: error,
        detail: 'wasm-unsafe-eval',
      });
    }
    throw new WikiRoomError('crypto-failed', 'the crypto module is damaged', { cause: error });
  }
}

/**
 * The package fetches and instantiates by itself, remembers a failure for ever, and insists on a content type; so it is
 * handed a module that is compiled already. Both functions are back before anything else runs.
 */
function withCompiled(module: WebAssembly.Module, start: () => Promise<void>): Promise<void> {
  const { fetch: realFetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  try {
    globalThis.fetch = () => Promise.resolve(new Response());
    WebAssembly.instantiateStreaming = async (_source, imports) => ({
      module,
      instance: await WebAssembly.instantiate(module, imports),
    });
    return start();
  } finally {
    globalThis.fetch = realFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}
