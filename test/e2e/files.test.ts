import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { IContent, MatrixEvent } from 'matrix-js-sdk';
import type { Locator } from 'playwright-core';
import { bob } from './support/bob.ts';
import { newProfile } from './support/browser.ts';
import { logInToWiki } from './support/keycloak-page.ts';
import { RoomPage } from './support/room-page.ts';
import { theStack } from './support/stack.ts';
import { until } from './support/until.ts';

interface PictureInfo {
  readonly w: number;
  readonly h: number;
  readonly thumbnail_file: EncryptedFile;
  readonly thumbnail_info: { readonly w: number; readonly h: number };
}

interface EncryptedFile {
  readonly url: string;
  readonly key: { readonly k: string };
  readonly iv: string;
  readonly hashes: { readonly sha256: string };
}

/** Downloads and decrypts a file as another client would; source: Client-Server API, "Sending encrypted attachments". */
async function fileOf(file: EncryptedFile): Promise<Buffer> {
  const stack = await theStack();
  const peer = await bob();
  const [, server, id] = /^mxc:\/\/([^/]+)\/(.+)$/.exec(file.url) ?? [];
  const answer = await fetch(`${stack.synapse.baseUrl}/_matrix/client/v1/media/download/${server!}/${id!}`, {
    headers: { authorization: `Bearer ${peer.client.getAccessToken()!}` },
  });
  assert.equal(answer.status, 200);
  const bytes = await answer.arrayBuffer();
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
    .toString('base64')
    .replace(/=+$/, '');
  assert.equal(hash, file.hashes.sha256);
  const raw = Buffer.from(file.key.k, 'base64url');
  const key = await crypto.subtle.importKey('raw', raw, 'AES-CTR', false, ['decrypt']);
  const counter = Buffer.from(file.iv, 'base64');
  return Buffer.from(await crypto.subtle.decrypt({ name: 'AES-CTR', counter, length: 64 }, key, bytes));
}

async function eventOf(filename: string): Promise<MatrixEvent> {
  const stack = await theStack();
  const peer = await bob();
  const event = await peer.waitForMessage(
    stack.seed.rooms['alpha']!,
    (content) => content['filename'] === filename,
    60_000,
  );
  assert.equal(event.getWireType(), 'm.room.encrypted');
  return event;
}

async function received(filename: string): Promise<IContent> {
  return (await eventOf(filename)).getContent();
}

/** Name and bytes of what somebody sent. */
async function sent(filename: string): Promise<[string, Buffer]> {
  const content = await received(filename);
  return [filename, await fileOf(content['file'] as EncryptedFile)];
}

/** Name and bytes of what a click saves. */
async function saved(button: Locator): Promise<[string, Buffer]> {
  const [download] = await Promise.all([button.page().waitForEvent('download'), button.click()]);
  return [download.suggestedFilename(), await readFile(await download.path())];
}

async function goTo({ element }: RoomPage, filename: string): Promise<void> {
  const id = (await eventOf(filename)).getId()!;
  type Room = HTMLElement & { showEvent(id: string): Promise<void> };
  await element.evaluate((room, eventId) => (room as Room).showEvent(eventId), id);
}

describe('files', () => {
  it('a picture and a file, encrypted, read by another client', async () => {
    const stack = await theStack();
    await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    const drawn = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(1600, 1200);
      const context = canvas.getContext('2d')!;
      for (let i = 0; i < 400; i++) {
        context.fillStyle = `hsl(${String((i * 37) % 360)} 70% 50%)`;
        context.fillRect((i * 97) % 1500, (i * 61) % 1100, 120, 90);
      }
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      return [...new Uint8Array(await blob.arrayBuffer())];
    });
    const png = Buffer.from(drawn);
    const pdf = Buffer.from('%PDF-1.7 not really');
    await room.element.locator('input[type=file]').setInputFiles([
      { name: 'sketch.png', mimeType: 'image/png', buffer: png },
      { name: 'plan.pdf', mimeType: 'application/pdf', buffer: pdf },
    ]);
    await room.element.getByRole('button', { name: 'Remove plan.pdf' }).waitFor();
    await room.composer.press('Enter');

    const picture = await received('sketch.png');
    const info = picture['info'] as PictureInfo;
    const source = picture['file'] as EncryptedFile;
    assert.deepEqual([picture['msgtype'], info.w, info.h], ['m.image', 1600, 1200]);
    assert.deepEqual(await fileOf(source), png);
    assert.deepEqual([info.thumbnail_info.w, info.thumbnail_info.h], [800, 600]);
    assert.notEqual(info.thumbnail_file.key.k, source.key.k);
    assert.equal((await fileOf(info.thumbnail_file)).subarray(0, 4).toString(), 'RIFF');
    const file = await received('plan.pdf');
    assert.equal(file['msgtype'], 'm.file');
    assert.deepEqual(await fileOf(file['file'] as EncryptedFile), pdf);

    await until(async () => (await room.element.locator('.upload').count()) === 0, 20_000);
    await until(async () => (await room.article('plan.pdf').count()) === 1, 20_000);
    assert.deepEqual(profile.complaints, []);
  });

  it('that others sent, encrypted, are shown and saved as another client reads them', async () => {
    const stack = await theStack();
    const peer = await bob();
    await peer.loadHistory(stack.seed.rooms['alpha']!);
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.recover(stack.seed.recoveryKeys.alice ?? '');
    await room.element.locator('wiki-room-keys input').waitFor({ state: 'detached' });

    const survey = room.log.locator('wiki-room-file', { hasText: 'tides-inner-basin' });
    await goTo(room, 'tides-inner-basin.csv');
    assert.deepEqual(await saved(survey.getByRole('button')), await sent('tides-inner-basin.csv'));

    const picture = room.log.locator('wiki-room-picture', { has: page.getByTitle(/^berths-first-sketch\.png/) });
    await goTo(room, 'berths-first-sketch.png');
    const shown = await picture.locator('img').evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    });
    const { w, h } = (await received('berths-first-sketch.png'))['info'] as PictureInfo;
    assert.deepEqual(shown, [w, h]);
    await picture.hover();
    const save = picture.getByRole('button', { name: 'Download' });
    assert.deepEqual(await saved(save), await sent('berths-first-sketch.png'));
    assert.deepEqual(profile.complaints, []);
  });

  it('goes on after a reload in mid-upload, once, and before what was written after it', async () => {
    const stack = await theStack();
    await bob();
    await using profile = await newProfile();
    const page = await profile.context.newPage();
    await logInToWiki(page, stack.origins.wiki, stack.users.alice, '/alpha');
    const room = new RoomPage(page);
    await room.composer.waitFor();
    let held = 0;
    await profile.context.route('**/_matrix/media/v3/upload**', async (route) => {
      // The first one never comes to an end.
      if (held++ > 0) await route.fallback();
    });
    const bytes = Buffer.alloc(3_000_000, 'abc');
    await room.element
      .locator('input[type=file]')
      .setInputFiles({ name: 'large.bin', mimeType: 'application/octet-stream', buffer: bytes });
    await room.send('Look at this');
    await room.element.locator('.upload').waitFor();
    await until(() => Promise.resolve(held === 1));
    await room.send('And then this');
    await room.shows('And then this');
    await page.reload();
    const content = await received('large.bin');
    assert.equal(content['body'], 'Look at this');
    assert.deepEqual(await fileOf(content['file'] as EncryptedFile), bytes);
    await room.shows('And then this');
    const peer = await bob();
    const alpha = stack.seed.rooms['alpha']!;
    await peer.waitForMessage(alpha, ({ body }) => body === 'And then this', 60_000);
    const bodies = peer.events(alpha).map((event) => event.getContent()['body'] as unknown);
    assert.equal(bodies.filter((body) => body === 'Look at this').length, 1);
    assert.ok(bodies.indexOf('Look at this') < bodies.indexOf('And then this'));
  });
});
