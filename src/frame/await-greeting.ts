import { asGreeting } from './frame-shape.ts';

export interface Greeting {
  /** The origin that sent it, as the browser says. */
  readonly origin: string;
  readonly port: MessagePort;
  /** What it says; see {@link asGreeting}. */
  readonly message: NonNullable<ReturnType<typeof asGreeting>>;
}

/** The first greeting of the page that holds this frame. No other window is heard, and no second greeting. */
export function awaitGreeting(frame: Window): Promise<Greeting> {
  return new Promise((resolve) => {
    const listener = ({ source, origin, data, ports }: MessageEvent<unknown>): void => {
      const [port] = ports;
      if (source === null || source !== frame.parent || source === frame || port === undefined) return;
      const message = asGreeting(data);
      if (message === undefined) return;
      frame.removeEventListener('message', listener);
      resolve({ origin, port, message });
    };
    frame.addEventListener('message', listener);
  });
}
