import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import { FrameShell } from '../../src/element/frame/frame-shell.ts';
import type { FramePortOptions } from '../../src/protocol/frame.ts';

const origin = 'https://chat.example.org';

async function mount() {
  const place = await fixture<HTMLElement>(html`<div lang="en"></div>`);
  const host = Object.assign(place, {
    look: { theme: 'light', readOnly: false, withoutHeader: false, withoutComposer: false },
  });
  let port: FramePortOptions | undefined;
  const shell = new FrameShell({
    host: Object.assign(host, { roomAddress: '#alpha:example.org' }),
    url: `${origin}/wiki-room/frame.html`,
    connect: (options) => {
      port = options;
      return {
        call: async () => undefined,
        update: () => undefined,
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
  return { shell, port: () => port, drawn };
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
    const { shell, port, drawn } = await mount();
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
    shell.dispose();
  });
});
