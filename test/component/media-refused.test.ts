import { WikiRoomError } from '../../src/protocol/error.ts';
import { mountTimeline } from '../support/mount-timeline.ts';
import { file, message, picture } from '../support/rows.ts';
import { ScriptedLink } from '../support/scripted-link.ts';
import { waitUntil } from '../support/wait-until.ts';

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
