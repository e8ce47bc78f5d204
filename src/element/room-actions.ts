import type { RoomViewSnapshot } from '../room/room-view-snapshot.ts';
import type { WikiRoomComposer } from './composer/composer.ts';
import type { WikiRoomKeys } from './keys/keys.ts';
import type { RoomChunks } from './room-chunks.ts';
import type { RoomController } from './room-controller.ts';
import type { WikiRoomTimeline } from './timeline/timeline.ts';
import type { RoomActions } from './views/room-content.ts';

/** What of the element answers to its reader. */
export interface ActingElement {
  readonly controller: RoomController;
  readonly chunks: RoomChunks;
  readonly view: () => RoomViewSnapshot | undefined;
  readonly composer: () => WikiRoomComposer | null;
  readonly keys: () => WikiRoomKeys | null;
  readonly signIn: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly goTo: (address: string) => void;
  readonly focusComposer: () => void;
  /** Into the question that is being asked, as soon as it is drawn. */
  readonly focusQuestion: () => Promise<void>;
  readonly announce: (text: string) => void;
}

/** What a reader does in the room, and where the focus goes with it. */
export function roomActions(element: ActingElement): RoomActions {
  const { controller, chunks, view, composer, focusComposer, focusQuestion } = element;
  const back = (event: Event): void => {
    const field = composer();
    if (field === null) timelineBeside(event)?.focusLast();
    else field.focus();
  };
  return {
    signIn: () => void element.signIn(),
    requestSignOut: () => void controller.viewModel?.requestSignOut().then(focusQuestion),
    requestLeave: () => {
      controller.viewModel?.requestLeave();
      void focusQuestion();
    },
    signOut: () => void element.signOut(),
    stay: (event) => {
      controller.viewModel?.stay();
      back(event);
    },
    forgetUnsent: (event) => {
      controller.viewModel?.forgetUnsent();
      back(event);
    },
    again: () => controller.again(),
    loadAgain: () => chunks.tools.again(),
    retry: () => void controller.viewModel?.retryConnection(),
    act: (action) => void controller.viewModel?.act(action),
    goTo: element.goTo,
    askKeys: () => {
      view()?.open?.keys?.ask();
      const keys = chunks.tools.chunk === undefined ? null : element.keys();
      void keys?.updateComplete.then(() => keys.focus());
    },
    escape: back,
    followLink: (event) => timelineBeside(event)?.followLink(event.detail.click, event.detail.href),
    lookAgain: () => void controller.viewModel?.lookAgain(),
    setPrivateReceipts: ({ detail }) => void controller.viewModel?.setPrivateReceipts(detail.value),
    reply: ({ detail }) => {
      view()?.open?.reply(detail.row);
      focusComposer();
    },
    edit: ({ detail }) => {
      view()?.open?.edit(detail.row);
      focusComposer();
    },
    takeBack: ({ detail }) => {
      view()
        ?.open?.takeBack(detail.txnId)
        .catch(() => undefined);
      focusComposer();
    },
    announce: ({ detail }) => element.announce(detail.text),
  };
}

/** In the same room as what tells of the event. */
function timelineBeside({ currentTarget }: Event): WikiRoomTimeline | null {
  return ((currentTarget as Element).getRootNode() as ShadowRoot).querySelector('wiki-room-timeline');
}
