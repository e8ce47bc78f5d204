import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fill, Markup } from '../../../demo/template.ts';
import { hasContentHash } from '../../stack/dist-files.ts';
import { javaMajor, javaOfMaven } from '../../stack/prerequisites.ts';
import { SeedCalendar } from '../../stack/seed/days.ts';
import { readCookies } from '../../stack/site.ts';

test('Java says its version in two ways', () => {
  assert.equal(javaMajor('openjdk version "17.0.15" 2025-04-15'), 17);
  assert.equal(javaMajor('java version "1.8.0_402"'), 8);
  assert.equal(javaMajor(undefined), undefined);
});

test('Maven says which Java it runs with, in colours', () => {
  const says = (java: string): string => `\x1b[1mApache Maven 3.8.7\x1b[m\n${java}\nOS name: "linux"\n\x1b[0m`;
  const home = '/usr/lib/jvm/java-17-openjdk-amd64';
  assert.deepEqual(javaOfMaven(says(`Java version: 17.0.15, vendor: Debian, runtime: ${home}`)), { major: 17, home });
  assert.equal(javaOfMaven(says('Java version: 1.8.0_402, vendor: Any, Inc., runtime: /jre')).major, 8);
  assert.deepEqual(javaOfMaven(undefined), { major: 0, home: '' });
});

test('only a name with a hash may be kept for ever', () => {
  assert.equal(hasContentHash('engine-AbCd1234.js'), true);
  assert.equal(hasContentHash('matrix_sdk_crypto_wasm_bg-1f2e3d4c.wasm'), true);
  assert.equal(hasContentHash('wiki-room.js'), false);
  assert.equal(hasContentHash('custom-elements.json'), false);
});

test('the days of the seed lie before the day it is made', () => {
  const now = Date.UTC(2026, 10, 24, 3, 0);
  const calendar = new SeedCalendar(now);
  assert.equal(new Date(calendar.at('0 07:00')).toISOString().slice(0, 16), '2026-11-21T07:00');
  assert.ok(calendar.at('2 23:59') < now);
  assert.throws(() => calendar.at('tomorrow'), /no time/);
});

test('what fills a page is escaped unless it is markup', () => {
  const page = fill('<p>{{name}} {{list}} {{other}}</p>', { name: '<b>', list: new Markup('<ul></ul>') });
  assert.equal(page.text, '<p>&#60;b&#62; <ul></ul> {{other}}</p>');
});

test('cookies keep what follows the first equals sign', () => {
  assert.deepEqual(
    [...readCookies('a=1; token=x%3Dy=z')],
    [
      ['a', '1'],
      ['token', 'x=y=z'],
    ],
  );
});
