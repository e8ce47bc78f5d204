import { WikiRoomError } from '../protocol/error.ts';
import { storedDraft } from '../protocol/draft.ts';
import type { Draft, StoredDraft } from '../protocol/draft.ts';
import type { Preferences } from '../protocol/room-store.ts';
import { accountOf } from './account-id.ts';
import { asMemoryResponse, fitsQuestion, memoryChannelName } from './memory-wire.ts';
import type { MemoryAnswers, MemoryQuestion, MemoryRequest } from './memory-wire.ts';
import type { OpenedPageStore, OwnRoomStore } from './opened-page-store.ts';
import { startPatience } from './patience.ts';

/** Where an engine runs it answers far sooner; where none does, there is no account. Milliseconds. */
const accountTimeout = 1_000;
/** The engine is there, and may be busy. Milliseconds. */
const answerTimeout = 10_000;

/** The page's side where nothing can be stored: asks the engine's memory; drafts live as long as the page. */
export function createMemoryPageStore(homeserver: string): OpenedPageStore {
  const ask = createAsk(homeserver);
  const drafts = new Map<string, Draft>();
  const sent = new Set<string>();
  const preferences = new Map<string, Preferences>();

  return {
    persistent: () => Promise.resolve(false),
    wasEnded: () => Promise.resolve(false),
    account: () => ask('', { kind: 'account' }).catch(() => undefined),
    room: (marker): OwnRoomStore => {
      const account = accountOf(homeserver, marker);
      const preferred = (): Preferences => preferences.get(account) ?? { privateReceipts: false };
      const draft = (room: string): Promise<StoredDraft | undefined> => {
        const written = drafts.get(account + room);
        return Promise.resolve(
          storedDraft(written?.txnId !== undefined && sent.has(written.txnId) ? undefined : written),
        );
      };
      return {
        addToOutbox: async (roomId, draft, file, txnId = crypto.randomUUID()) => {
          try {
            const record = await ask(account, { kind: 'add', txnId, roomId, draft, file });
            sent.add(txnId);
            return record;
          } catch (error) {
            // It goes back to whoever wrote it: the engine must not send it as well, should it have heard of it.
            void ask(account, { kind: 'remove', txnId }).catch(() => undefined);
            throw error;
          }
        },
        outbox: (roomId) => ask(account, { kind: 'list', roomId }),
        retryOutbox: (txnId, agreed) => ask(account, { kind: 'retry', txnId, agreed }),
        removeFromOutbox: (txnId) => ask(account, { kind: 'remove', txnId }),
        draft,
        // A draft is of this page alone.
        leftDraft: draft,
        holdText: () => undefined,
        saveDraft: (room, draft) => {
          if (draft === undefined) drafts.delete(account + room);
          else drafts.set(account + room, draft);
          return Promise.resolve();
        },
        storedRoom: () => Promise.resolve(undefined),
        preferences: () => Promise.resolve(preferred()),
        savePreferences: (changes) => {
          preferences.set(account, { ...preferred(), ...changes });
          return Promise.resolve();
        },
        askToKeep: () => Promise.resolve(),
      };
    },
  };
}

type Ask = <K extends MemoryQuestion['kind']>(
  account: string,
  ask: MemoryQuestion & { readonly kind: K },
) => Promise<MemoryAnswers[K]>;

function createAsk(homeserver: string): Ask {
  const from = crypto.randomUUID();
  const waiting = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  let channel: BroadcastChannel | undefined;
  if (typeof BroadcastChannel === 'function') {
    channel = new BroadcastChannel(memoryChannelName(homeserver));
    channel.onmessage = (event: MessageEvent<unknown>) => {
      const response = asMemoryResponse(event.data);
      if (response?.to !== from) return;
      waiting.get(response.id)?.(response.value);
    };
  }
  return (account, ask) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const stop = startPatience(ask.kind === 'account' ? accountTimeout : answerTimeout, () => {
        waiting.delete(id);
        reject(new WikiRoomError('storage-unavailable', 'nothing can be stored, and no engine holds it in memory'));
      });
      waiting.set(id, (value) => {
        if (!fitsQuestion(ask.kind, value)) return;
        stop();
        waiting.delete(id);
        resolve(value);
      });
      const request: MemoryRequest = { from, id, account, ask };
      channel?.postMessage(request);
    });
}
