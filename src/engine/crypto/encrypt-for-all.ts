import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { WikiRoomError } from '../../protocol/error.ts';
import { pause } from '../pacing.ts';
import { errorOfEncryption } from './changed-identities.ts';
import type { DeviceLists } from './device-lists.ts';

export interface EncryptOptions {
  readonly backend: CryptoBackend;
  readonly deviceLists: DeviceLists;
  /** Only devices that their owner has signed get the key; asked for with each call. */
  readonly onlySigned: () => boolean;
}

/** What the SDK keeps private (43.0.0): its loop for what the machine wants to ask. Resolves after a whole round of its own. */
interface Asking {
  readonly outgoingRequestsManager: { doProcessOutgoingRequests(): Promise<void> };
}

/** Devices that change again and again are waited for. */
const mostRounds = 3;

/** A round of questions that takes longer is looked at once more later. Milliseconds. */
const patience = 5_000;

/**
 * Encrypts for the room, once the machine knows the devices of all in it. The SDK encrypts for those it knows, also where
 * it has asked for others in vain, or has the answer and has not taken it in: who was left out could never read the
 * message. Rejects `homeserver-error` where devices cannot be asked for at present.
 */
export async function encryptForAll(event: MatrixEvent, room: Room, options: EncryptOptions): Promise<void> {
  const { backend, deviceLists } = options;
  const recipients = (await room.getEncryptionTargetMembers()).map(({ userId }) => userId);
  // The machine tracks who is in a room when it encrypts there first; it says nothing of what it was not told.
  if (!deviceLists.tracks(recipients)) {
    await encrypt(new MatrixEvent({ type: 'm.dummy', room_id: room.roomId, content: {} }), room, options);
    deviceLists.track(recipients);
  }
  for (let round = 1; !deviceLists.known(recipients) || !deviceLists.isTaken(recipients); round++) {
    const since = deviceLists.moment;
    await deviceLists.taking(() => askAll(backend));
    const outcome = deviceLists.settle(recipients, since);
    // Who changed while it was asked is asked for once more; a homeserver that does not answer is not, at once.
    if (outcome === 'refused' || (outcome === 'changed' && round === mostRounds)) throw notKnown();
    if (outcome === 'known') break;
  }
  await encrypt(event, room, options);
}

async function askAll(backend: CryptoBackend): Promise<void> {
  const { outgoingRequestsManager } = backend as unknown as Asking;
  const over = new AbortController();
  const asked = outgoingRequestsManager.doProcessOutgoingRequests().then(
    () => true,
    (error: unknown) => {
      throw errorOfEncryption(error);
    },
  );
  const late = pause(patience, over.signal).then(() => false);
  const inTime = await Promise.race([asked, late]).finally(() => over.abort());
  if (!inTime) throw notKnown();
}

function notKnown(): WikiRoomError {
  return new WikiRoomError('homeserver-error', 'the devices of everybody in the room could not be asked for');
}

/** The mode is read when the call begins, so reading other devices' messages is not touched by it. */
async function encrypt(event: MatrixEvent, room: Room, { backend, onlySigned }: EncryptOptions): Promise<void> {
  const all = new AllDevicesIsolationMode(false);
  try {
    backend.setDeviceIsolationMode(onlySigned() ? new OnlySignedDevicesIsolationMode() : all);
    const encrypted = backend.encryptEvent(event, room);
    backend.setDeviceIsolationMode(all);
    await encrypted;
  } catch (error) {
    throw errorOfEncryption(error);
  }
}
