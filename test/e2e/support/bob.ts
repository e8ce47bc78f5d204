import type { Peer } from '../../stack/peer.ts';
import { theStack } from './stack.ts';

let joining: Promise<Peer> | undefined;

/**
 * The second person of all files: a plain matrix-js-sdk client. Its device is signed by its owner, as a careful person's
 * is: the element keeps keys from devices that nobody has vouched for.
 */
export function bob(): Promise<Peer> {
  joining ??= theStack().then(async (stack) => {
    const peer = await stack.peer('bob');
    const recoveryKey = stack.seed.recoveryKeys.bob;
    if (recoveryKey === undefined) throw new Error('The seed has no recovery key for Bob');
    await peer.recover(recoveryKey);
    return peer;
  });
  return joining;
}
