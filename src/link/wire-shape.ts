import { commandNames, topicNames } from '../protocol/command.ts';
import type { EngineMessage, PageMessage } from '../protocol/wire.ts';
import { fieldsOf } from './control.ts';

/** Any script of the origin may post to the channel: what has not the shape of a message is `undefined`. */
export function asPageMessage(data: unknown): PageMessage | undefined {
  const { kind, from, version, id, name, topic, key } = fieldsOf(data);
  if (!isId(from)) return undefined;
  const fits =
    (kind === 'hello' && isNumber(version)) ||
    kind === 'bye' ||
    (kind === 'call' && isNumber(id) && isOneOf(commandNames, name)) ||
    (kind === 'subscribe' && isNumber(id) && isOneOf(topicNames, topic) && typeof key === 'string') ||
    (kind === 'unsubscribe' && isNumber(id));
  return fits ? (data as PageMessage) : undefined;
}

export function asEngineMessage(data: unknown): EngineMessage | undefined {
  const { kind, engine, release, version, oldest, schema, to, id } = fieldsOf(data);
  const fits =
    (kind === 'starting' && (to === undefined || isId(to))) ||
    (kind === 'engine' &&
      isId(engine) &&
      [release, version, oldest, schema].every(isNumber) &&
      (to === undefined || isId(to))) ||
    ((kind === 'result' || kind === 'error' || kind === 'update') && isId(engine) && isId(to) && isNumber(id));
  return fits ? (data as EngineMessage) : undefined;
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
const isOneOf = (names: readonly string[], value: unknown): boolean => names.includes(value as string);
