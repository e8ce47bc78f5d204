import type { TopicName, Topics } from '../protocol/command.ts';

type Update = Topics[TopicName]['update'];

export interface Subscription {
  readonly topic: TopicName;
  readonly key: string;
  readonly listener: (update: Update) => void;
}

/** What is followed of an account, whichever is open: accounts come and go while pages keep looking. */
export class Subscriptions {
  readonly #all = new Map<Subscription, () => void>();
  #attach: ((subscription: Subscription) => () => void) | undefined;

  add(subscription: Subscription): () => void {
    this.#all.set(subscription, this.#attach?.(subscription) ?? nothing);
    return () => {
      this.#all.get(subscription)?.();
      this.#all.delete(subscription);
    };
  }

  /** From now on everything is followed at this account; `undefined`: at none. */
  attachTo(attach: ((subscription: Subscription) => () => void) | undefined): void {
    this.#attach = attach;
    for (const [subscription, unfollow] of this.#all) {
      unfollow();
      this.#all.set(subscription, attach?.(subscription) ?? nothing);
    }
  }
}

function nothing(): void {
  // There was nothing to follow.
}
