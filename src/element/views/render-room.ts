import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { OpenRoom } from '../../room/open-room.ts';
import { formatsFor } from '../message/formats.ts';
import { renderFailure } from '../screens/render-failure.ts';
import { renderSkeleton } from '../screens/render-skeleton.ts';
import {
  renderConnection,
  renderExpired,
  renderForgetful,
  renderMayNotWrite,
  renderMissing,
  renderQuestion,
  renderStopped,
  renderSuccessor,
  renderSuspended,
} from './render-strip.ts';
import { renderUnsent } from './render-unsent.ts';
import type { RoomContent } from './room-content.ts';

/** Lines under the header: what is with the connection, the session and the keys. */
export function renderStrips({ view, wasLost, language, actions }: RoomContent, open: OpenRoom): unknown {
  return [
    renderQuestion(view, actions),
    renderExpired(view, actions.signIn),
    renderStopped(view.stopped),
    view.expired || view.stopped !== undefined
      ? nothing
      : renderConnection(view.connection, wasLost, open.savedAt, formatsFor(language), actions.retry),
    renderForgetful(view.persistent),
    view.unsent.length === 0 ? nothing : renderUnsent(view.unsent, actions.forgetUnsent),
    view.room?.encrypted === true
      ? html`<wiki-room-keys
          exportparts="keys"
          .viewModel=${open.keys}
          @wiki-room-escape=${actions.escape}
        ></wiki-room-keys>`
      : nothing,
  ];
}

/** The room itself: the conversation, or the way into it. */
export function renderMain(content: RoomContent, open: OpenRoom): unknown {
  const { view, name, missing, actions } = content;
  const access = view.room?.access;
  if (access === undefined || access.kind === 'opening') return renderSkeleton();
  if (access.kind === 'joined') return renderConversation(content, open);
  const way = content.renderAccess?.({
    access,
    roomName: name,
    busy: view.busy !== undefined,
    error: view.actionError,
    act: actions.act,
    again: actions.again,
  });
  const whole = way ?? (missing === undefined ? renderSkeleton() : renderFailure(missing, actions.loadAgain));
  return [whole, renderWritten(open)];
}

function renderConversation(content: RoomContent, open: OpenRoom): unknown {
  const { view, name, media, timelineTools, readOnly, actions } = content;
  return [
    html`<wiki-room-timeline
      exportparts="timeline, message, message-text, sender, time, avatar, reply, thread, reactions, picture, file, day-line, new-line, jump-button, unread-button, actions, empty"
      .viewModel=${open.timeline}
      .media=${media}
      .tools=${timelineTools}
      .roomName=${name}
      .readOnly=${readOnly}
      .offline=${view.connection.state === 'lost'}
      @wiki-room-reply=${actions.reply}
      @wiki-room-edit=${actions.edit}
      @wiki-room-take-back=${actions.takeBack}
      @wiki-room-announce=${actions.announce}
      @wiki-room-recover=${actions.askKeys}
      @wiki-room-escape=${actions.escape}
    ></wiki-room-timeline>`,
    renderFoot(content, open),
    view.painted ? nothing : html`<div class="cover">${renderSkeleton()}</div>`,
  ];
}

function renderFoot(content: RoomContent, open: OpenRoom): unknown {
  const { view, name, missing, readOnly, withoutHeader, actions } = content;
  const instead = renderInstead(content);
  // Keys and actions of the messages are missing with it, whoever may write.
  if (missing !== undefined) return [instead ?? nothing, renderMissing(missing, actions.loadAgain)];
  if (instead !== undefined) return [readOnly ? nothing : renderWritten(open), instead];
  return [
    // The header says it where there is one.
    withoutHeader && view.room?.encrypted === false
      ? html`<p class="instead">${msg('Messages in this room are not encrypted.')}</p>`
      : nothing,
    html`<wiki-room-composer
      exportparts="composer, composer-field, composer-files, composer-mode, composer-held, attach-button, send-button"
      .viewModel=${open.composer}
      .roomName=${name}
      .typing=${view.room?.typing ?? []}
    ></wiki-room-composer>`,
  ];
}

/** What was being written where there is no field for it any more. */
function renderWritten({ written, change }: OpenRoom): unknown {
  const texts = [written, change].filter((text) => text !== '');
  return texts.length === 0 ? nothing : renderUnsent(texts);
}

/** Where nothing can be written; `undefined` where it can. */
function renderInstead({ view, readOnly, actions }: RoomContent): TemplateResult | typeof nothing | undefined {
  const { room } = view;
  if (room?.successor !== undefined) return renderSuccessor(room.successor, actions.goTo);
  if (readOnly) return nothing;
  if (view.suspended) return renderSuspended();
  if (room?.canSend !== true) return renderMayNotWrite();
  return undefined;
}
