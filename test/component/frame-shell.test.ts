import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import { FrameShell } from '../../src/element/frame/frame-shell.ts';
import type { ErrorData } from '../../src/protocol/error.ts';
import type { FrameCall, FramePortOptions } from '../../src/protocol/frame.ts';

const origin = 'https://chat.example.org';

async function mount() {
  const place = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  const host = Object.assign(place, {
    look: { theme: 'light', readOnly: false, withoutHeader: false, withoutComposer: false },
  });
  let port: FramePortOptions | undefined;
  const called: FrameCall[] = [];
  /** Why what waits was given up. */
  const given: ErrorData[] = [];
  const shell = new FrameShell({
    host: Object.assign(host, { roomAddress: '#alpha:example.org' }),
    url: `${origin}/wiki-room/frame.html`,
    connect: (options) => {
      port = options;
      return {
        call: async (call) => void called.push(call),
        update: () => undefined,
        giveUp: (error) => given.push(error),
        answerLink: () => undefined,
        close: () => undefined,
      };
    },
    show: () => undefined,
    changed: () => undefined,
    again: () => undefined,
  });
  const drawn = (): HTMLElement => {
    const element = document.createElement('div');
    render(shell.render('Alpha', false), element);
    return element;
  };
  return { shell, port: () => port, drawn, called, given };
}

describe('the frame in a page', () => {
  it('may ask before it is left, and not lead the page away', async () => {
    const { shell, drawn } = await mount();
    const sandbox = drawn().querySelector('iframe')?.sandbox;
    expect(sandbox?.contains('allow-modals')).to.equal(true);
    expect(sandbox?.value).not.to.contain('top-navigation');
    shell.dispose();
  });

  it('that the policy of the page forbids: says so, also once it has been waited for in vain', async () => {
    const { shell, port, drawn, given } = await mount();
    const words = (): string => drawn().textContent;
    document.dispatchEvent(
      new SecurityPolicyViolationEvent('securitypolicyviolation', {
        effectiveDirective: 'frame-src',
        violatedDirective: 'frame-src',
        blockedURI: `${origin}/`,
        documentURI: document.URL,
        disposition: 'enforce',
        originalPolicy: "frame-src 'self'",
        statusCode: 200,
      }),
    );
    expect(words()).to.contain(`Tell your administrator: frame-src ${origin}`);
    port()?.silent();
    expect(words()).to.contain(`Tell your administrator: frame-src ${origin}`);
    expect(shell.error?.code).to.equal('blocked-by-policy');
    expect(given.every(({ code }) => code === 'blocked-by-policy')).to.equal(true);
    expect(given.length).to.be.above(0);
    shell.dispose();
  });

  it('that does not answer: what it is asked is refused, and asked again once it is there', async () => {
    const { shell, port, called, given } = await mount();
    await shell.call({ name: 'show-event', eventId: '$one' });
    port()?.silent();
    expect(given.map(({ code }) => code)).to.deep.equal(['frame-unreachable']);
    const refused = await shell.call({ name: 'show-event', eventId: '$two' }).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'frame-unreachable' });
    port()?.welcomed();
    await shell.call({ name: 'show-event', eventId: '$three' });
    expect(called.map((call) => 'eventId' in call && call.eventId)).to.deep.equal(['$one', '$three']);
    shell.dispose();
  });
});
