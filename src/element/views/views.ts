import { part } from '../../protocol/part.ts';

/** What is shown of a room to whoever has an account: a chunk of its own, which those who are signed out do without. */
export { roomActions } from '../room-actions.ts';
export { defineParts } from './define-views.ts';
export { renderHeader } from './render-header.ts';
export { renderMain, renderStrips } from './render-room.ts';
export { renderUnsent } from './render-unsent.ts';

/** What is done in a room comes after its views and shares their modules: asked for from here, it holds none of them twice. */
export const loadTools: () => Promise<typeof import('../tools/tools.ts')> = part(() => import('../tools/tools.ts'));
