import { expect } from '@open-wc/testing';
import type { MediaRequest } from '../../src/element/media/media-loader.ts';
import { WikiRoomError } from '../../src/protocol/error.ts';
import type { FileBody } from '../../src/protocol/row.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { file, message, picture } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('pictures that nobody has asked for yet', () => {
  const encryption = { key: 'k', iv: 'i', sha256: 's' };
  const source = { mxc: 'mxc://example.org/whole', encryption };
  const thumbnail = { mxc: 'mxc://example.org/small', encryption };

  const asked = async (more: Partial<FileBody>): Promise<readonly MediaRequest[]> => {
    const link = new ScriptedLink();
    const { settled } = await mountTimeline([message(picture(400, 300, { source, size: 20_000_000, ...more }))], {
      link,
    });
    await settled();
    return link.callsOf('media');
  };

  it('have an end also where nobody says how large they are', async () => {
    for (const more of [{ thumbnail }, { size: 1 }, { source: { ...source, size: 200_000_000 }, size: 1 }]) {
      const sizes = (await asked(more)).map((request) => request.source.size);
      expect(sizes).to.deep.equal([10_000_000]);
    }
    const [known] = await asked({ thumbnail: { ...thumbnail, size: 5 } });
    expect(known?.source).to.deep.equal({ ...thumbnail, size: 5 });
  });

  it('are not loaded by a thumbnail that is as large as they are', async () => {
    const large = { ...thumbnail, size: 90_000_000 };
    expect(await asked({ thumbnail: large })).to.deep.equal([]);
    const [scaled] = await asked({ thumbnail: large, source: { mxc: source.mxc } });
    expect([scaled?.source.mxc, scaled?.thumbnail !== undefined]).to.deep.equal([source.mxc, true]);
  });
});

describe('files that are not there', () => {
  for (const [code, words] of [
    ['media-damaged', 'This file is damaged.'],
    ['media-unavailable', 'This file is not available.'],
    ['too-large', 'This file is too large to be loaded here.'],
    ['homeserver-error', 'The file could not be loaded. Try again'],
  ] as const) {
    it(`say why they cannot be loaded: ${code}`, async () => {
      const sound = file({ kind: 'audio', name: 'a.wav', mime: 'audio/wav' });
      const { timeline } = await mountTimeline([message(file()), message(sound), message(picture(400, 300))], {
        link: new ScriptedLink({ media: async () => Promise.reject(new WikiRoomError(code)) }),
      });
      for (const element of timeline.renderRoot.querySelectorAll('wiki-room-file')) {
        element.renderRoot.querySelector('button')?.click();
        await waitUntil(() => element.renderRoot.querySelector('.state')?.textContent === words);
      }
      const root = timeline.renderRoot.querySelector('wiki-room-picture')?.renderRoot;
      root?.querySelector<HTMLElement>('.save')?.click();
      await waitUntil(() => root?.querySelector('.saving')?.textContent === words);
    });
  }
});
