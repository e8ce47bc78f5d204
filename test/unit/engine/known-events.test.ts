import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { KnownEvents } from '../../../src/engine/timeline/known-events.ts';
import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import type { TimelineEntry } from '../../../src/engine/timeline/timeline-entry.ts';
import { edit, event, reaction, redaction } from './events.ts';

function known(...events: RawEvent[]): KnownEvents {
  const all = new KnownEvents();
  for (const raw of events) all.add(raw);
  return all;
}

async function decrypted(entry: TimelineEntry, clearEvent: object): Promise<void> {
  const backend = { decryptEvent: async () => ({ clearEvent }) } as unknown as CryptoBackend;
  await entry.event.attemptDecryption(backend, { emit: false });
}

function newBody(all: KnownEvents, id = '$a'): unknown {
  return all.view(all.get(id)!).newContent?.['body'];
}

describe('KnownEvents', () => {
  it('tells of a change what it took the place of, and of that nothing more than the membership once it is redacted', () => {
    const prevContent = { displayname: 'Rude', membership: 'join' };
    const unsigned = { prev_content: prevContent, replaces_state: '$a' };
    const change = event('$b', { type: 'm.room.member', state_key: '@bob:example.org', unsigned });
    const before = (all: KnownEvents): unknown => all.view(all.get('$b')!).prevContent;
    const all = known(change);
    const { revision } = all.get('$b')!;
    assert.deepEqual(before(all), prevContent);
    all.add(redaction('$r', '$other'));
    assert.deepEqual([before(all), all.get('$b')!.revision], [prevContent, revision]);
    all.add(redaction('$r2', '$a'));
    assert.deepEqual(before(all), { membership: 'join' });
    assert.notEqual(all.get('$b')!.revision, revision, 'its row is built anew');
    assert.deepEqual(before(known(redaction('$r', '$a'), change)), { membership: 'join' });
  });

  it('shows the newest edit, in whatever order they come', () => {
    const late = edit('$late', '$a', 'newest', { origin_server_ts: 1_700_000_009_000 });
    const early = edit('$early', '$a', 'first');
    assert.equal(newBody(known(event('$a'), early, late)), 'newest');
    assert.equal(newBody(known(late, early, event('$a'))), 'newest');
  });

  const forged: Record<string, RawEvent[]> = {
    'by another sender': [event('$a'), edit('$e', '$a', 'forged', { sender: '@mallory:example.org' })],
    'of another type': [event('$a'), edit('$e', '$a', 'forged', { type: 'm.sticker' })],
    'without new content': [
      event('$a'),
      edit('$e', '$a', '', { content: { body: 'forged', 'm.relates_to': { rel_type: 'm.replace', event_id: '$a' } } }),
    ],
    'of a state event': [
      event('$a', { type: 'm.room.topic', state_key: '', content: { topic: 'a' } }),
      edit('$e', '$a', 'forged', { type: 'm.room.topic' }),
    ],
    'that is a state event': [event('$a'), edit('$e', '$a', 'forged', { state_key: '' })],
    'that was redacted': [event('$a'), edit('$e', '$a', 'forged'), redaction('$r', '$e')],
    'bundled, by another sender': [
      event('$a', {
        unsigned: { 'm.relations': { 'm.replace': edit('$e', '$a', 'forged', { sender: '@mallory:example.org' }) } },
      }),
    ],
  };
  for (const [name, events] of Object.entries(forged)) {
    it(`ignores an edit ${name}`, () => {
      assert.equal(newBody(known(...events)), undefined);
      assert.equal(newBody(known(...events.toReversed())), undefined);
    });
  }

  it('tells what an event says now', () => {
    const all = known(event('$a'), event('$b'), edit('$e', '$a', 'edited'));
    assert.deepEqual(
      ['$a', '$b', '$c'].map((id) => all.newestContent(id)?.['body']),
      ['edited', '$b', undefined],
    );
    all.add(redaction('$r', '$e'));
    assert.equal(all.newestContent('$a')?.['body'], '$a');
  });

  it('ignores an edit of an edit', () => {
    const all = known(event('$a'), edit('$e', '$a', 'edited'), edit('$f', '$e', 'forged'));
    assert.equal(newBody(all), 'edited');
    assert.equal(newBody(all, '$e'), undefined);
  });

  it('takes an edit that came bundled with its original', () => {
    const original = event('$a', { unsigned: { 'm.relations': { 'm.replace': edit('$e', '$a', 'edited') } } });
    assert.equal(newBody(known(original)), 'edited');
  });

  it('takes an edit that comes bundled with a later copy of its original', () => {
    const unsigned = { 'm.relations': { 'm.replace': edit('$e', '$a', 'edited') } };
    assert.equal(newBody(known(event('$a'), event('$a', { unsigned }))), 'edited');
    assert.equal(
      newBody(known(event('$a', { unsigned }), redaction('$r', '$e'), event('$a', { unsigned }))),
      undefined,
    );
  });

  it('counts each person once for a reaction, and not after its redaction', () => {
    const all = known(
      event('$a'),
      reaction('$1', '$a', '👍'),
      reaction('$2', '$a', '👍'),
      reaction('$3', '$a', '👍', '@carol:example.org'),
      reaction('$4', '$a', '__proto__'),
    );
    const counts = (): [string, number][] =>
      [...all.view(all.get('$a')!).reactions].map(([key, senders]) => [key, senders.size]);
    assert.deepEqual(counts(), [
      ['👍', 2],
      ['__proto__', 1],
    ]);
    all.add(redaction('$r', '$3'));
    assert.deepEqual(counts(), [
      ['👍', 1],
      ['__proto__', 1],
    ]);
  });

  it('keeps nothing of what was redacted, whichever comes first', () => {
    for (const events of [
      [event('$a'), redaction('$r', '$a')],
      [redaction('$r', '$a'), event('$a')],
      [event('$a', { unsigned: { redacted_because: redaction('$r', '$a') } })],
    ]) {
      const all = known(...events, edit('$e', '$a', 'edited'));
      const view = all.view(all.get('$a')!);
      assert.deepEqual(view.content, {});
      assert.deepEqual(view.redaction, { senderId: '@bob:example.org', reason: 'spam' });
      assert.equal(view.newContent, undefined);
    }
  });

  it('takes over that something was redacted from a copy that comes later', () => {
    const stripped = (raw: RawEvent): RawEvent => ({
      ...raw,
      content: {},
      unsigned: { redacted_because: redaction('$r', raw.event_id) },
    });
    const answer = event('$b', { content: { body: 'b', 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } } } });
    const like = reaction('$l', '$b', '👍');
    const all = known(event('$a'), answer, edit('$e', '$b', 'edited'), like);
    const { revision } = all.get('$b')!;
    for (const raw of [event('$a'), edit('$e', '$b', 'edited'), like]) {
      assert.equal(all.add(stripped(raw)).fresh, false);
    }
    assert.deepEqual(all.view(all.get('$a')!).content, {});
    assert.deepEqual(all.view(all.get('$a')!).redaction, { senderId: '@bob:example.org', reason: 'spam' });
    const view = all.view(all.get('$b')!);
    assert.deepEqual([view.newContent, view.reactions.size], [undefined, 0]);
    assert.deepEqual(view.reply?.event?.content, {});
    assert.ok(all.get('$b')!.revision > revision);
    // A copy from before changes nothing back.
    all.add(event('$a'));
    assert.deepEqual(all.get('$a')!.content, {});
  });

  it('changes what a row shows when something is said of it, and the rows that answer it', () => {
    const answer = event('$b', { content: { body: 'b', 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } } } });
    const all = known(answer);
    assert.deepEqual(all.view(all.get('$b')!).reply, { id: '$a', state: 'loading' });
    assert.deepEqual(
      all.unknownQuoted(() => true),
      ['$a'],
    );
    const revision = all.get('$b')!.revision;
    all.add(event('$a'));
    assert.ok(all.get('$b')!.revision > revision);
    assert.equal(all.view(all.get('$b')!).reply?.event?.content['body'], '$a');
    all.setQuoteState('$a', undefined);
    all.add(edit('$e', '$a', 'edited'));
    assert.equal(all.view(all.get('$b')!).reply?.event?.newContent?.['body'], 'edited');
  });

  const inThread = (id: string, more: object = {}): RawEvent => {
    const thread = { rel_type: 'm.thread', event_id: '$root', 'm.in_reply_to': { event_id: '$before' }, ...more };
    return event(id, { content: { msgtype: 'm.text', body: id, 'm.relates_to': thread } });
  };

  it('knows what began a thread, and takes for an answer only what is one', () => {
    const all = known(
      event('$root'),
      event('$before'),
      inThread('$1', { is_falling_back: true }),
      inThread('$2', { is_falling_back: false }),
      inThread('$3'),
      inThread('$4', { rel_type: 'org.example', is_falling_back: true }),
      inThread('$5', { event_id: { id: '$root' } }),
    );
    const quoted = ['$1', '$2', '$3', '$4', '$5'].map((id) => {
      const { thread, reply } = all.view(all.get(id)!);
      return [thread?.id, thread?.event?.content['body'], reply?.id];
    });
    assert.deepEqual(quoted, [
      ['$root', '$root', undefined],
      ['$root', '$root', '$before'],
      ['$root', '$root', '$before'],
      [undefined, undefined, '$before'],
      [undefined, undefined, '$before'],
    ]);
  });

  it('asks for what began a thread and is not known, and not for what only looks answered', () => {
    const all = known(inThread('$1', { is_falling_back: true }));
    assert.deepEqual(
      all.unknownQuoted(() => true),
      ['$root'],
    );
    assert.deepEqual(all.view(all.get('$1')!).thread, { id: '$root', state: 'loading' });
    const { revision } = all.get('$1')!;
    all.add(event('$root'));
    assert.ok(all.get('$1')!.revision > revision);
  });

  it('leaves the rows of a thread as they are when somebody likes what began it', () => {
    const all = known(event('$root'), inThread('$1'));
    const { revision } = all.get('$1')!;
    all.add(reaction('$like', '$root', '👍'));
    all.add(redaction('$r', '$like'));
    assert.equal(all.get('$1')!.revision, revision);
    all.add(edit('$e', '$root', 'edited'));
    assert.ok(all.get('$1')!.revision > revision);
  });

  it('gives no row to edits, reactions and redactions', () => {
    const all = known(event('$a'), edit('$e', '$a', 'x'), reaction('$1', '$a', '👍'), redaction('$r', '$x'));
    const rows = ['$a', '$e', '$1', '$r'].filter((id) => all.hasRow(id));
    assert.deepEqual(rows, ['$a']);
  });

  const signals = [
    ...['m.poll.response', 'm.poll.end', 'org.matrix.msc3381.poll.response', 'org.matrix.msc3381.poll.end'],
    ...['m.call.candidates', 'm.call.answer', 'm.call.hangup', 'm.key.verification.start', 'm.key.verification.done'],
    ...['m.beacon', 'org.matrix.msc3672.beacon', 'm.dummy', 'io.element.call.encryption_keys', 'm.reaction'],
  ];
  const told = [
    'm.poll.start',
    'm.call.invite',
    'm.key.verification.request',
    'org.example',
    '__proto__',
    'io.elements',
  ];

  it('gives no row to what programs tell each other, in clear or encrypted', async () => {
    for (const type of [...signals, ...told]) {
      const all = known(event('$a', { type, content: {} }), event('$b', { type: 'm.room.encrypted', content: {} }));
      const secret = all.get('$b')!;
      assert.equal(all.hasRow(secret.id), true, 'it cannot be read yet');
      await decrypted(secret, { type, content: {} });
      assert.deepEqual(
        [all.hasRow('$a'), all.hasRow(secret.id)],
        told.includes(type) ? [true, true] : [false, false],
        type,
      );
    }
    const withText = known(event('$a', { type: 'io.element.note', content: { body: 'x' } }));
    assert.equal(withText.hasRow('$a'), true);
  });

  it('gives a row to what was deleted where it had one before', async () => {
    for (const type of [...signals, ...told]) {
      const all = known(event('$a', { type: 'm.room.encrypted', content: {} }));
      await decrypted(all.get('$a')!, { type, content: {} });
      all.add(redaction('$r', '$a'));
      assert.equal(all.hasRow('$a'), told.includes(type), type);
    }
    const note = known(event('$a', { type: 'io.element.note', content: { body: 'x' } }), redaction('$r', '$a'));
    assert.equal(note.hasRow('$a'), true);
  });

  it('gives none to what was deleted and could not be read where its relation tells that it is for programs', () => {
    const encrypted = (relation?: object): RawEvent =>
      event('$a', { type: 'm.room.encrypted', content: { ciphertext: '', 'm.relates_to': relation } });
    const reference = encrypted({ rel_type: 'm.reference', event_id: '$poll' });
    const gone = { ...encrypted(), content: {}, unsigned: { redacted_because: redaction('$r', '$a') } };
    const shown = (...events: RawEvent[]): boolean => {
      const all = known(...events);
      return all.hasRow('$a');
    };
    assert.equal(shown(reference), true, 'it may yet be read');
    assert.equal(shown(reference, redaction('$r', '$a')), false);
    assert.equal(shown(redaction('$r', '$a'), reference), false);
    assert.equal(shown(reference, gone), false);
    assert.equal(shown(gone), true, 'nobody can tell');
    for (const relation of [undefined, { rel_type: 'm.thread', event_id: '$root' }, { rel_type: 'm.reference' }]) {
      assert.equal(shown(encrypted(relation), redaction('$r', '$a')), true);
    }
  });

  it('goes on past what was encrypted with a type that is none', async () => {
    for (const type of [undefined, null, 7, {}, ['m.dummy']]) {
      const all = known(event('$a', { type: 'm.room.encrypted', content: {} }));
      await decrypted(all.get('$a')!, { type, content: { body: 'x' } });
      assert.deepEqual([all.hasRow('$a'), all.view(all.get('$a')!).type], [true, '']);
    }
  });

  it('gives no row to edits and reactions that were redacted, whichever comes first', () => {
    const related = [edit('$e', '$a', 'x'), reaction('$1', '$a', '👍')];
    const redactions = [redaction('$r', '$e'), redaction('$s', '$1')];
    const copies = related.map((raw) => ({
      ...raw,
      content: {},
      unsigned: { redacted_because: redaction('$r', raw.event_id) },
    }));
    for (const events of [
      [...related, ...redactions],
      [...redactions, ...related],
      [...related, ...copies],
    ]) {
      const all = known(event('$a'), event('$b'), ...events, redaction('$t', '$b'));
      const rows = ['$a', '$b', '$e', '$1'].filter((id) => all.hasRow(id));
      assert.deepEqual(rows, ['$a', '$b'], 'only what was a message leaves a row');
    }
  });
});
