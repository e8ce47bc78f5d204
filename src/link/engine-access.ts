import type { WikiRoomError } from '../protocol/error.ts';
import type { EngineSettings } from '../protocol/settings.ts';
import type { PageMessage } from '../protocol/wire.ts';
import type { Platform } from './platform.ts';

/** A page's way to an engine: the one all tabs share, or one of its own. */
export interface EngineAccess {
  /** This page is starting the engine at present. */
  readonly starting: boolean;
  /** Sees to it that an engine runs, or will. */
  ensure(): void;
  /** The engine does not answer: puts another in its place. */
  replace(): void;
  /** An engine of an older build answers: puts one of this build in its place. False where that was tried in vain. */
  takeOver(): boolean;
  /** Whether other pages use the engine that runs here. */
  servesOthers(): Promise<boolean>;
  send(message: PageMessage): void;
  close(): void;
}

export interface EngineAccessOptions {
  readonly platform: Platform;
  readonly engineUrl: string;
  readonly settings: EngineSettings;
  readonly received: (data: unknown) => void;
  /** No engine can be had, after all attempts. */
  readonly lost: (error: WikiRoomError) => void;
}
