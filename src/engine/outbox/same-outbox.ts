import type { OutboxSnapshot } from '../../protocol/outbox.ts';

/** Whether nothing differs: the store gives a record that is as it was as the same object, and a body is made once. */
export function isSameOutbox(one: OutboxSnapshot | undefined, other: OutboxSnapshot): boolean {
  if (one === undefined || one.upload !== other.upload || one.trouble !== other.trouble) return false;
  const { records } = other;
  if (one.records.length !== records.length) return false;
  return records.every(
    (record, index) => record === one.records[index] && one.bodies?.[record.txnId] === other.bodies?.[record.txnId],
  );
}
