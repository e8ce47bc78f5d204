import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stack } from '../stack/stack.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';

/** The least that docs/security.md asks for. */
const documented = ({ origins }: Stack): Record<string, string> => ({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': 'blob:',
  'connect-src': `'self' ${origins.matrix} ${origins.sso}`,
  'frame-src': `'self' ${origins.sso}`,
  'img-src': "'self' blob:",
  'style-src': "'self'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'lit-html wiki-room',
});

const header = (policy: Record<string, string>): Record<string, string> => ({
  'content-security-policy': Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; '),
});

describe('a page with a strict policy', () => {
  it('shows an encrypted room under the documented minimum, Trusted Types included', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const violations: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedScript/i.test(message.text())) violations.push(message.text());
    });
    stack.site.setHeaders('/alpha', header(documented(stack)));
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
      const room = new RoomPage(page);
      await room.send('Under a strict policy');
      await room.shows('Under a strict policy');
      await room
        .article('Under a strict policy')
        .getByText(/sending/i)
        .waitFor({ state: 'detached' });
      assert.deepEqual(violations, []);
    } finally {
      stack.site.setHeaders('/alpha', {});
    }
  });

  it('that forbids the homeserver: says so, and names the directive, to who is signed in and to who is not', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    const words = new RoomPage(page).element.getByText(`connect-src ${stack.origins.matrix}`).first();
    const policy = header({ ...documented(stack), 'connect-src': `'self' ${stack.origins.sso}` });
    stack.site.setHeaders('/news', policy);
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/news');
      await words.waitFor();
      stack.site.setHeaders('/news', {});
      await page.reload();
      await new RoomPage(page).composer.waitFor();
      stack.site.setHeaders('/news', policy);
      await page.reload();
      await words.waitFor();
    } finally {
      stack.site.setHeaders('/news', {});
    }
  });

  it('that forbids the crypto module: says so, and names the directive', async () => {
    const stack = await theStack();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    stack.site.setHeaders('/alpha', header({ ...documented(stack), 'script-src': "'self'" }));
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
      await new RoomPage(page).element
        .getByText(/wasm-unsafe-eval/)
        .first()
        .waitFor();
    } finally {
      stack.site.setHeaders('/alpha', {});
    }
  });
});
