import { countOf, entriesOf, fieldsOf, isFields, listOf, textOf, textsOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import type { CryptoUpdate } from './sync-update.ts';

/** Account data events as type → content. */
export function accountDataOf(events: unknown): ReadonlyMap<string, Fields> {
  const found = new Map<string, Fields>();
  for (const event of listOf(events)) {
    const { type, content } = fieldsOf(event);
    const name = textOf(type);
    if (name !== undefined && isFields(content)) found.set(name, content);
  }
  return found;
}

/** The user ids of an `m.typing` event. */
export function typingOf(event: unknown): string[] | undefined {
  const { type, content } = fieldsOf(event);
  return type === 'm.typing' ? textsOf(fieldsOf(content)['user_ids']) : undefined;
}

/** The content of an `m.receipt` event. */
export function receiptOf(event: unknown): Fields | undefined {
  const { type, content } = fieldsOf(event);
  return type === 'm.receipt' ? fieldsOf(content) : undefined;
}

/** `deviceLists`, `counts` and `fallback` have the names of the Client-Server API in both ways of syncing. */
export function cryptoUpdateOf(toDevice: unknown, e2ee: Fields, partial: boolean): CryptoUpdate {
  const lists = fieldsOf(e2ee['device_lists']);
  const counts = e2ee['device_one_time_keys_count'];
  const fallback = e2ee['device_unused_fallback_key_types'];
  return {
    toDevice: listOf(toDevice).filter(isFields),
    changed: textsOf(lists['changed']),
    left: textsOf(lists['left']),
    ...(isFields(counts) ? { oneTimeKeyCounts: countsOf(counts) } : {}),
    ...(Array.isArray(fallback) ? { unusedFallbackKeys: textsOf(fallback) } : {}),
    partial,
  };
}

function countsOf(value: Fields): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [algorithm, count] of entriesOf(value)) counts[algorithm] = countOf(count) ?? 0;
  return counts;
}
