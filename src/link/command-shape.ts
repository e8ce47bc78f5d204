import type { CommandName } from '../protocol/command.ts';
import { fieldsOf } from './control.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const amount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const texts: Check = (value) => Array.isArray(value) && value.length <= 10 && value.every(text);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const found = fieldsOf(value);
    return Object.entries(fields).every(([name, check]) => check(found[name]));
  };

const credential: Check = (value) => {
  const { kind, token, subject } = fieldsOf(value);
  return text(token) && ((kind === 'jwt' && text(subject)) || kind === 'login-token');
};

const nothing = object({});
const room = object({ room: text });

/** Shapes of the arguments of each command; what a command makes of the values is the engine's. */
const shapes: Readonly<Record<CommandName, Check>> = {
  'sign-in': object({ credential }),
  'sign-out': object({ records: optional(text) }),
  'retry-connection': nothing,
  'is-needed': nothing,
  'name-servers': object({ room: text, servers: texts }),
  join: room,
  knock: object({ room: text, reason: optional(text) }),
  leave: room,
  'load-older': object({ room: text, count: amount }),
  'find-event': object({ room: text, eventId: text }),
  'mark-read': object({ room: text, eventId: text, fullyRead: optional(text), private: flag }),
  typing: object({ room: text, typing: flag }),
  'outbox-changed': object({ roomId: text }),
  measure: object({ room: text, text, edits: optional(text), replyTo: optional(text), thread: optional(text) }),
  'markdown-of': object({ html: text }),
  'upload-limit': nothing,
  media: object({
    source: object({
      mxc: text,
      encryption: optional(object({ key: text, iv: text, sha256: text })),
      size: optional(amount),
    }),
    mime: text,
    thumbnail: optional(object({ width: amount, height: amount })),
  }),
  recover: object({ secret: text }),
  'make-recovery-key': nothing,
  'use-recovery-key': object({ recoveryKey: text }),
};

/** Whether the arguments that came over the port are of the command's shape. Runs in the worker. */
export function fitsCommand(name: CommandName, args: unknown): boolean {
  return typeof args === 'object' && args !== null && shapes[name](args);
}
