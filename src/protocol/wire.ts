import type { CommandName, TopicName } from './command.ts';
import type { ErrorData } from './error.ts';

/** Rises with every change of a message's shape. */
export const protocolVersion = 1;

/** The oldest protocol that an engine of this build still answers. */
export const oldestProtocol = 1;

/** The version of the package as one number: 1.2.3 is 1002003. */
export const release = 1_000;

/** What an engine says of itself before anything else is said. */
export interface Greeting {
  readonly engine: string;
  readonly release: number;
  /** Its protocol, and the oldest one it still answers. */
  readonly version: number;
  readonly oldest: number;
  /** Version of the database that it has open. */
  readonly schema: number;
}

/** From a page to the engine. `from` is a random id of the page. */
export type PageMessage =
  | { readonly kind: 'hello'; readonly from: string; readonly version: number }
  | { readonly kind: 'bye'; readonly from: string }
  | {
      readonly kind: 'call';
      readonly from: string;
      readonly id: number;
      readonly name: CommandName;
      readonly args: unknown;
    }
  | {
      readonly kind: 'subscribe';
      readonly from: string;
      readonly id: number;
      readonly topic: TopicName;
      readonly key: string;
    }
  | { readonly kind: 'unsubscribe'; readonly from: string; readonly id: number };

/** From the engine to one page (`to`), or to every page where `to` is absent. `engine` is a random id of this engine. */
export type EngineMessage =
  /** From the page that is starting the engine, when it begins and in answer to `hello`: wait. */
  | { readonly kind: 'starting'; readonly to?: string }
  | (Greeting & { readonly kind: 'engine'; readonly to?: string })
  | {
      readonly kind: 'result';
      readonly engine: string;
      readonly to: string;
      readonly id: number;
      readonly value: unknown;
    }
  | {
      readonly kind: 'error';
      readonly engine: string;
      readonly to: string;
      readonly id: number;
      readonly error: ErrorData;
    }
  | {
      readonly kind: 'update';
      readonly engine: string;
      readonly to: string;
      readonly id: number;
      readonly value: unknown;
    };
