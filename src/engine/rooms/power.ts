import { fieldsOf, listOf, textOf } from '../shape.ts';
import type { Fields } from '../shape.ts';

/** What decides who may do what. Contents of state events, as others wrote them. */
export interface PowerState {
  /** `m.room.power_levels`. */
  readonly levels: Fields | undefined;
  /** `m.room.create`, and who sent it. */
  readonly create: Fields | undefined;
  readonly creator: string | undefined;
}

/** May send an event of this type; source: Client-Server API, `m.room.power_levels`. */
export function maySend({ levels, ...room }: PowerState, userId: string, type: string): boolean {
  const events = fieldsOf(levels?.['events']);
  const needed =
    (Object.hasOwn(events, type) ? levelOf(events[type]) : undefined) ?? levelOf(levels?.['events_default']) ?? 0;
  return powerOf({ levels, ...room }, userId) >= needed;
}

/** May mention the whole room. */
export function mayNotifyRoom(room: PowerState, userId: string): boolean {
  const needed = levelOf(fieldsOf(room.levels?.['notifications'])['room']) ?? 50;
  return powerOf(room, userId) >= needed;
}

function powerOf({ levels, create, creator }: PowerState, userId: string): number {
  const isCreator = userId === creator;
  if (creatorsRule(create) && (isCreator || listOf(create?.['additional_creators']).includes(userId))) return Infinity;
  if (levels === undefined) return isCreator ? 100 : 0;
  const users = fieldsOf(levels['users']);
  const own = Object.hasOwn(users, userId) ? levelOf(users[userId]) : undefined;
  return own ?? levelOf(levels['users_default']) ?? 0;
}

/** From room version 12 on, creators stand above all levels. */
function creatorsRule(create: Fields | undefined): boolean {
  const version = Number(textOf(create?.['room_version']) ?? '1');
  return Number.isInteger(version) && version >= 12;
}

/** Older rooms hold levels as text. */
function levelOf(value: unknown): number | undefined {
  const level = typeof value === 'string' && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof level === 'number' && Number.isSafeInteger(level) ? level : undefined;
}
