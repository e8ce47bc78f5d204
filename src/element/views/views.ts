/** What is shown of a room to whoever has an account: a chunk of its own, which those who are signed out do without. */
export { defineViews } from './define-views.ts';
export { renderHeader } from './render-header.ts';
export { renderMain, renderStrips } from './render-room.ts';
