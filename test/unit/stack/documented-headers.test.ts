import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { demoHeaders } from '../../../demo/headers.ts';
import { originsOf } from '../../stack/origins.ts';

type Policy = ReadonlyMap<string, readonly string[]>;

const origins = originsOf({ site: 1, sso: 2, matrix: 3 });
const demo = demoHeaders(origins);
/** The organisation of the documents, and of the demo. */
const names = [
  ['https://wiki.example.org', origins.wiki],
  ['https://chat.example.org', origins.chat],
  ['https://matrix.example.org', origins.matrix],
  ['https://sso.example.org', origins.sso],
] as const;

function policyOf(text: string): Policy {
  const directives = text
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .filter(([name]) => name !== '');
  return new Map(directives.map(([name, ...values]) => [name!, values.sort()]));
}

/** What stands between fences after that heading, with the demo's origins in it. */
async function documented(heading: string): Promise<string> {
  const text = await readFile('docs/security.md', 'utf8');
  const [, block] = /```\n(.+?)```/s.exec(text.slice(text.indexOf(heading))) ?? [];
  assert.ok(block !== undefined, `there is no block after ${heading}`);
  return names.reduce((all, [one, other]) => all.replaceAll(one, other), block);
}

describe('the headers of docs/security.md', () => {
  it('of the second home are those that the demo sends', async () => {
    const lines = (await documented('### Headers of the second home')).replaceAll('\n  ', ' ').trim().split('\n');
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const sent = demo('chat');
    assert.deepEqual([...headers.keys()].sort(), Object.keys(sent).sort());
    const wanted = new Map(policyOf(headers.get('content-security-policy')!));
    // The demo has a foreign site, which is on its list as well.
    wanted.set('frame-ancestors', [...wanted.get('frame-ancestors')!, origins.elsewhere].sort());
    assert.deepEqual(policyOf(sent['content-security-policy']!), wanted);
    for (const [name, value] of headers) if (name !== 'content-security-policy') assert.equal(sent[name], value);
  });

  it('of the first home are those that the demo sends, and nothing wider than that but the frame', async () => {
    const sent = policyOf(demo('wiki')['content-security-policy']!);
    const wanted = policyOf(await documented('## Content-Security-Policy'));
    for (const [name, values] of wanted) {
      const more = name === 'frame-src' ? [origins.chat] : [];
      assert.deepEqual(sent.get(name), [...values, ...more].sort(), name);
    }
    assert.deepEqual(sent.get('default-src'), ["'none'"]);
    assert.deepEqual(sent.get('require-trusted-types-for'), ["'script'"]);
    const text = await readFile('docs/security.md', 'utf8');
    const [, one, other] = /allow the policies `([^`]+)` and `([^`]+)`/.exec(text) ?? [];
    assert.deepEqual(sent.get('trusted-types'), [one, other]);
  });

  it('are in the page of the frame itself, but for what it cannot know', async () => {
    const block = await documented('### Headers of the second home');
    const wanted = policyOf(/Content-Security-Policy:(.+?)\nX-/s.exec(block)![1]!);
    const html = await readFile('src/frame/frame.html', 'utf8');
    const own = policyOf(/http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)![1]!);
    const unknown = ['connect-src', 'frame-src', 'frame-ancestors'];
    for (const [name, values] of wanted) {
      if (unknown.includes(name)) continue;
      // Also where the worker is started from beside the script.
      const more = name === 'worker-src' ? ["'self'"] : [];
      assert.deepEqual(own.get(name), [...values, ...more].sort(), name);
    }
  });
});
