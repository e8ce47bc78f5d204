import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { WikiRoomError } from '../../protocol/error.ts';
import type { ErrorData } from '../../protocol/error.ts';
import { isLanguageTag } from '../../protocol/frame.ts';
import type {
  ConnectFrame,
  FrameCall,
  FrameNews,
  FramePort,
  FrameSettings,
  FrameSurroundings,
} from '../../protocol/frame.ts';
import { renderFailure } from '../screens/render-failure.ts';
import { renderHeaderPlace } from '../screens/render-header-place.ts';
import { renderSkeleton } from '../screens/render-skeleton.ts';
import type { ElementLook } from '../settings.ts';
import { languageOf } from '../timeline/language-of.ts';
import { frameLook } from './frame-look.ts';
import { errorWords } from '../words/error-words.ts';
import type { ErrorWords } from '../words/error-words.ts';
import { SightWatcher } from './sight-watcher.ts';
import { tellNews } from './tell-news.ts';

/** What the element says of itself. */
export interface ShellHost extends HTMLElement {
  readonly look: ElementLook;
  /** As the page names it; empty: not at all. */
  readonly roomAddress: string;
}

export interface FrameShellOptions {
  readonly host: ShellHost;
  readonly url: string;
  readonly connect: ConnectFrame;
  /** The states of the room in the frame. */
  readonly show: (states: ReadonlySet<string>) => void;
  readonly changed: () => void;
  readonly again: () => void;
}

/**
 * Of the sandbox only what a room needs: it may not lead the page away, and a window for signing in is a window like any.
 * Modals: the browser's question before files are lost that were chosen.
 */
const sandbox =
  'allow-scripts allow-same-origin allow-forms allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox';

/** The frame with the room, and what covers it until it is there. */
export class FrameShell {
  readonly #options: FrameShellOptions;
  readonly #frame: HTMLIFrameElement;
  readonly #port: FramePort;
  readonly #sight: SightWatcher;
  readonly #stop = new AbortController();
  #state: 'coming' | 'there' | 'refused' | 'silent' = 'coming';
  #error: ErrorData | undefined;
  /** As the frame has them. */
  #known: Partial<Record<keyof FrameSurroundings, string>> = {};

  /** Throws `wrong-settings` (detail `frame`). */
  constructor(options: FrameShellOptions) {
    this.#options = options;
    const frame = document.createElement('iframe');
    this.#frame = frame;
    frame.className = 'frame';
    frame.setAttribute('sandbox', sandbox);
    frame.setAttribute('allow', 'clipboard-write; fullscreen');
    // Without any, the standard hides from the frame whose page it is on: https://github.com/whatwg/html/pull/11560.
    frame.setAttribute('referrerpolicy', 'strict-origin');
    frame.inert = true;
    this.#port = options.connect({
      frame,
      url: options.url,
      surroundings: () => this.#surroundings(),
      welcomed: () => this.#become('there', undefined),
      refused: (error) => this.#become('refused', error),
      silent: () =>
        this.#become('silent', this.#error ?? { code: 'frame-unreachable', message: 'the frame does not answer' }),
      told: (news) => this.#told(news),
    });
    this.#sight = new SightWatcher(frame, () => this.#tellSight(), this.#stop.signal);
    this.#watch();
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  async call(call: FrameCall): Promise<void> {
    // It may still come, but nobody knows when.
    if (this.#state === 'silent' && this.#error !== undefined) throw WikiRoomError.fromData(this.#error);
    // Without the focus in it the frame could not move it.
    if (call.name !== 'show-event') this.#frame.focus();
    await this.#port.call(call);
  }

  tellSettings(): void {
    this.#tell('settings', this.#readSettings());
    this.tellLook();
  }

  tellLook(): void {
    this.#tell('look', frameLook(this.#options.host, this.#options.host.look.theme));
  }

  dispose(): void {
    this.#stop.abort();
    this.#port.close();
    this.#frame.parentNode?.removeChild(this.#frame);
  }

  /** `name`: of the room, as far as the page knows it. */
  render(name: string, withoutHeader: boolean): TemplateResult {
    const covered = this.#state === 'coming' || this.#state === 'silent';
    const frame = this.#frame;
    frame.title = name === '' ? msg('Chat') : msg(str`Chat: ${name}`);
    frame.inert = covered;
    return html`${frame}${covered ? html`<div class="cover">${this.#renderCover(name, withoutHeader)}</div>` : nothing}`;
  }

  #renderCover(name: string, withoutHeader: boolean): TemplateResult {
    const { again } = this.#options;
    if (this.#state === 'silent' && this.#error !== undefined) {
      return renderFailure(this.#error, again, wordsOf(this.#error));
    }
    return html`${withoutHeader ? nothing : renderHeaderPlace(name)}
      <div class="main">${renderSkeleton()}</div>`;
  }

  #become(state: 'there' | 'refused' | 'silent', error: ErrorData | undefined): void {
    this.#state = state;
    this.#error = error;
    // What has changed between the greeting and now.
    if (state === 'there') {
      this.tellSettings();
      this.#tellSight();
    }
    if (state === 'silent' && error !== undefined) this.#port.giveUp(error);
    this.#options.changed();
  }

  #told(news: FrameNews): void {
    const { host, show } = this.#options;
    if (news.kind === 'states') return show(new Set(news.states));
    const prevented = tellNews(host, news);
    if (news.kind === 'link') this.#port.answerLink(news.id, prevented);
  }

  #surroundings(): FrameSurroundings {
    const { host } = this.#options;
    const settings = this.#readSettings();
    const look = frameLook(host, host.look.theme);
    const { sight } = this.#sight;
    this.#known = { settings: JSON.stringify(settings), look: JSON.stringify(look), sight: JSON.stringify(sight) };
    return { settings, look, sight };
  }

  #readSettings(): FrameSettings {
    const { host } = this.#options;
    const language = languageOf(host);
    const { readOnly, withoutHeader, withoutComposer } = host.look;
    return {
      room: host.roomAddress.slice(0, 1024),
      language: language !== '' && isLanguageTag(language) ? language : 'en',
      readOnly,
      withoutHeader,
      withoutComposer,
    };
  }

  #watch(): void {
    const { signal } = this.#stop;
    const { origin } = new URL(this.#options.url);
    document.addEventListener(
      'securitypolicyviolation',
      ({ effectiveDirective, blockedURI, disposition }) => {
        const ours = /^(frame|child|default)-src$/.test(effectiveDirective) && blockedURI.startsWith(origin);
        if (!ours || disposition !== 'enforce' || this.#state === 'there') return;
        this.#become('silent', {
          code: 'blocked-by-policy',
          message: 'the frame is not allowed on this page',
          detail: `frame-src ${origin}`,
        });
      },
      { signal },
    );
    const sizes = new ResizeObserver(() => this.tellLook());
    sizes.observe(this.#options.host);
    signal.addEventListener('abort', () => sizes.disconnect());
  }

  #tellSight(): void {
    this.#tell('sight', this.#sight.sight);
  }

  /** Nothing where the frame has it already. */
  #tell<Part extends keyof FrameSurroundings>(part: Part, value: FrameSurroundings[Part]): void {
    const text = JSON.stringify(value);
    if (text === this.#known[part]) return;
    this.#known[part] = text;
    this.#port.update({ [part]: value });
  }
}

function wordsOf(error: ErrorData): ErrorWords {
  if (error.code !== 'frame-unreachable') return errorWords(error);
  return {
    title: msg('The chat does not answer.'),
    advice: msg(
      'Try again. For administrators: check the address of the frame, and its frame-ancestors and X-Frame-Options.',
    ),
  };
}
