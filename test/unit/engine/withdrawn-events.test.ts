import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { RawEvent } from '../../../src/engine/sync/raw-event.ts';
import { event, redaction } from './events.ts';
import { piece, settled, timelineOf } from './numbered-room.ts';

describe('what was taken back and is not among the rows', () => {
  it('is told: followers may show it from before', async () => {
    const single = async (id: string): Promise<RawEvent> =>
      event(id, { unsigned: { redacted_because: redaction('$because', id) } });
    const { timeline } = timelineOf({ single });
    const told: (readonly string[] | undefined)[] = [];
    const whole = (): readonly string[] | undefined => {
      let withdrawn: readonly string[] | undefined;
      timeline.topic.follow((update) => (withdrawn = update.withdrawn))();
      return withdrawn;
    };
    timeline.topic.follow((update) => told.push(update.withdrawn));
    await timeline.receive(piece(151, 180, { initial: true }));
    await settled();
    assert.deepEqual([told.splice(0), whole()], [[undefined, undefined], undefined]);
    const redactions = [redaction('$r', '$180'), redaction('$s', '$120'), redaction('$t', '$1')];
    await timeline.receive(piece(0, 0, { timeline: redactions }));
    await settled();
    assert.deepEqual([told.splice(0), whole()], [[['$120', '$1']], ['$120', '$1']]);
    await timeline.fetch('$2');
    await settled();
    assert.deepEqual([told.splice(0), whole()], [[['$2']], ['$120', '$1', '$2']]);
    await timeline.loadOlder(100);
    assert.deepEqual([told.splice(0).flat().filter(Boolean), whole()], [[], ['$1', '$2']]);
    assert.equal(timeline.topic.rows.find(({ id }) => id === '$120')?.kind, 'redacted');
    timeline.clear();
    assert.equal(whole(), undefined);
    timeline.stop();
  });
});
