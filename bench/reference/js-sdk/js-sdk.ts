import { ClientEvent, MatrixEventEvent, RoomEvent, createClient } from 'matrix-js-sdk';

import { pageSession, pageSettings } from '../page-settings.ts';
import { RoomList } from './room-list.ts';
import { recoverWith, roomFilter, secretStorageKey } from './session.ts';

/**
 * A room as a page shows it that follows the documentation of matrix-js-sdk: the SDK on the main thread, the rust
 * crypto where the room is encrypted, a sync that is filtered to the room, and plain elements for the rows.
 */
async function main(): Promise<void> {
  const { homeserver, userId, deviceId, accessToken } = pageSession();
  const { roomId } = pageSettings();
  const client = createClient({
    baseUrl: homeserver,
    userId,
    deviceId,
    accessToken,
    cryptoCallbacks: { getSecretStorageKey: secretStorageKey },
  });
  const encryption = await client.getStateEvent(roomId, 'm.room.encryption', '').catch(() => undefined);
  if (encryption) await client.initRustCrypto();
  window.benchRecover = (recoveryKey) => recoverWith(client, recoveryKey);

  const list = new RoomList(client, roomId);
  client.on(RoomEvent.Timeline, () => list.update());
  client.on(RoomEvent.LocalEchoUpdated, () => list.update());
  client.on(MatrixEventEvent.Decrypted, (event) => list.refresh(event));
  client.on(ClientEvent.Sync, () => list.update());
  await client.startClient({ filter: roomFilter(userId, roomId), initialSyncLimit: 30, lazyLoadMembers: true });

  const composer = document.querySelector('textarea');
  composer?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void client.sendTextMessage(roomId, composer.value);
    composer.value = '';
  });
}

void main();
