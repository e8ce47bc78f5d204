import { people } from '../people.ts';
import type { SeedWorld } from './world.ts';

type NewsLine = readonly [at: string, by: 'alice' | 'bob' | 'carol' | 'dave', text: string];

const lines: readonly NewsLine[] = [
  ['0 06:50', 'alice', 'This room is for news that everybody may read. It is not encrypted.'],
  ['0 07:30', 'bob', 'The wiki is on its new machine since this morning.'],
  ['0 07:31', 'carol', 'And pages open before I have let go of the mouse. Thank you!'],
  ['0 09:10', 'dave', 'Fire drill today at 11:00, please take the stairs.'],
  ['0 11:25', 'dave', 'Drill is over: 4 minutes 10 seconds. Last year it was six.'],
  ['0 14:00', 'alice', 'The summer party is on the 12th. Ideas for the barbecue go on the page “Summer”.'],
  ['0 14:12', 'bob', 'Page “Summer” has its first edit war: charcoal or gas.'],
  ['1 07:05', 'carol', 'The printer on the second floor takes only tray 2 for now.'],
  ['1 08:15', 'bob', 'A new colleague begins on Monday: Erin Walsh, in the harbour team. Please say hello.'],
  ['1 08:16', 'dave', 'Welcome Erin!'],
  ['1 08:20', 'alice', 'Her desk is the one by the window that nobody dared to ask for.'],
  ['1 10:45', 'dave', 'Backup of the shared drive was tried for real: everything came back in 22 minutes.'],
  ['1 13:30', 'carol', 'Somebody left a blue umbrella in the meeting room.'],
  ['1 13:41', 'bob', 'Mine. It is where umbrellas go to be safe.'],
  ['1 16:00', 'alice', 'Office closes at 15:00 on Friday.'],
  ['2 07:00', 'dave', 'Short outage of the telephone system between 12:00 and 12:15.'],
  ['2 12:16', 'dave', 'Telephones are back.'],
  ['2 14:35', 'alice', 'Project Alpha has its season! More in #alpha.'],
  ['2 14:36', 'carol', 'There is cake in the kitchen.'],
  ['2 14:58', 'bob', 'There was cake in the kitchen.'],
];

/** `#news`: a public room that is not encrypted. */
export async function plantNews(world: SeedWorld): Promise<string> {
  const { alice, bob, carol, dave } = world.writers;
  const roomId = await alice.peer.createRoom('news', { name: 'News', encrypted: false });
  for (const writer of [bob, carol, dave]) await writer.peer.join(roomId);
  for (const [at, by, text] of lines) {
    const content = { msgtype: 'm.text', body: text };
    await world.service.send(roomId, people[by].userId, 'm.room.message', content, world.calendar.at(at));
  }
  return roomId;
}
