import { errorCodes } from '../protocol/error.ts';
import type { ErrorCode } from '../protocol/error.ts';
import {
  frameEvents,
  frameStates,
  frameVersion,
  isEventId,
  isFontList,
  isLanguageTag,
  refusals,
} from '../protocol/frame.ts';
import type {
  FrameCall,
  FrameGreeting,
  FrameLook,
  FrameMessage,
  FrameSettings,
  FrameSight,
  ShellMessage,
} from '../protocol/frame.ts';

/**
 * The boundary between the page and the frame: each side takes from the other only what has its shape here, bounded in
 * size, copied field by field. What is unknown is `undefined`, and dropped.
 */
export function asGreeting(data: unknown): FrameGreeting | 'another-version' | undefined {
  const { kind, version, settings, look, sight } = fieldsOf(data);
  if (kind !== 'wiki-room-connect' || !isCount(version)) return undefined;
  if (version !== frameVersion) return 'another-version';
  const checked = { settings: asSettings(settings), look: asLook(look), sight: asSight(sight) };
  if (checked.settings === undefined || checked.look === undefined || checked.sight === undefined) return undefined;
  return { kind, version: frameVersion, settings: checked.settings, look: checked.look, sight: checked.sight };
}

/** What the frame takes from the page. */
export function asShellMessage(data: unknown): ShellMessage | undefined {
  const fields = fieldsOf(data);
  switch (fields['kind']) {
    case 'settings': {
      const settings = asSettings(fields['settings']);
      return settings && { kind: 'settings', settings };
    }
    case 'look': {
      const look = asLook(fields['look']);
      return look && { kind: 'look', look };
    }
    case 'sight': {
      const sight = asSight(fields['sight']);
      return sight && { kind: 'sight', sight };
    }
    case 'call': {
      const call = asCall(fields['call']);
      const { id } = fields;
      return call && isCount(id) ? { kind: 'call', id, call } : undefined;
    }
    case 'link-answer': {
      const { id, prevented } = fields;
      return isCount(id) && typeof prevented === 'boolean' ? { kind: 'link-answer', id, prevented } : undefined;
    }
    default:
      return undefined;
  }
}

/** What the page takes from the frame. */
export function asFrameMessage(data: unknown): FrameMessage | undefined {
  const { kind, reason, states, name, messages, mentions, code, id, href } = fieldsOf(data);
  switch (kind) {
    case 'welcome':
      return { kind };
    case 'refused':
      return isOneOf(refusals, reason) ? { kind, reason } : undefined;
    case 'states':
      return Array.isArray(states)
        ? { kind, states: frameStates.filter((state) => states.includes(state)) }
        : undefined;
    case 'event':
      return isOneOf(frameEvents, name) ? { kind, name } : undefined;
    case 'unread':
      return isCount(messages) && isCount(mentions) ? { kind, messages, mentions } : undefined;
    case 'error':
      return isErrorCode(code) ? { kind, code } : undefined;
    case 'link':
      return isCount(id) && isWebAddress(href) ? { kind, id, href } : undefined;
    case 'result':
      if (!isCount(id)) return undefined;
      return isErrorCode(code) ? { kind, id, code } : { kind, id };
    default:
      return undefined;
  }
}

function asSettings(value: unknown): FrameSettings | undefined {
  const { room, language, readOnly, withoutHeader, withoutComposer } = fieldsOf(value);
  const fits =
    isText(room, 1024) &&
    isLanguageTag(language) &&
    typeof readOnly === 'boolean' &&
    typeof withoutHeader === 'boolean' &&
    typeof withoutComposer === 'boolean';
  return fits ? { room, language, readOnly, withoutHeader, withoutComposer } : undefined;
}

function asLook(value: unknown): FrameLook | undefined {
  const { surface, text, accent, dark, direction, fontFamily, fontSize } = fieldsOf(value);
  const fits =
    isColour(surface) &&
    isColour(text) &&
    isColour(accent) &&
    typeof dark === 'boolean' &&
    (direction === 'ltr' || direction === 'rtl') &&
    isFontList(fontFamily) &&
    isWithin(fontSize, 1, 200);
  return fits ? { surface, text, accent, dark, direction, fontFamily, fontSize } : undefined;
}

function asSight(value: unknown): FrameSight | undefined {
  const { focused, top, bottom } = fieldsOf(value);
  const fits = typeof focused === 'boolean' && isWithin(top, 0, 1e6) && isWithin(bottom, 0, 1e6);
  return fits ? { focused, top, bottom } : undefined;
}

function asCall(value: unknown): FrameCall | undefined {
  const { name, eventId } = fieldsOf(value);
  switch (name) {
    case 'sign-in':
    case 'sign-out':
    case 'focus-composer':
      return { name };
    case 'show-event':
      return isEventId(eventId) ? { name, eventId } : undefined;
    default:
      return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isColour(value: unknown): value is string {
  return typeof value === 'string' && /^rgb\(\d{1,3} \d{1,3} \d{1,3}\)$/.test(value);
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

/** Also of unread messages: what is more is as good as that. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isWebAddress(value: unknown): value is string {
  return isText(value, 8192) && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function isOneOf<Text extends string>(known: readonly Text[], value: unknown): value is Text {
  return (known as readonly unknown[]).includes(value);
}

function isErrorCode(value: unknown): value is ErrorCode {
  return isOneOf(errorCodes, value);
}
