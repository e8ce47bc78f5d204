import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TimelineTopic } from '../../../../src/engine/timeline/timeline-topic.ts';
import type { EngineLink } from '../../../../src/protocol/engine-link.ts';
import type { TimelineUpdate } from '../../../../src/protocol/room.ts';
import type { MessageRow } from '../../../../src/protocol/row.ts';
import { TimelineViewModel } from '../../../../src/room/timeline/timeline-view-model.ts';
import { message, minute, noon, room } from '../../../support/rows.ts';
import { MemoryRoomStore } from '../../../support/scripted-link.ts';
import { fuzzRuns } from '../../../support/hostile.ts';

type Step =
  { readonly do: 'rows'; readonly rows: readonly MessageRow[] } | { readonly do: 'deliver' | 'lose' | 'new engine' };

/** Two of each: a row that was edited is another object under the same id. */
const pool = [...'abcdefgh'].flatMap((id, index) => {
  const ts = noon + index * minute;
  return [message(id, { id, ts }), message(id, { id, ts, edited: true })];
});
const list = fc.uniqueArray(fc.constantFrom(...pool), { selector: ({ id }) => id, maxLength: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rows' as const), rows: list }) },
  { weight: 4, arbitrary: fc.constant({ do: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'lose' as const }, { do: 'new engine' as const }) },
);

/** One engine after another, and what is on its way from them; what a former subscription brings is dropped, as the port does. */
class Line {
  readonly #underway: { readonly subscription: number; readonly update: TimelineUpdate }[] = [];
  #topic = new TimelineTopic();
  #subscription = 0;
  #listener: ((update: TimelineUpdate) => void) | undefined;
  #unfollow: () => void = () => undefined;

  readonly link = {
    call: () => Promise.resolve(undefined),
    subscribe: (topic: string, _key: string, listener: (update: TimelineUpdate) => void) => {
      if (topic !== 'timeline') return () => undefined;
      this.#listener = listener;
      this.#follow();
      return () => this.#unfollow();
    },
  } as unknown as EngineLink;

  setRows(rows: readonly MessageRow[]): void {
    this.#topic.set(rows, { older: 'none', live: true });
  }

  newEngine(): void {
    this.#unfollow();
    this.#topic = new TimelineTopic();
    this.#follow();
  }

  lose(): void {
    this.#underway.shift();
  }

  /** True where something was delivered. */
  deliver(): boolean {
    const next = this.#underway.shift();
    if (next?.subscription === this.#subscription) this.#listener?.(next.update);
    return next !== undefined;
  }

  #follow(): void {
    const subscription = ++this.#subscription;
    this.#unfollow = this.#topic.follow((update) =>
      this.#underway.push({ subscription, update: structuredClone(update) }),
    );
  }
}

const plain = (rows: readonly MessageRow[]): string => JSON.stringify(rows.map(({ id, edited }) => [id, edited]));

describe('the rows of an engine and a page that follows it', () => {
  it('a page shows nothing but what an engine had, and in the end what it has, whatever is lost between them', () => {
    fc.assert(
      fc.property(list, fc.array(step, { maxLength: 40 }), list, (painted, steps, last) => {
        const line = new Line();
        const page = new TimelineViewModel({
          link: line.link,
          store: new MemoryRoomStore(),
          room: '#alpha:example.org',
          account: { userId: '@alice:example.org', deviceId: 'D', expired: false },
          host: { url: 'https://wiki.example.org/', title: '', language: 'en' },
        });
        page.paint({ room: room(), rows: painted, savedAt: noon }, []);
        const had = new Set([plain(painted)]);
        const shown = (): string => {
          const { items } = page.getSnapshot();
          return plain(items.flatMap((item) => (item.kind === 'message' ? [item.row] : [])));
        };
        for (const step of steps) {
          if (step.do === 'rows') {
            line.setRows(step.rows);
            had.add(plain(step.rows));
          } else if (step.do === 'deliver') line.deliver();
          else if (step.do === 'lose') line.lose();
          else line.newEngine();
          assert.ok(had.has(shown()), 'rows that no engine had');
        }
        while (line.deliver());
        // A loss shows with the next change at the latest.
        line.setRows([message('z', { id: 'z' })]);
        line.setRows(last);
        while (line.deliver());
        assert.equal(shown(), plain(last));
        page.dispose();
      }),
      { numRuns: fuzzRuns(1_000) },
    );
  });
});
