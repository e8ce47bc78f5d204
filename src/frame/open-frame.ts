import { WikiRoomError } from '../protocol/error.ts';
import type { FrameGreeting, Refusal } from '../protocol/frame.ts';
import { frameStyles } from './apply-look.ts';
import { awaitGreeting } from './await-greeting.ts';
import { createRoom, roomOfOwnTab } from './create-room.ts';
import type { FrameConfiguration } from './frame-configuration.ts';
import { FrameRoom } from './frame-room.ts';
import type { RoomElementClass } from './room-element.ts';
import { showProblem } from './show-problem.ts';

export interface FrameEnvironment {
  readonly window: Window;
  /** Reads `frame.json`. */
  readonly configuration: () => Promise<FrameConfiguration>;
  /** Loads the script of the element. */
  readonly loadElement: () => Promise<RoomElementClass>;
}

/**
 * The page of the frame: takes the greeting of the page that holds it, where that is on the list, and shows the room. In
 * a tab of its own it shows the room that the address names. Nothing is started for anybody else.
 */
export async function openFrame({ window, configuration, loadElement }: FrameEnvironment): Promise<void> {
  const { document } = window;
  const greeted = window.parent === window ? undefined : awaitGreeting(window);
  useStyles(document);
  refuseDrops(document);
  const read = configuration().catch((error: unknown) => WikiRoomError.from(error, 'wrong-settings'));
  if (greeted === undefined) return openTab(document, await read, loadElement);

  const known = await read;
  // Without waiting for a greeting: whoever embeds it wrongly must see why.
  const problem = problemOf(window, known);
  if (problem !== undefined) showProblem(document, problem);
  const { origin, port, message } = await greeted;
  const refuse = (refusal: Refusal | WikiRoomError | readonly string[]): void => {
    port.postMessage({ kind: 'refused', reason: showProblem(document, refusal, languageOf(message)) });
  };
  if (problem !== undefined) return refuse(problem);
  if (known instanceof WikiRoomError) return;
  if (!known.embeddedBy.includes(origin)) return refuse([origin]);
  if (message === 'another-version') return refuse(message);
  await showRoom({ document, configuration: known, origin, port, message, loadElement, refuse });
}

function languageOf(message: FrameGreeting | 'another-version'): string | undefined {
  return message === 'another-version' ? undefined : message.settings.language;
}

interface Welcome {
  readonly document: Document;
  readonly configuration: FrameConfiguration;
  readonly origin: string;
  readonly port: MessagePort;
  readonly message: FrameGreeting;
  readonly loadElement: FrameEnvironment['loadElement'];
  readonly refuse: (reason: Refusal) => void;
}

async function showRoom({ loadElement, refuse, message, ...rest }: Welcome): Promise<void> {
  try {
    const { surroundings } = await loadElement();
    surroundings.ownHome = true;
    new FrameRoom({ ...rest, greeting: message, surroundings });
  } catch {
    refuse('no-script');
  }
}

async function openTab(
  document: Document,
  configuration: FrameConfiguration | WikiRoomError,
  loadElement: FrameEnvironment['loadElement'],
): Promise<void> {
  if (configuration instanceof WikiRoomError) return void showProblem(document, configuration);
  const room = roomOfOwnTab(document);
  if (room === undefined) return void showProblem(document, 'no-room');
  try {
    (await loadElement()).surroundings.ownHome = true;
  } catch {
    return void showProblem(document, 'no-script');
  }
  const element = createRoom(document, configuration);
  element.room = room;
  document.body.replaceChildren(element);
}

/** What stands in the way, whoever greets. */
function problemOf(
  window: Window,
  known: FrameConfiguration | WikiRoomError,
): WikiRoomError | readonly string[] | undefined {
  // An opaque origin, as of a sandbox, cannot even read who is listed.
  if (window.origin === 'null') return [window.origin];
  return known instanceof WikiRoomError ? known : strangersAbove(window, known);
}

/**
 * Origins that are not on the list, of every page above, also of one around the page around. `undefined`: none, or the
 * browser does not tell.
 */
function strangersAbove({ location }: Window, { embeddedBy }: FrameConfiguration): readonly string[] | undefined {
  const { ancestorOrigins } = location as { readonly ancestorOrigins?: DOMStringList };
  const strangers = [...(ancestorOrigins ?? [])].filter((origin) => !embeddedBy.includes(origin));
  return strangers.length === 0 ? undefined : strangers;
}

function useStyles(document: Document): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(frameStyles);
  document.adoptedStyleSheets.push(sheet);
}

/** A file that is dropped beside the field must not take the place of the room. */
function refuseDrops(document: Document): void {
  for (const type of ['dragover', 'drop'] as const) {
    document.addEventListener(type, (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    });
  }
}
