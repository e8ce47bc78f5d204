import 'fake-indexeddb/auto';
import { writeFileSync } from 'node:fs';
import { accountId } from '../src/store/account-id.ts';
import { openEngineStore } from '../src/store/engine-store.ts';
import { openPageStore } from '../src/store/page-store.ts';
import { schemaVersion } from '../src/store/schema.ts';
import { dumpedAddress, dumpedRoom, dumpedRoomId, dumpedSession } from '../test/unit/store/dumped-account.ts';
import { dump, importKey } from '../test/unit/store/dump.ts';
import { withRaw } from '../test/unit/store/raw-database.ts';

/** `npx node scripts/write-store-dump.ts`, once for each version of the schema: what a browser holds of it. */
const accountKey = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
const { homeserver, userId, deviceId } = dumpedSession;
const key = await importKey(accountKey);

const engine = await openEngineStore(homeserver);
await withRaw(async (database) => {
  const transaction = database.transaction(['keys'], 'readwrite');
  transaction.objectStore('keys').put(key, accountId(homeserver, userId, deviceId));
  await new Promise((resolve) => (transaction.oncomplete = resolve));
});
await engine.saveSession(dumpedSession);
await engine.saveRoom(dumpedAddress, dumpedRoom);
const page = openPageStore(homeserver, () => Promise.resolve()).room({ userId, deviceId, expired: false });
await page.addToOutbox(dumpedRoomId, { text: 'waits' });
const failed = await page.addToOutbox(dumpedRoomId, { text: 'failed' });
await engine.setOutboxState(failed.txnId, { kind: 'failed', error: { code: 'not-allowed', message: 'no' } });
await page.saveDraft(dumpedAddress, { text: 'half a sentence' });
await page.savePreferences({ privateReceipts: true });

const file = `test/fixtures/store-${String(schemaVersion)}.json`;
writeFileSync(file, `${JSON.stringify(await dump(accountKey), null, 2)}\n`);
process.exit(0);
