import type { MatrixClient, MatrixEvent } from 'matrix-js-sdk';

const pageSize = 100;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** The rows of the room as plain elements, older ones fetched when the reader comes near the top. */
export class RoomList {
  readonly #client: MatrixClient;
  readonly #roomId: string;
  readonly #list = document.querySelector('#timeline') ?? document.body;
  readonly #rows = new Map<MatrixEvent, HTMLElement>();
  #loading = false;

  constructor(client: MatrixClient, roomId: string) {
    this.#client = client;
    this.#roomId = roomId;
    this.#list.addEventListener('scroll', () => {
      if (this.#list.scrollTop < 1_000) void this.#loadOlder();
    });
  }

  /** Brings the rows in line with the timeline; stays at the end where it is at the end, else where the reader is. */
  update(): void {
    const list = this.#list;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 10;
    const fromEnd = list.scrollHeight - list.scrollTop;
    let next = list.firstElementChild;
    for (const event of this.#events()) {
      const known = this.#rows.get(event);
      const row = known ?? this.#create(event);
      row.dataset['eventId'] = event.getId() ?? '';
      if (row === next) next = next.nextElementSibling;
      else list.insertBefore(row, next);
    }
    list.scrollTop = atEnd ? list.scrollHeight : list.scrollHeight - fromEnd;
  }

  refresh(event: MatrixEvent): void {
    const row = this.#rows.get(event);
    if (row) fill(row, event);
  }

  #events(): MatrixEvent[] {
    const room = this.#client.getRoom(this.#roomId);
    if (!room) return [];
    return room
      .getLiveTimeline()
      .getEvents()
      .filter((event) => ['m.room.message', 'm.room.encrypted'].includes(event.getType()));
  }

  #create(event: MatrixEvent): HTMLElement {
    const row = document.createElement('article');
    fill(row, event);
    this.#rows.set(event, row);
    return row;
  }

  async #loadOlder(): Promise<void> {
    const room = this.#client.getRoom(this.#roomId);
    if (this.#loading || !room) return;
    this.#loading = true;
    try {
      await this.#client.scrollback(room, pageSize);
      this.update();
    } finally {
      this.#loading = false;
    }
  }
}

function fill(row: HTMLElement, event: MatrixEvent): void {
  const sender = document.createElement('b');
  sender.textContent = event.sender?.name ?? event.getSender() ?? '';
  const body = document.createElement('p');
  const text: unknown = event.getContent()['body'];
  body.textContent = typeof text === 'string' ? text : 'Encrypted message';
  row.replaceChildren(sender, ` ${clock.format(event.getTs())}`, body);
}
