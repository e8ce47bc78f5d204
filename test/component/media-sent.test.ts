import { expect } from '@open-wc/testing';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { OutboxRecord, OutgoingFile } from '../../src/protocol/outbox.ts';
import { address, frames, mountTimeline } from '../support/mount-timeline.ts';
import { file, message, noon, picture } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { silence } from '../support/silence.ts';
import { waitUntil } from '../support/wait-until.ts';

const roomId = '!alpha:example.org';
const txnId = 'txn';

function waiting(sent: OutgoingFile): OutboxRecord {
  return { txnId, roomId, at: noon, draft: { text: '', file: sent }, state: { kind: 'waiting' } };
}

async function painted(): Promise<Blob> {
  const canvas = new OffscreenCanvas(40, 20);
  canvas.getContext('2d')?.fillRect(0, 0, 40, 20);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** A picture that waits to be sent and is on screen; what is downloaded comes when it is told to. */
async function mountPicture() {
  const download = Promise.withResolvers<Blob>();
  const link = new ScriptedLink({
    media: async ({ source }) => (source.mxc.startsWith('outbox:') ? painted() : download.promise),
  });
  const { timeline } = await mountTimeline([], { link });
  link.publish('outbox', roomId, {
    records: [waiting({ kind: 'image', name: 'a.png', mime: 'image/png', size: 9, box: { width: 400, height: 300 } })],
  });
  const image = (): HTMLImageElement | null | undefined =>
    timeline.renderRoot
      .querySelector('wiki-room-picture')
      ?.renderRoot.querySelector('wiki-room-image')
      ?.renderRoot.querySelector('img');
  await waitUntil(() => image()?.complete === true);
  const former = image()?.src ?? '';
  const arrive = async (): Promise<void> => {
    link.append(address, message(picture(400, 300), { own: true, txnId }));
    link.publish('outbox', roomId, { records: [] });
    await waitUntil(() => link.callsOf('media').some(({ source }) => source.mxc.startsWith('mxc:')));
    await frames(2);
  };
  return { timeline, image, former, arrive, download };
}

describe('what was sent', () => {
  it('stays on screen, as a picture, until the one that was sent is there', async () => {
    const { image, former, arrive, download } = await mountPicture();
    const drawn = image();
    await arrive();
    expect([image() === drawn, image()?.src]).to.deep.equal([true, former]);
    expect((await fetch(former)).ok).to.equal(true);
    download.resolve(await painted());
    await waitUntil(() => image()?.src !== former);
    expect(image()?.src).to.match(/^blob:/);
  });

  it('stays on screen, as a picture, while the connection is away', async () => {
    const { timeline, image, former, arrive, download } = await mountPicture();
    await arrive();
    download.reject(new WikiRoomError('homeserver-unreachable'));
    await frames(4);
    expect(image()?.src).to.equal(former);
    const root = timeline.renderRoot.querySelector('wiki-room-picture')?.renderRoot;
    expect(root?.querySelector('.instead') ?? null).to.equal(null);
  });

  it('says so where the picture that was sent cannot be loaded', async () => {
    const { timeline, image, arrive, download } = await mountPicture();
    await arrive();
    download.reject(new WikiRoomError('media-damaged'));
    await waitUntil(() => timeline.renderRoot.querySelector('wiki-room-picture')?.renderRoot.querySelector('.instead'));
    expect(image() ?? null).to.equal(null);
  });

  it('goes on playing, as sound, and ends where it becomes another', async () => {
    const link = new ScriptedLink({ media: async () => silence() });
    const sound = (mxc: string) => file({ kind: 'audio', name: 'a.wav', mime: 'audio/wav', source: { mxc } });
    const { timeline } = await mountTimeline([message(sound('outbox:txn'))], { link });
    const element = timeline.renderRoot.querySelector('wiki-room-file') as HTMLElementTagNameMap['wiki-room-file'];
    const statusOf = async (mxc: string): Promise<boolean> => {
      element.body = sound(mxc);
      await element.updateComplete;
      return element.renderRoot.querySelector('.player') !== null;
    };
    element.renderRoot.querySelector<HTMLElement>('button.what')?.click();
    await waitUntil(() => element.renderRoot.querySelector('.player'));
    expect(await statusOf('mxc://example.org/sent')).to.equal(true);
    expect(await statusOf('mxc://example.org/other')).to.equal(false);
  });
});
