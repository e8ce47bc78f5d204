import { part } from '../../protocol/part.ts';

/** The build has the SDK load its own through this too. */
export const loadCryptoCode = part(() => import('./crypto-code.ts'));
