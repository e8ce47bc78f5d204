import type { ErrorData } from '../protocol/error.ts';
import type { EngineSettings } from '../protocol/settings.ts';

/** From the page that starts a worker to it, once. */
export interface StartMessage {
  readonly kind: 'start';
  readonly settings: EngineSettings;
  /** Over the channel for all pages, under the engine lock; otherwise over the worker's own port for this page. */
  readonly shared: boolean;
  /** The former holder was found dead: its engine lock is taken away from it. */
  readonly steal: boolean;
}

/** From a worker to the page that started it. */
export type WorkerMessage =
  /** The script has been loaded and waits for {@link StartMessage}. */
  | { readonly kind: 'loaded' }
  /** The engine does not serve yet, and lives: said again and again while it starts. */
  | { readonly kind: 'waiting' }
  /** The engine serves. */
  | { readonly kind: 'ready' }
  /** The engine has stopped, or could not start; the worker is closing. */
  | { readonly kind: 'closed'; readonly error?: ErrorData };

export function asStartMessage(data: unknown): StartMessage | undefined {
  const { kind, settings, shared, steal } = fieldsOf(data);
  const { homeserver, deviceName, wasmUrl, asksToJoin = false } = fieldsOf(settings);
  const fits =
    kind === 'start' &&
    typeof shared === 'boolean' &&
    typeof steal === 'boolean' &&
    typeof homeserver === 'string' &&
    typeof deviceName === 'string' &&
    typeof wasmUrl === 'string' &&
    typeof asksToJoin === 'boolean';
  return fits ? (data as StartMessage) : undefined;
}

export function asWorkerMessage(data: unknown): WorkerMessage | undefined {
  const { kind } = fieldsOf(data);
  const fits = kind === 'loaded' || kind === 'waiting' || kind === 'ready' || kind === 'closed';
  return fits ? (data as WorkerMessage) : undefined;
}

export function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}
