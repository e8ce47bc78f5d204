import { EventType, JoinRule, type MatrixClient, Preset } from 'matrix-js-sdk';

import { people, serverName } from '../people.ts';
import type { SeedWorld } from './world.ts';

/** Rooms one does not simply walk into, by alias. */
export async function plantGates(world: SeedWorld): Promise<Record<string, string>> {
  const { alice, bob, carol, dave } = world.writers;
  const alone = { encrypted: false };

  const old = await alice.peer.createRoom('old', { name: 'Old harbour', ...alone });
  await bob.peer.join(old);
  await alice.peer.send(old, 'This room has served us well.');
  await bob.peer.send(old, 'See you in the new one.');
  const successor = await upgrade(alice.peer.client, old);

  const secret = await createClosed(bob.peer.client, 'private', 'Board', {});
  await bob.peer.send(secret, 'Nobody but the board reads this.');

  const knock = await createClosed(dave.peer.client, 'knock', 'Engine room', {
    join_rule: JoinRule.Knock,
  });
  await dave.peer.send(knock, 'Knock and somebody will open.');

  const invited = await createClosed(bob.peer.client, 'invited', 'Tide tables', {});
  await bob.peer.send(invited, 'Alice, we would like to have you here.');
  await bob.peer.client.invite(invited, people.alice.userId);

  const banned = await carol.peer.createRoom('banned', { name: 'Chess club', ...alone });
  await carol.peer.send(banned, 'No discussion of openings, please.');
  await carol.peer.client.ban(banned, people.alice.userId, 'Talked about openings');

  return { old, successor, private: secret, knock, invited, banned };
}

async function createClosed(
  client: MatrixClient,
  aliasName: string,
  name: string,
  rules: { join_rule?: JoinRule },
): Promise<string> {
  const joinRules = { type: EventType.RoomJoinRules, state_key: '', content: rules };
  const { room_id: roomId } = await client.createRoom({
    preset: Preset.PrivateChat,
    room_alias_name: aliasName,
    name,
    initial_state: rules.join_rule ? [joinRules] : [],
  });
  return roomId;
}

/** Upgrades as a client does. The server moves the alias along; we bring it back, for pages that still name it. */
async function upgrade(client: MatrixClient, roomId: string): Promise<string> {
  const { replacement_room: successor } = await client.upgradeRoom(roomId, '12');
  const name = `#old:${serverName}`;
  await client.deleteAlias(name);
  await client.createAlias(name, roomId);
  await client.createAlias(`#new:${serverName}`, successor);
  await client.sendEvent(successor, EventType.RoomMessage, { msgtype: 'm.text', body: 'Here we are.' } as never);
  return successor;
}
