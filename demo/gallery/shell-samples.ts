import { WikiRoomError } from '../../src/protocol/error.ts';
import type { RoomAccess } from '../../src/protocol/room.ts';
import type { TimelineRow } from '../../src/protocol/row.ts';
import { message, people } from '../../test/support/rows.ts';
import { ScriptedServices } from '../../test/support/scripted-services.ts';
import { paintedPicture } from './painted-picture.ts';
import { timelineSamples } from './timeline-samples.ts';

export interface ShellSample {
  readonly title: string;
  readonly services: ScriptedServices;
  readonly attributes?: Readonly<Record<string, string>>;
}

const minutes = 60_000;

function opened(values: Parameters<ScriptedServices['open']>[1] = {}, rows: readonly TimelineRow[] = everyday()) {
  const services = new ScriptedServices().open(rows, { topic: 'What we decide here goes into the pages.', ...values });
  services.link.answers.media = ({ source }) => paintedPicture(source.mxc);
  return services;
}

function everyday(): readonly TimelineRow[] {
  return timelineSamples()[0]?.rows ?? [];
}

function outside(access: RoomAccess): ScriptedServices {
  return opened({ access, memberCount: 12 }, []);
}

function prepared(prepare: (services: ScriptedServices) => void, services = opened()): ScriptedServices {
  prepare(services);
  return services;
}

/** Something was being written there. */
const written = (services: ScriptedServices): ScriptedServices =>
  prepared(({ records }) => {
    void records.saveDraft('#alpha:example.org', {
      text: 'Half a message about the tides\n\n- in two\n- or three lines, the last of them longer than a phone is wide',
    });
  }, services);

const refused = (code: 'room-not-found' | 'not-invited' | 'banned'): ScriptedServices =>
  outside({ kind: 'refused', error: { code, message: code, detail: 'M_FORBIDDEN' } });

/** The element in every state that is not about a message. */
export function shellSamples(): readonly ShellSample[] {
  const [day, , , sending] = timelineSamples();
  return [
    {
      title: 'Room',
      services: prepared(
        ({ records }) => (records.records = []),
        opened({ memberCount: 1234, avatar: 'mxc://example.org/room-96x96' }),
      ),
    },
    {
      title: 'Long names, people typing',
      services: opened({
        name: `${'A room with a name that goes on '.repeat(4)}\u202Eback`,
        topic: 'A topic that has much to say and does not stop before it has said it. '.repeat(4),
        encrypted: false,
        typing: [people.erin, people.dave, people.bob],
        memberCount: 3,
      }),
    },
    {
      title: 'Answering',
      services: prepared(
        ({ records }) => {
          void records.saveDraft('#alpha:example.org', {
            text: 'What I was going to say\n\n- in two\n- or three lines',
            replyTo: day?.rows.find(({ kind }) => kind === 'message')?.id ?? '',
          });
        },
        opened({}, day?.rows),
      ),
    },
    {
      title: 'Offline, unsent messages',
      services: prepared(
        ({ link, records }) => {
          records.records = [...(sending?.records ?? [])];
          link.publish('connection', '', {
            state: 'lost',
            lastContact: Date.now() - 3 * minutes,
            error: { code: 'homeserver-unreachable', message: 'fetch' },
          });
        },
        opened({}, sending?.rows),
      ),
    },
    {
      title: 'Session expired',
      services: prepared(({ link }) => link.publish('session', '', { state: 'expired', userId: '@alice:example.org' })),
    },
    {
      title: 'Recovery key wanted',
      services: prepared((services) => {
        services.link.publish('crypto', '', { state: 'needs-recovery' });
        services.refuse('recover', 'wrong-recovery-key');
      }),
    },
    {
      title: 'Another device took its place',
      services: prepared(({ link }) =>
        link.publish('crypto', '', { state: 'needs-recovery', replaces: 'rolled-back' }),
      ),
    },
    {
      title: 'Recovery key put off',
      services: prepared(({ link, records }) => {
        link.publish('crypto', '', { state: 'needs-recovery' });
        void records.savePreferences({ putOff: { about: 'recover' } });
      }),
    },
    {
      title: 'Backup gone',
      services: prepared(({ link }) => link.publish('crypto', '', { state: 'needs-recovery', backup: 'gone' })),
    },
    {
      title: 'No recovery key',
      services: prepared(({ link }) =>
        link.publish('crypto', '', {
          state: 'failed',
          error: { code: 'no-recovery', message: 'no secret storage' },
          replaces: 'damaged',
        }),
      ),
    },
    {
      title: 'Keys being restored',
      services: prepared(({ link }) => link.publish('crypto', '', { state: 'restoring', done: 1200, total: 4000 })),
    },
    {
      title: 'Recovery key to be saved',
      services: prepared(({ link }) => {
        link.publish('crypto', '', { state: 'ready', saved: false });
        link.answers['make-recovery-key'] = async () => ({
          recoveryKey: 'EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d',
        });
      }),
    },
    { title: 'Empty', services: opened({}, []) },
    { title: 'May not write', services: opened({ canSend: false }) },
    { title: 'May not write any more', services: written(opened({ canSend: false })) },
    { title: 'Banned while writing', services: written(refused('banned')) },
    {
      title: 'Not encrypted, without header',
      services: opened({ encrypted: false }),
      attributes: { 'without-header': '' },
    },
    { title: 'Read-only', services: opened(), attributes: { 'read-only': '' } },
    {
      title: 'Without header and composer',
      services: opened(),
      attributes: { 'without-header': '', 'without-composer': '' },
    },
    {
      title: 'Replaced',
      services: opened({ successor: { roomId: '!new:example.org', address: '!new:example.org', proven: true } }),
    },
    {
      title: 'Replaced, not proven',
      services: opened({ successor: { roomId: '!new:example.org', address: '!new:example.org', proven: false } }),
    },
    { title: 'Signed out', services: new ScriptedServices() },
    {
      title: 'Signing in was cancelled',
      services: prepared(({ authenticator }) => {
        authenticator.quiet = () => Promise.reject(new WikiRoomError('sign-in-cancelled', 'the window was closed'));
      }, new ScriptedServices()),
    },
    {
      title: 'Loading',
      services: prepared(({ link }) =>
        link.publish('room', '#alpha:example.org', {
          access: { kind: 'opening' },
          name: 'Alpha',
          memberCount: 0,
          encrypted: true,
          canSend: false,
          typing: [],
          unread: { messages: 0, mentions: 0 },
        }),
      ),
    },
    { title: 'Invited', services: outside({ kind: 'invited', by: people.carol }) },
    {
      title: 'Joinable',
      // A press on it shows how it looks at work.
      services: prepared(
        ({ link }) => {
          link.answers.join = () => new Promise(() => undefined);
        },
        outside({ kind: 'joinable' }),
      ),
    },
    { title: 'May knock', services: outside({ kind: 'can-knock' }) },
    { title: 'Knocked', services: outside({ kind: 'knocked' }) },
    { title: 'Not found', services: refused('room-not-found') },
    { title: 'By invitation', services: refused('not-invited') },
    { title: 'Banned', services: refused('banned') },
    { title: 'Wrong settings', services: new ScriptedServices(), attributes: { room: 'alpha' } },
    {
      title: 'One message',
      services: opened({}, [message('First.', { ts: Date.now() - minutes })]),
    },
  ];
}
