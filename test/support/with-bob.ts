import { after, before } from 'node:test';
import type { Peer } from '../stack/peer.ts';
import { Engines } from './engines.ts';

/** Gives the tests of a file a homeserver, and a device of Bob's that he has signed. */
export function withBob(give: (engines: Engines, bob: Peer) => void): void {
  let engines: Engines | undefined;
  before(async () => {
    engines = await Engines.begin();
    give(engines, await engines.signedPeer('bob'));
  });
  after(async () => engines?.[Symbol.asyncDispose]());
}
