import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { generateKey, keyStream } from '../../../src/store/cipher.ts';
import type { KeyStream } from '../../../src/store/cipher.ts';
import { leaveDraft, leftDraft } from '../../../src/store/left-draft.ts';
import { openEngineStore } from '../../../src/store/engine-store.ts';
import { openPageStore } from '../../../src/store/page-store.ts';
import { fuzzRuns, hostileValue } from '../../support/hostile.ts';
import { homeserver, session } from './stored-session.ts';

const room = '#alpha:example.org';
const { userId, deviceId } = session();
const marker = { userId, deviceId, expired: false };
const account = JSON.stringify([homeserver, userId, deviceId]);
const place = `wiki-room:draft:${account}:${room}`;

/** `localStorage` as the page has it, with one entry. */
function storageWith(text: string): Map<string, string> {
  const entries = new Map([[place, text]]);
  const storage = new Proxy(
    {
      getItem: (name: string) => entries.get(name) ?? null,
      setItem: (name: string, value: string) => void entries.set(name, value),
      removeItem: (name: string) => void entries.delete(name),
    },
    { ownKeys: () => [...entries.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  );
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true, writable: true });
  return entries;
}

/** A text that somebody, or a fault, has put there. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 300 }),
  fc.constantFrom(
    '',
    'x',
    '\u0000'.repeat(12),
    '\u0000'.repeat(13),
    '{}',
    '[]',
    '\ud800'.repeat(40),
    'x'.repeat(100_000),
  ),
);
const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });

const isDraft = (draft: unknown): boolean =>
  draft === undefined || typeof (draft as { readonly text?: unknown }).text === 'string';

describe('what lies in the place of a left draft', () => {
  test('is a draft of this room or nothing, whatever it is', async () => {
    const key = await generateKey();
    const streamOf = (iv: Uint8Array<ArrayBuffer>, length: number): Promise<KeyStream> => keyStream(key, length, iv);
    // Made anew for each, a long one would take all the time there is.
    const stream = await keyStream(key, 2_000_000);
    let taken = 0;
    const numRuns = fuzzRuns(1_000, 2);
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.oneof(hostileValue, fc.record({ text: hostileValue })),
        changes,
        async (text, value, flips) => {
          storageWith(text);
          const found = await leftDraft(account, room, streamOf);
          assert.ok(found === undefined || isDraft(found.draft));

          // As it is left, and with a few of its bytes changed: nothing proves where they come from.
          const entries = storageWith('');
          if (!leaveDraft(account, room, value as never, stream)) return;
          const codes = [...entries.get(place)!].map((sign) => sign.charCodeAt(0));
          for (const [at, by] of flips) codes[at % codes.length] = by;
          entries.set(place, codes.map((code) => String.fromCharCode(code)).join(''));
          const changed = await leftDraft(account, room, streamOf);
          assert.ok(changed === undefined || isDraft(changed.draft));
          if (changed !== undefined) taken++;
        },
      ),
      { numRuns },
    );
    assert.ok(taken > numRuns / 1_000, 'some are taken');
  });

  test('does not stop the page: the draft can be written and read', async () => {
    globalThis.indexedDB = new IDBFactory();
    await (await openEngineStore(homeserver)).saveSession(session());
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        storageWith(text);
        const page = openPageStore(homeserver, () => Promise.resolve()).room(marker);
        assert.ok(isDraft(await page.draft(room)));
        await page.saveDraft(room, { text: 'the next one' });
        assert.equal((await page.draft(room))?.text, 'the next one');
        const next = openPageStore(homeserver, () => Promise.resolve()).room(marker);
        assert.equal((await next.draft(room))?.text, 'the next one');
      }),
      { numRuns: fuzzRuns(100, 2) },
    );
  });
});
