import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as PolicyRefusals from '../../../src/protocol/policy-refusals.ts';

const address = 'https://sso.example.org/realms/acme';
let copies = 0;

/** A copy of the module in a page that tells it of what its policy met. */
async function inPage(): Promise<typeof PolicyRefusals & { readonly page: EventTarget }> {
  const page = new EventTarget();
  Object.assign(globalThis, {
    addEventListener: page.addEventListener.bind(page),
    SecurityPolicyViolationEvent: Event,
  });
  const module = new URL('../../../src/protocol/policy-refusals.ts', import.meta.url);
  module.search = String(++copies);
  return { ...((await import(module.href)) as typeof PolicyRefusals), page };
}

const violation = (fields: object): Event => Object.assign(new Event('securitypolicyviolation'), fields);
const refused = { disposition: 'enforce', effectiveDirective: 'connect-src', blockedURI: `${address}/x` };

describe('a request that a policy forbids', () => {
  it('is told with what is missing', async () => {
    const { page, policyRefusal } = await inPage();
    page.dispatchEvent(violation(refused));
    const error = await policyRefusal(address, undefined);
    assert.deepEqual([error?.code, error?.detail], ['blocked-by-policy', 'connect-src https://sso.example.org']);
  });

  it('is none where the policy only reports, is of another origin or directive, or the address has answered', async () => {
    for (const other of [
      { disposition: 'report' },
      { effectiveDirective: 'img-src' },
      { blockedURI: 'https://elsewhere.example.org/' },
      { blockedURI: 'eval' },
    ]) {
      const { page, policyRefusal } = await inPage();
      page.dispatchEvent(violation({ ...refused, ...other }));
      assert.equal(await policyRefusal(address, undefined), undefined);
    }
    const { page, policyRefusal, noteAnswer } = await inPage();
    noteAnswer(address);
    page.dispatchEvent(violation(refused));
    assert.equal(await policyRefusal(address, undefined), undefined);
  });
});
