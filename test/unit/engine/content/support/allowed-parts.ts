import assert from 'node:assert/strict';
import { parseMxc } from '../../../../../src/engine/content/mxc.ts';
import type { Part } from '../../../../../src/protocol/parts.ts';

const keys: Readonly<Record<Part['kind'], readonly string[]>> = {
  text: ['text'],
  break: [],
  rule: [],
  span: ['tag', 'parts'],
  colour: ['colour', 'background', 'parts'],
  spoiler: ['reason', 'parts'],
  link: ['href', 'host', 'parts'],
  pill: ['target', 'id', 'label', 'self'],
  code: ['text'],
  'code-block': ['text', 'language'],
  block: ['tag', 'parts'],
  heading: ['level', 'parts'],
  list: ['ordered', 'start', 'items'],
  table: ['rows'],
  details: ['summary', 'parts'],
  image: ['mxc', 'alt', 'width', 'height'],
};
const schemes = ['http:', 'https:', 'ftp:', 'mailto:', 'magnet:'];

/** Fails unless every part, at every depth, is one the page may be given. */
export function assertAllowed(parts: readonly Part[]): void {
  for (const part of parts) assertPart(part);
}

function assertPart(part: Part): void {
  const allowed = keys[part.kind];
  assert.ok(allowed, `a part of kind ${part.kind}`);
  for (const key of Object.keys(part)) assert.ok(key === 'kind' || allowed.includes(key), `${part.kind}.${key}`);
  switch (part.kind) {
    case 'text':
    case 'code':
      assertText(part.text);
      break;
    case 'code-block':
      assertText(part.text);
      if (part.language !== undefined) assert.match(part.language, /^[a-z0-9+#.-]{1,30}$/);
      break;
    case 'span':
      assert.ok(['b', 'i', 'u', 's', 'sub', 'sup'].includes(part.tag));
      break;
    case 'colour':
      for (const colour of [part.colour, part.background]) {
        if (colour !== undefined) assert.match(colour, /^#[0-9a-f]{6}$/);
      }
      break;
    case 'link':
      assert.ok(schemes.includes(new URL(part.href).protocol), part.href);
      break;
    case 'pill':
      assert.ok(['user', 'room', 'everyone'].includes(part.target));
      assert.notEqual(part.label, '');
      assertText(part.label);
      break;
    case 'image':
      assert.ok(parseMxc(part.mxc));
      for (const side of [part.width, part.height]) assert.ok(side === undefined || (side >= 1 && side <= 1000));
      break;
    case 'heading':
      assert.ok(part.level >= 1 && part.level <= 6);
      break;
    case 'block':
      assert.ok(['paragraph', 'quote'].includes(part.tag));
      break;
    case 'list':
      assert.ok(part.start === undefined || (Number.isInteger(part.start) && part.start >= 0 && part.start < 10_000));
      for (const item of part.items) assertAllowed(item);
      break;
    case 'table':
      for (const row of part.rows) for (const cell of row) assertAllowed(cell.parts);
      break;
    case 'details':
      assertAllowed(part.summary);
      break;
    case 'spoiler':
      if (part.reason !== undefined) assertText(part.reason);
      break;
    case 'break':
    case 'rule':
      break;
  }
  if ('parts' in part) assertAllowed(part.parts);
}

function assertText(text: string): void {
  assert.equal(typeof text, 'string');
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202d\u202e]/);
  assert.doesNotMatch(text, /\p{M}{9}/u);
}

/** All text of the parts, for looking what got through. */
export function textOf(parts: readonly Part[]): string {
  return JSON.stringify(parts);
}
