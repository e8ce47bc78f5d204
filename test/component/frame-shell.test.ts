import { expect, fixture, html } from '@open-wc/testing';
import { render } from 'lit';
import { FrameShell } from '../../src/element/frame/frame-shell.ts';
import type { FramePortOptions } from '../../src/protocol/frame.ts';

const origin = 'https://chat.example.org';

describe('the frame in a page', () => {
  it('that the policy of the page forbids: says so, also once it has been waited for in vain', async () => {
    const place = await fixture<HTMLElement>(html`<div lang="en"></div>`);
    const host = Object.assign(place, {
      look: { theme: 'light', readOnly: false, withoutHeader: false, withoutComposer: false },
    });
    let frame: FramePortOptions | undefined;
    const shell = new FrameShell({
      host: Object.assign(host, { roomAddress: '#alpha:example.org' }),
      url: `${origin}/wiki-room/frame.html`,
      connect: (options) => {
        frame = options;
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
    const words = (): string => {
      const drawn = document.createElement('div');
      render(shell.render('Alpha', false), drawn);
      return drawn.textContent;
    };
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
    frame?.silent();
    expect(words()).to.contain(`Tell your administrator: frame-src ${origin}`);
    expect(shell.error?.code).to.equal('blocked-by-policy');
    shell.dispose();
  });
});
