import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surroundings } from '../../../xwiki-macro/test-connection/surroundings.ts';

test('a policy that is only tried out has refused nothing', async () => {
  const page = new EventTarget();
  const { refused } = surroundings(page as Document);
  const address = 'https://sso.example.org/';
  for (const disposition of ['report', 'enforce']) {
    const event = new Event('securitypolicyviolation');
    page.dispatchEvent(Object.assign(event, { disposition, effectiveDirective: 'connect-src', blockedURI: address }));
    assert.equal(await refused(address), disposition === 'enforce');
  }
});
