import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Stack } from '../stack/stack.ts';
import { silence } from '../support/silence.ts';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

/** The least that docs/security.md asks for. */
const documented = ({ origins }: Stack): Record<string, string> => ({
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': 'blob:',
  'connect-src': `'self' ${origins.matrix} ${origins.sso}`,
  'frame-src': `'self' ${origins.sso}`,
  'img-src': "'self' blob:",
  'media-src': 'blob:',
  'style-src': "'self'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'lit-html wiki-room',
});

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A sound of that name, sent by Bob, once its button was pressed. */
async function pressedSound(room: RoomPage, stack: Stack, name: string): Promise<Locator> {
  const peer = await bob();
  const sound = Buffer.from(await silence().arrayBuffer());
  const info = { mimetype: 'audio/wav', size: sound.length };
  const { content_uri: url } = await peer.client.uploadContent(sound, { type: info.mimetype, name });
  await peer.send(stack.seed.rooms['news']!, { msgtype: 'm.audio', body: name, url, info });
  const line = room.log.locator('wiki-room-file', { hasText: name.replace(/\.wav$/, '') });
  await line.getByRole('button', { name: 'Play' }).click();
  return line;
}

const header = (policy: Record<string, string>): Record<string, string> => ({
  'content-security-policy': Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; '),
});

describe('a page with a strict policy', () => {
  it('shows an encrypted room under the documented minimum, Trusted Types included', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ forbidden: 'nothing' });
    const page = await profile.context.newPage();
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
      assert.deepEqual(profile.complaints, []);
    } finally {
      stack.site.setHeaders('/alpha', {});
    }
  });

  it('plays sound under the documented minimum', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ forbidden: 'nothing' });
    const page = await profile.context.newPage();
    stack.site.setHeaders('/news', header(documented(stack)));
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
      const line = await pressedSound(new RoomPage(page), stack, 'foghorn.wav');
      // To its end: nobody has to catch it in the middle.
      await until(() => line.locator('audio').evaluate((audio: HTMLAudioElement) => audio.ended));
      assert.deepEqual(profile.complaints, []);
    } finally {
      stack.site.setHeaders('/news', {});
    }
  });

  it('that forbids the homeserver: says so, and names the directive, to who is signed in and to who is not', async () => {
    const stack = await theStack();
    await using profile = await newProfile({ forbidden: /connect-src|Refused to connect/ });
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
    await using profile = await newProfile({ forbidden: /wasm-unsafe-eval|script-src/ });
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

/** What an administrator may have left out, beside the above, and what the reader meets then. */
const leftOut: readonly {
  readonly what: string;
  readonly path?: string;
  readonly policy: (stack: Stack) => Record<string, string>;
  /** What the browser says of it, and of nothing else. */
  readonly forbidden: RegExp;
  readonly meets: (room: RoomPage, stack: Stack) => Promise<void>;
}[] = [
  {
    what: 'a worker of any kind: the directive is named',
    policy: () => ({ 'worker-src': "'none'" }),
    forbidden: /worker-src/,
    meets: (room) => says(room, /worker-src/),
  },
  {
    what: "blob: in worker-src, but not the page's own origin: the worker starts from there",
    policy: () => ({ 'worker-src': "'self'" }),
    forbidden: /worker-src/,
    meets: async (room) => {
      await room.send('From an address of its own');
      await room.shows('From an address of its own');
    },
  },
  {
    what: 'the Trusted Types policy of the worker: it is named',
    policy: () => ({ 'trusted-types': 'lit-html' }),
    forbidden: /trusted-types/,
    meets: (room) => says(room, /trusted-types/),
  },
  {
    what: 'the frame of the silent sign-in: a button signs in',
    policy: () => ({ 'frame-src': "'self'" }),
    forbidden: /frame-src/,
    meets: async (room) => {
      await room.signInButton.click();
      await room.composer.waitFor();
    },
  },
  {
    what: 'requests to the identity provider: the sign-in names the directive',
    policy: ({ origins }) => ({ 'connect-src': `'self' ${origins.matrix}` }),
    forbidden: /connect-src|Refused to connect/,
    meets: async (room, { origins }) => {
      await room.signInButton.click();
      await says(room, `connect-src ${origins.sso}`);
    },
  },
  {
    what: 'sound and film made in the page: a message says that it cannot be played',
    policy: () => ({ 'media-src': "'none'" }),
    forbidden: /media-src/,
    meets: async (room, stack) => {
      const line = await pressedSound(room, stack, 'ship bell.wav');
      await line.getByText('cannot play it').waitFor();
      await line.getByRole('button', { name: 'Download' }).waitFor();
    },
  },
  {
    what: 'the frame with the room: the directive is named, with the origin',
    path: '/frame/news',
    policy: () => ({}),
    forbidden: /frame-src/,
    meets: (room, { origins }) => says(room, `frame-src ${origins.chat}`),
  },
];

async function says({ element }: RoomPage, words: string | RegExp): Promise<void> {
  await element.getByText(words).first().waitFor();
}

describe('a page whose policy leaves out', () => {
  for (const { what, path = '/news', policy, forbidden, meets } of leftOut) {
    it(what, async () => {
      const stack = await theStack();
      await using profile = await newProfile({ forbidden });
      const page = await profile.context.newPage();
      stack.site.setHeaders(path, header({ ...documented(stack), ...policy(stack) }));
      try {
        await logInToWiki(page, stack.origins.wiki, stack.users.dave, path);
        await meets(new RoomPage(page), stack);
        assert.deepEqual(profile.complaints, []);
      } finally {
        stack.site.setHeaders(path, {});
      }
    });
  }

  it('pictures made in the page: a message says that its picture could not be loaded, and all else works', async () => {
    const stack = await theStack();
    const peer = await bob();
    await using profile = await newProfile({ forbidden: /img-src/ });
    const page = await profile.context.newPage();
    const { content_uri: url } = await peer.client.uploadContent(pixel, { type: 'image/png', name: 'pixel.png' });
    await peer.send(stack.seed.rooms['news']!, {
      msgtype: 'm.image',
      body: 'pixel.png',
      url,
      info: { w: 1, h: 1, mimetype: 'image/png', size: pixel.length },
    });
    stack.site.setHeaders('/news', header({ ...documented(stack), 'img-src': "'self'" }));
    try {
      await logInToWiki(page, stack.origins.wiki, stack.users.dave, '/news');
      const room = new RoomPage(page);
      await says(room, 'The picture could not be loaded');
      await room.send('Words need no picture');
      await room.shows('Words need no picture');
      assert.deepEqual(profile.complaints, []);
    } finally {
      stack.site.setHeaders('/news', {});
    }
  });
});
