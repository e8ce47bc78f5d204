import { msg } from '@lit/localize';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ErrorData } from '../../protocol/error.ts';
import { fullName } from '../../protocol/full-name.ts';
import type { RoomAccess } from '../../protocol/room.ts';
import type { RoomAction } from '../../room/room-view-snapshot.ts';
import { renderFailure } from '../screens/render-failure.ts';
import { renderScreen } from '../screens/render-screen.ts';
import { accessWords } from '../words/access-words.ts';

type Closed = Exclude<RoomAccess, { readonly kind: 'joined' } | { readonly kind: 'opening' }>;

export interface AccessContent {
  readonly access: Closed;
  readonly roomName: string;
  readonly busy: boolean;
  readonly error: ErrorData | undefined;
  readonly act: (action: RoomAction) => void;
  readonly again: () => void;
}

/** The way into a room that the reader is not in. */
export function renderAccess({ access, roomName, busy, error, act, again }: AccessContent): TemplateResult {
  const button = (action: RoomAction, label: string, primary = false): TemplateResult =>
    html`<button class=${primary ? 'primary' : ''} type="button" aria-disabled=${busy} @click=${() => act(action)}>
      ${label}
    </button>`;
  const words = error && accessWords(error);
  switch (access.kind) {
    case 'invited':
      return renderScreen({
        title: roomName,
        text:
          access.by === undefined
            ? msg('You are invited to this room.')
            : html`<bdi title=${access.by.id}>${fullName(access.by)}</bdi> ${msg('invites you to this room.')}`,
        actions: html`${button('join', msg('Join'), true)} ${button('leave', msg('Decline'))}`,
        error,
        words,
      });
    case 'joinable':
      return renderScreen({
        title: roomName,
        text: msg('You are not in this room. Everybody may join.'),
        actions: button('join', msg('Join'), true),
        error,
        words,
      });
    case 'can-knock':
      return renderScreen({
        title: roomName,
        text: msg('Members of this room let people in who ask.'),
        actions: button('knock', msg('Ask to join'), true),
        error,
        words,
      });
    case 'knocked':
      return renderScreen({
        title: roomName,
        text: msg('You asked to join. As soon as a member lets you in, you can join here.'),
        actions: button('leave', msg('Withdraw the request')),
        error,
        words,
      });
    case 'refused':
      return renderFailure(access.error, again, accessWords(access.error), access.reason);
  }
}
