import type { CommandName, Commands, TopicName, Topics } from './command.ts';

/** The engine as the view-models see it; `src/link` implements it, tests mock it. */
export interface EngineLink {
  /**
   * Sends a command; sent again by itself when the engine is replaced. Rejects with a `WikiRoomError`.
   * Starts the engine where it is not running.
   */
  call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']>;

  /**
   * Until that moment no engine is started, or spoken to, for what is only followed: what is stored is painted first. A
   * command does not wait.
   */
  startAfter(moment: Promise<unknown>): void;

  /** Follows a topic; the newest value comes as soon as it is known, and again from the next engine. */
  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void;
}

/** The engine's side: what `src/engine` offers to the port. */
export interface EngineService {
  call<K extends CommandName>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']>;
  /** Calls the listener with the current value at once (synchronously or soon) and with every later one. */
  subscribe<T extends TopicName>(
    topic: T,
    key: Topics[T]['key'],
    listener: (update: Topics[T]['update']) => void,
  ): () => void;
  /** A page has gone, perhaps between writing to the store and saying so. */
  pageGone(): void;
  /** Stops syncing and sending at once; nothing is written afterwards. */
  stop(): void;
}
