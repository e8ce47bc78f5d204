import { LitElement, html } from 'lit';

import { pageSession, pageSettings } from '../page-settings.ts';

interface RoomEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: { readonly body?: string };
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/**
 * The least that can show a room: one request with a stored token, thirty rows. No sync, no encryption, no store. What
 * it needs is what the browser, the machine and the server need.
 */
class BenchFloor extends LitElement {
  static override properties = { events: { state: true } };

  declare events: readonly RoomEvent[];

  constructor() {
    super();
    this.events = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override updated(): void {
    this.scrollTop = this.scrollHeight;
  }

  override render(): unknown {
    return this.events.map(
      (event) => html`
        <article data-event-id=${event.event_id}>
          <b>${event.sender}</b> <time>${clock.format(event.origin_server_ts)}</time>
          <p>${event.type === 'm.room.message' ? event.content.body : event.type}</p>
        </article>
      `,
    );
  }

  async #load(): Promise<void> {
    const { homeserver, accessToken } = pageSession();
    const room = encodeURIComponent(pageSettings().roomId);
    const response = await fetch(`${homeserver}/_matrix/client/v3/rooms/${room}/messages?dir=b&limit=30`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const { chunk } = (await response.json()) as { chunk: RoomEvent[] };
    this.events = chunk.reverse();
  }
}

customElements.define('bench-floor', BenchFloor);
