import type { CommandName, TopicName } from './command.ts';
import type { ErrorData } from './error.ts';

/** Changes with every change of a message's shape. */
export const protocolVersion = 1;

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
  | { readonly kind: 'engine'; readonly engine: string; readonly version: number; readonly to?: string }
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
