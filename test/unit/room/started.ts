import { parseRoomAddress } from '../../../src/protocol/room-address.ts';
import { ComposerViewModel } from '../../../src/room/composer/composer-view-model.ts';
import { KeysViewModel } from '../../../src/room/keys/keys-view-model.ts';
import { RoomViewModel } from '../../../src/room/room-view-model.ts';
import type { RoomViewSnapshot } from '../../../src/room/room-view-snapshot.ts';
import type { ScriptedServices } from '../../support/scripted-services.ts';
import { account, address } from '../../support/scripted-services.ts';

export interface Shown {
  readonly viewModel: RoomViewModel;
  /** Event ids the page was told of. */
  readonly sent: readonly string[];
  readonly snapshot: () => RoomViewSnapshot;
}

/** What a room is used with. */
export const tools = { ComposerViewModel, KeysViewModel };

export const jwt = { kind: 'jwt', token: 'token', subject: 'alice' } as const;

export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** `equipped`: with the part of the script that a reader writes with, at once. */
export function show(services: ScriptedServices, to = address, equipped = true): Shown {
  const sent: string[] = [];
  const viewModel = new RoomViewModel({
    services,
    address: parseRoomAddress(to),
    sent: (eventId) => sent.push(eventId),
  });
  if (equipped) viewModel.subscribe(() => viewModel.getSnapshot().open?.equip(tools));
  return { viewModel, sent, snapshot: () => viewModel.getSnapshot() };
}

/** A room that has done what it does without a click. */
export async function started(services: ScriptedServices, to = address, equipped = true): Promise<Shown> {
  const shown = show(services, to, equipped);
  await shown.viewModel.start();
  await settled();
  return shown;
}

/** The homeserver takes the token no more. */
export async function expire(services: ScriptedServices): Promise<void> {
  services.link.publish('session', '', { state: 'expired', userId: account.userId });
  await settled();
}
