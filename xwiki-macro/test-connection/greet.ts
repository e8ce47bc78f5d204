import { connectFrame } from '../../src/frame/frame-port.ts';
import type { FrameSurroundings } from '../../src/protocol/frame.ts';
import type { FrameAnswer } from './step.ts';

/** No room: the frame welcomes the page, and starts nothing. */
const surroundings: FrameSurroundings = {
  settings: { room: '', language: 'en', readOnly: true, withoutHeader: true, withoutComposer: true },
  look: {
    ...{ surface: 'rgb(255 255 255)', text: 'rgb(0 0 0)', accent: 'rgb(0 0 0)', dark: false },
    ...{ direction: 'ltr', fontFamily: 'sans-serif', fontSize: 16 },
  },
  sight: { focused: false, top: 0, bottom: 0 },
};

/** Embeds the frame as the element does, unseen, for as long as it takes to answer. */
export async function greet(page: Document, url: string): Promise<FrameAnswer> {
  const frame = page.createElement('iframe');
  frame.hidden = true;
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.setAttribute('referrerpolicy', 'strict-origin');
  const { promise, resolve } = Promise.withResolvers<FrameAnswer>();
  let port;
  try {
    port = connectFrame({
      frame,
      url,
      surroundings: () => surroundings,
      welcomed: () => resolve('welcome'),
      refused: (_error, reason) => resolve(reason),
      silent: () => resolve('silent'),
      told: () => undefined,
    });
  } catch {
    return 'own-origin';
  }
  page.body.append(frame);
  return promise.finally(() => {
    port.close();
    frame.remove();
  });
}
