import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bob } from './support/bob.ts';
import type { Peer } from '../stack/peer.ts';
import { newProfile } from './support/browser.ts';
import type { Profile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

/** As clients that know threads send a message of one: for others it looks like an answer to the one before. */
const inThread = (body: string, root: string, before: string): Record<string, unknown> => ({
  msgtype: 'm.text',
  body,
  'm.relates_to': {
    rel_type: 'm.thread',
    event_id: root,
    is_falling_back: true,
    'm.in_reply_to': { event_id: before },
  },
});

/** Alice in the room, and Bob, who encrypts for her device: it has spoken. */
async function inAlpha(profile: Profile, greeting: string): Promise<{ peer: Peer; room: RoomPage; alpha: string }> {
  const stack = await theStack();
  const peer = await bob();
  const page = await profile.context.newPage();
  const alpha = stack.seed.rooms['alpha']!;
  await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
  const room = new RoomPage(page);
  await room.send(greeting);
  await peer.waitForMessage(alpha, ({ body }) => body === greeting);
  return { peer, room, alpha };
}

describe('what other clients have and the element has not', () => {
  it('a thread is told from the rest, and an answer stays in it', async () => {
    await using profile = await newProfile();
    const { peer, room, alpha } = await inAlpha(profile, 'Hungry');
    const root = await peer.send(alpha, 'Where shall we eat?');
    const first = await peer.send(alpha, inThread('At the harbour', root, root));
    const second = await peer.send(alpha, inThread('Or at the mill', root, first));
    await room.shows('Or at the mill');
    const [one, two] = [room.article('At the harbour'), room.article('Or at the mill')];
    const mark = one.getByRole('button', { name: /^In a thread .*Where shall we eat\?$/ });
    await mark.waitFor();
    assert.equal(await two.getByRole('button', { name: /In a thread|In reply to/ }).count(), 0, 'once, and no quote');
    assert.equal(await one.getByRole('button', { name: /In reply to/ }).count(), 0);

    await room.act(two, 'Reply');
    await room.send('The mill is closed');
    const received = await peer.waitForMessage(alpha, (content) => content.body === 'The mill is closed');
    const relation = {
      rel_type: 'm.thread',
      event_id: root,
      is_falling_back: false,
      'm.in_reply_to': { event_id: second },
    };
    assert.equal(received.isEncrypted(), true);
    assert.deepEqual(received.getWireContent()['m.relates_to'], relation);
    assert.equal(received.threadRootId, root);
    await room
      .article('The mill is closed')
      .getByRole('button', { name: /In reply to .*Or at the mill/ })
      .waitFor();
    assert.deepEqual(profile.complaints, []);
  });

  it('a poll is shown by its text, and votes not at all', async () => {
    await using profile = await newProfile();
    const { peer, room, alpha } = await inAlpha(profile, 'Thirsty');
    const text = 'org.matrix.msc1767.text';
    const poll = await peer.sendEvent(alpha, 'org.matrix.msc3381.poll.start', {
      [text]: 'Tea or coffee?\n1. Tea\n2. Coffee',
      'org.matrix.msc3381.poll.start': {
        question: { [text]: 'Tea or coffee?' },
        kind: 'org.matrix.msc3381.poll.disclosed',
        max_selections: 1,
        answers: [
          { id: 'tea', [text]: 'Tea' },
          { id: 'coffee', [text]: 'Coffee' },
        ],
      },
    });
    await peer.sendEvent(alpha, 'org.matrix.msc3381.poll.response', {
      'm.relates_to': { rel_type: 'm.reference', event_id: poll },
      'org.matrix.msc3381.poll.response': { answers: ['tea'] },
    });
    await peer.send(alpha, 'I have voted');
    await room.shows('I have voted');
    assert.match((await room.article('Tea or coffee?').textContent()) ?? '', /vote in another app/);
    assert.equal(await room.log.getByText(/this page cannot show/).count(), 0);
    assert.deepEqual(profile.complaints, []);
  });
});
