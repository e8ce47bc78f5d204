import type { StoredDraft } from '../protocol/draft.ts';
import type { ErrorData } from '../protocol/error.ts';
import { WikiRoomError } from '../protocol/error.ts';
import type { RoomAddress } from '../protocol/room-address.ts';
import type { RoomSnapshot } from '../protocol/room.ts';
import type { AccountMarker, RoomServices } from '../protocol/services.ts';
import { hasSameRecords, recordsOf } from '../protocol/session.ts';
import type { SessionSnapshot } from '../protocol/session.ts';
import { BaseViewModel } from './base-view-model.ts';
import { OpenRoom } from './open-room.ts';
import { lossesOf } from './losses.ts';
import { meanwhile } from './meanwhile.ts';
import { ReaderCheck } from './reader-check.ts';
import { ReaderGate } from './reader-gate.ts';
import { rescue } from './rescued.ts';
import type { Rescued, Waited } from './rescued.ts';
import { closed, initial } from './room-view-snapshot.ts';
import type { RoomAction, RoomViewSnapshot } from './room-view-snapshot.ts';
import { SignIn } from './sign-in.ts';
import { whenOpened } from './when-opened.ts';

export interface RoomViewModelOptions {
  readonly services: RoomServices;
  readonly address: RoomAddress;
  /** Whom the page names as its reader. */
  readonly user?: string | undefined;
  /** A message of this device was accepted by the homeserver. */
  readonly sent: (eventId: string) => void;
}

/** A room on a page, from the first look at the store to the conversation. */
export class RoomViewModel extends BaseViewModel<RoomViewSnapshot> {
  readonly address: RoomAddress;
  readonly #options: RoomViewModelOptions;
  readonly #signIn: SignIn;
  readonly #reader: ReaderCheck;
  readonly #gate: ReaderGate;
  #unfollow: (() => void) | undefined;
  #rescued: Rescued | undefined;
  /** What was chosen here is not stored, or not yet. */
  #unstored = false;

  constructor(options: RoomViewModelOptions) {
    super(initial);
    this.address = options.address;
    this.#options = options;
    this.#signIn = new SignIn({
      services: options.services,
      begins: () => this.#signInBegins(),
      done: async (account, session) => {
        await this.#reader.remember(account, session);
        void this.#gate.openUnlessOver(account);
      },
      notDone: (error) => this.#showSignedOut(error),
      ended: () => this.merge({ busy: undefined }),
      stillNeeded: () => this.getSnapshot().expired || this.getSnapshot().screen.kind === 'signed-out',
      mayLeave: () => this.#mayLeave(),
    });
    this.#reader = new ReaderCheck(options.services, options.user);
    this.#gate = new ReaderGate(options.services, this.#reader, this.#signIn, {
      isGone: () => this.disposed,
      isOpen: () => this.getSnapshot().open !== undefined,
      open: (account) => this.#open(account),
      clear: () => this.#clear(),
      begin: () => this.#begin(),
      awaitUnlocked: () => this.#awaitUnlocked(),
      showSignedOut: () => this.#showSignedOut(),
      failed: (error) => this.merge({ screen: { kind: 'failed', error } }),
      forgetUnsent: () => this.forgetUnsent(),
    });
    this.track(() => this.#close());
    this.track(() => this.#signIn.stop());
    // Ends after the room, which may store something as it closes.
    this.track(options.services.store.use());
    this.track(options.services.store.followSignIn(() => void this.lookAgain()));
    this.track(options.services.store.logOuts.follow((asleep) => void this.#loggedOut(asleep)));
  }

  /** Paints what is stored, then goes up the ladder as far as it goes without a click. */
  async start(): Promise<void> {
    const { store } = this.#options.services;
    store.persistent().then(
      (persistent) => this.merge({ persistent }),
      // Why nothing can be stored is told by what needs it.
      () => undefined,
    );
    await this.#begin();
  }

  async #begin(): Promise<void> {
    let account;
    try {
      account = await this.#options.services.store.account();
    } catch (error) {
      const data = WikiRoomError.from(error).toData();
      // Nothing that is stored can be read by this version of the script, and nothing new may be made beside it.
      if (data.code === 'version-mismatch') return this.merge({ screen: { kind: 'failed', error: data } });
    }
    if (this.disposed) return;
    if (account !== undefined) return this.#gate.take(account);
    // A click may have been faster than the store; its window stays.
    if (this.#signIn.clicked) this.merge({ screen: { kind: 'signing-in' } });
    else await this.#signIn.quietly();
  }

  /** See {@link whenOpened}. */
  opened(): Promise<OpenRoom> {
    return whenOpened(this, (end) => this.track(end));
  }

  /** In a click: a popup. Where it is blocked, the whole page goes to sign in and comes back. */
  async signIn(): Promise<void> {
    const { open, expired, screen } = this.getSnapshot();
    if (open !== undefined && !expired && screen.kind === 'room') return;
    await this.#signIn.withClick();
  }

  /** Signs out; where something is lost by that, asks first. */
  async requestSignOut(): Promise<void> {
    const { account, open } = this.getSnapshot();
    const store = account && this.#options.services.store.room(account);
    const losses = store && open && (await lossesOf(store, open));
    // Another person may be reading by now.
    if (this.getSnapshot().open !== open) return;
    if (losses === undefined) return this.signOut();
    this.merge({ losses, leaving: false });
  }

  /** Asks; then {@link act}. */
  requestLeave(): void {
    this.merge({ leaving: true, losses: undefined, actionError: undefined });
  }

  /** Neither signs out nor leaves. */
  stay(): void {
    this.merge({ losses: undefined, leaving: false });
  }

  /** What was rescued from a session that ended by itself is as little for the next reader as the room. */
  forgetUnsent(): void {
    this.#rescued = undefined;
    this.merge({ unsent: [] });
  }

  /** At once; see {@link requestSignOut}. */
  async signOut(): Promise<void> {
    this.#signIn.abandon(true);
    const { authenticator, link } = this.#options.services;
    const { account } = this.getSnapshot();
    this.#clear();
    try {
      await link.call('sign-out', account === undefined ? {} : { records: recordsOf(account) });
    } catch (error) {
      // What is stored here may still be there: the reader must know.
      this.merge({ screen: { kind: 'failed', error: WikiRoomError.from(error).toData() } });
      return;
    }
    this.merge({ screen: { kind: 'signed-out' } });
    const logoutUrl = await authenticator.logoutUrl().catch(() => undefined);
    if (logoutUrl !== undefined && this.getSnapshot().screen.kind === 'signed-out') {
      this.merge({ screen: { kind: 'signed-out', logoutUrl } });
    }
  }

  /** Another tab may have signed in or out meanwhile, or chosen something. */
  async lookAgain(): Promise<void> {
    const { account: shown, open } = this.getSnapshot();
    if (open !== undefined && shown !== undefined) return this.#readPreferences(shown);
    if (this.getSnapshot().screen.kind !== 'signed-out' || this.#signIn.running !== undefined) return;
    const account = await this.#options.services.store.account().catch(() => undefined);
    if (account !== undefined && this.getSnapshot().screen.kind === 'signed-out') await this.#gate.take(account);
  }

  /** The page was away: who reads there may have signed out meanwhile. */
  async cameBack(): Promise<void> {
    const { account, persistent, screen } = this.getSnapshot();
    // What was asked as the page was left has come to nothing.
    if (screen.kind === 'signed-out' && screen.error?.code === 'engine-lost') return this.#begin();
    if (account === undefined || !persistent) return;
    const became = await meanwhile(this.#options.services.store, account, this.address.room);
    const { open, account: shown } = this.getSnapshot();
    if (this.disposed || shown !== account) return;
    if (became.kind === 'same') return open?.timeline.refreshOutbox();
    if (became.kind === 'ended') return this.#ended({ error: new WikiRoomError('signed-out-elsewhere').toData() });
    // What was written since stays, too.
    if (became.kind === 'again') this.#rescue(undefined, became.draft);
    this.#clear();
    await this.#begin();
  }

  /** Joins (or accepts), asks to join, or leaves (declines, takes back). */
  async act(action: RoomAction): Promise<void> {
    if (this.getSnapshot().busy !== undefined) return;
    this.merge({ busy: action, actionError: undefined });
    try {
      await this.#options.services.link.call(action, { room: this.address.room });
      this.merge({ busy: undefined, leaving: false });
    } catch (error) {
      this.merge({ busy: undefined, actionError: WikiRoomError.from(error).toData() });
    }
  }

  async retryConnection(): Promise<void> {
    await this.#options.services.link.call('retry-connection', {}).catch(() => undefined);
  }

  async setPrivateReceipts(privateReceipts: boolean): Promise<void> {
    const { account, open } = this.getSnapshot();
    this.merge({ privateReceipts });
    this.#unstored = true;
    open?.timeline.setPrivateReceipts(privateReceipts);
    if (account === undefined) return;
    try {
      await this.#options.services.store.room(account).savePreferences({ privateReceipts });
      open?.timeline.setPrivateReceipts(undefined);
      this.#unstored = false;
    } catch {
      // It is known to this page.
    }
  }

  #signInBegins(): void {
    const { open, screen } = this.getSnapshot();
    this.merge({ busy: 'sign-in', actionError: undefined });
    if (open === undefined && screen.kind === 'signed-out') this.merge({ screen: { kind: 'signing-in' } });
  }

  /** What was rescued, and what is not stored at all, lies in this page alone. */
  #mayLeave(): boolean {
    const { unsent, screen, persistent } = this.getSnapshot();
    return unsent.length === 0 && (persistent || screen.kind !== 'room');
  }

  #showSignedOut(error?: ErrorData): void {
    const { open, expired } = this.getSnapshot();
    // What is on screen stays readable; the line above it has the button.
    if (open !== undefined && expired) this.merge({ actionError: error });
    else this.merge({ screen: error === undefined ? { kind: 'signed-out' } : { kind: 'signed-out', error } });
  }

  /** Nothing of it is shown before the homeserver has said that it lets the account in again. */
  #awaitUnlocked(): void {
    const stop = this.#options.services.link.subscribe('session', '', (session) => {
      if (session.state === 'failed') this.merge({ screen: { kind: 'failed', error: session.error } });
      else if (session.state === 'signed-out' || session.state === 'expired') this.#showSignedOut();
      else if (session.state === 'signed-in') {
        queueMicrotask(() => {
          if (this.#unfollow !== stop) return;
          this.#close();
          void this.#begin();
        });
      }
    });
    this.#unfollow = stop;
  }

  /** Somebody has logged out at the identity provider; also where the page shows nothing of what is stored. */
  async #loggedOut(asleep: boolean): Promise<void> {
    const { open, account: shown } = this.getSnapshot();
    const isCertain = this.#reader.hasLastLoggedOut;
    if (isCertain === true) this.forgetUnsent();
    if (asleep && open !== undefined && isCertain !== false) {
      // What is on screen since then may be theirs.
      this.#clear();
      return this.#begin();
    }
    const account = await this.#options.services.store.account().catch(() => shown);
    if (account !== undefined && !this.disposed) await this.#gate.isOver(account);
  }

  #clear(): void {
    this.#letGo();
    this.merge({ screen: { kind: 'loading' } });
  }

  /** Resolves when what is stored of the room is on screen. */
  async #open(account: AccountMarker): Promise<void> {
    if (this.disposed) return;
    this.#signIn.doubt(undefined);
    if (!account.expired) this.#signIn.cancel();
    const { account: current, open } = this.getSnapshot();
    if (open !== undefined && current !== undefined && hasSameRecords(current, account)) {
      this.merge({ account, expired: account.expired, stopped: undefined, screen: { kind: 'room' } });
      return;
    }
    if (open !== undefined) this.#rescue();
    this.#close();
    const { services, sent } = this.#options;
    const opened = new OpenRoom({
      services,
      account,
      address: this.address,
      sent,
      suspended: (suspended) => this.merge({ suspended }),
    });
    const screen = { kind: 'room' } as const;
    const { text = '', rest: unsent = [] } = this.#rescued?.userId === account.userId ? this.#rescued : {};
    this.merge({ ...closed, account, open: opened, expired: account.expired, screen, unsent });
    if (text !== '') opened.write(text);
    this.#rescued = undefined;
    const stops = [
      opened.followPainted(() => this.merge({ painted: true })),
      services.link.subscribe('connection', '', (connection) => this.merge({ connection })),
      services.link.subscribe('room', this.address.room, (room) => this.#roomChanged(room)),
      services.link.subscribe('session', '', (session) => this.#sessionChanged(session)),
    ];
    const unfollow = (): void => stops.forEach((stop) => stop());
    // The session may have ended while it was being followed.
    if (this.getSnapshot().open !== opened) return unfollow();
    this.#unfollow = unfollow;
    const painted = opened.paint((stored) => {
      if (this.getSnapshot().open === opened && this.getSnapshot().room === undefined) this.merge({ room: stored });
    });
    void this.#readPreferences(account);
    await painted;
  }

  async #readPreferences(account: AccountMarker): Promise<void> {
    try {
      const { privateReceipts, session } = await this.#options.services.store.room(account).preferences();
      this.#reader.learn(account, session);
      if (!this.#unstored) this.merge({ privateReceipts });
    } catch {
      // They stay as they are here.
    }
  }

  #rescue(waited?: Waited, since?: StoredDraft): void {
    const { account, open, unsent: before } = this.getSnapshot();
    if (account === undefined || open === undefined) return;
    this.#rescued = rescue(account.userId, open, { waited, since, before });
    this.merge({ unsent: this.#rescued.unsent });
  }

  /** Nothing of the account stays but what was rescued. */
  #letGo(): void {
    this.#close();
    this.merge({ ...closed, unsent: this.#rescued?.unsent ?? [] });
  }

  #close(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.getSnapshot().open?.dispose();
  }

  #roomChanged(room: RoomSnapshot): void {
    const { open, room: before } = this.getSnapshot();
    // What was painted from the last visit is better than an empty room that is being opened.
    if (room.access.kind === 'opening' && before !== undefined && before.access.kind !== 'opening') return;
    this.merge({ room });
    open?.setRoom(room);
  }

  #sessionChanged(session: SessionSnapshot): void {
    // Before the sign-in has come to its end the engine tells that nobody is signed in; that is known.
    const another = session.state === 'signed-out' && this.getSnapshot().open !== undefined;
    if (this.#signIn.running !== undefined && session.state !== 'signed-in' && !another) return;
    switch (session.state) {
      case 'starting':
        return;
      case 'signed-in':
        void this.#sessionStarted(session);
        return;
      case 'expired':
        this.merge({ expired: true });
        if (this.#signIn.running === undefined) void this.#signIn.quietly();
        return;
      case 'signed-out':
        if (session.error?.detail === 'forgotten') return this.#forgotten();
        return this.#ended(session);
      case 'failed':
        this.#failed(session.error);
    }
  }

  /** By the reader, or with a reason by itself: then what was being written stays. */
  #ended({ error, unsent }: Omit<Extract<SessionSnapshot, { state: 'signed-out' }>, 'state'>): void {
    this.#signIn.abandon(false);
    if (error !== undefined) this.#rescue(unsent);
    this.#letGo();
    this.#showSignedOut(error);
  }

  /** The engine that remembered the session is gone: what is on screen stays, as with a session that has expired. */
  #forgotten(): void {
    // What waited is in this page alone: the next engine tells of an empty outbox before the page has taken it out.
    this.getSnapshot().open?.timeline.holdOutbox();
    this.merge({ expired: true });
    if (this.#signIn.running === undefined) void this.#signIn.quietly();
  }

  #failed(error: ErrorData): void {
    const { painted, screen } = this.getSnapshot();
    if (painted && screen.kind === 'room' && error.code !== 'account-locked') this.merge({ stopped: error });
    else this.merge({ screen: { kind: 'failed', error } });
  }

  async #sessionStarted({ userId, deviceId }: { userId: string; deviceId: string }): Promise<void> {
    const { account } = this.getSnapshot();
    if (account?.userId === userId && account.deviceId === deviceId) {
      this.merge({ expired: false, stopped: undefined, screen: { kind: 'room' } });
      return;
    }
    const stored = await this.#options.services.store.account().catch(() => undefined);
    if (!this.disposed && stored?.userId === userId) await this.#gate.take(stored);
  }
}
