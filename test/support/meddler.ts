import type { Fetch } from '../../src/engine/http/matrix-api.ts';

export interface SyncedEvent {
  type: string;
  sender: string;
  event_id?: string;
  content: Record<string, unknown>;
}

/** What a test changes in an answer of the sliding sync. */
export interface SyncBody {
  rooms?: Record<string, { required_state?: SyncedEvent[]; timeline?: SyncedEvent[] }>;
  extensions?: { to_device?: { events?: unknown[]; next_batch?: string } };
}

/** Stands between an engine and the real homeserver, and says what that one never would. */
export class Meddler {
  /** Comes before everything else; `undefined` lets the request through. */
  fault: (path: string) => Response | undefined = () => undefined;
  /** Changes an answer of the sync in place. */
  rewrite: (answer: SyncBody) => void = () => undefined;
  /** Changes any other answer in place. */
  answered: ((path: string, answer: Record<string, unknown>) => void) | undefined;
  /** Paths of all requests, as asked. */
  readonly asked: string[] = [];
  /** Of those that the homeserver has done: method and path. */
  readonly done: string[] = [];

  readonly fetch: Fetch = async (input, init) => {
    const { pathname } = new URL(input);
    this.asked.push(pathname);
    const fault = this.fault(pathname);
    if (fault !== undefined) return fault;
    const response = await fetch(input, init);
    if (!response.ok) return response;
    this.done.push(`${init?.method ?? 'GET'} ${pathname}`);
    if (!pathname.endsWith('_msc3575/sync')) {
      if (this.answered === undefined) return response;
      const other = (await response.json()) as Record<string, unknown>;
      this.answered(pathname, other);
      return Response.json(other);
    }
    const answer = (await response.json()) as SyncBody;
    this.rewrite(answer);
    return Response.json(answer);
  };

  count(part: string): number {
    return this.asked.filter((path) => path.includes(part)).length;
  }
}
