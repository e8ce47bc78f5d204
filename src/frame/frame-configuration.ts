import { WikiRoomError } from '../protocol/error.ts';

/**
 * `frame.json` beside `frame.html`: who may show the frame, and whom the frame talks to. Both are the frame's own: a page
 * that could name the homeserver could have the reader's token sent to a foreign one.
 */
export interface FrameConfiguration {
  /** Origins, as browsers write them. */
  readonly embeddedBy: readonly string[];
  /** Base URL or server name. */
  readonly homeserver: string;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
}

const maxLength = 64 * 1024;
const maxOrigins = 200;

/** Throws `wrong-settings` (detail `frame.json`); the message says what is wrong, for administrators. */
export function parseFrameConfiguration(text: string): FrameConfiguration {
  if (text.length > maxLength) throw wrong('it is too long');
  const fields = asObject(text);
  const known = ['embeddedBy', 'homeserver', 'issuer', 'clientId'];
  const stranger = Object.keys(fields).find((name) => !known.includes(name));
  // A misspelt name would leave away what it was to say.
  if (stranger !== undefined) throw wrong(`it has an unknown entry, "${stranger.slice(0, 50)}"`);
  const { embeddedBy, homeserver, issuer, clientId } = fields;
  if (!Array.isArray(embeddedBy) || embeddedBy.length > maxOrigins) throw wrong('"embeddedBy" is no list of origins');
  const bad = embeddedBy.findIndex((origin: unknown) => !isOrigin(origin));
  if (bad !== -1) throw wrong(`entry ${bad + 1} of "embeddedBy" is no exact origin like https://wiki.example.org`);
  if (!isName(homeserver)) throw wrong('"homeserver" is missing');
  if (issuer !== undefined && !(isName(issuer) && URL.canParse(issuer))) throw wrong('"issuer" is no address');
  if (clientId !== undefined && !isName(clientId)) throw wrong('"clientId" is no text');
  return { embeddedBy: embeddedBy as string[], homeserver, issuer, clientId };
}

/** Reads it from beside the page. Throws as {@link parseFrameConfiguration} does. */
export async function readFrameConfiguration(url: string): Promise<FrameConfiguration> {
  let text: string;
  try {
    const response = await fetch(url, { cache: 'no-cache', redirect: 'error' });
    if (!response.ok) throw wrong(`it is not there (status ${response.status})`);
    text = await response.text();
  } catch (cause) {
    throw cause instanceof WikiRoomError ? cause : wrong('it cannot be read');
  }
  return parseFrameConfiguration(text);
}

function asObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('it is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('it is no object');
  return value as Record<string, unknown>;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 1024;
}

/** Neither `*` nor `null` nor an address with a path: a browser would never name such an origin. */
function isOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || !/^https?:[^*]+$/.test(value) || !URL.canParse(value)) return false;
  return new URL(value).origin === value;
}

function wrong(why: string): WikiRoomError {
  return new WikiRoomError('wrong-settings', `frame.json: ${why}`, { detail: 'frame.json' });
}
