import type { Refusal } from '../../src/protocol/frame.ts';

/**
 * What a step found: nothing wrong, nothing to try, what cannot be tried from here and is said instead, or what is wrong; the
 * last two as the name of a sentence for the administrator.
 */
export type Outcome = 'ok' | 'skipped' | 'by-homeserver' | Failure;

export type Failure =
  | 'not-written'
  | 'unset'
  | 'unreachable'
  | 'cors'
  | 'policy'
  | 'no-matrix'
  | 'no-way-in'
  | 'no-issuer'
  | 'no-sliding-sync'
  | 'wrong-issuer'
  | 'insecure'
  | 'not-registered'
  | 'signed-out'
  | 'token-unreadable'
  | 'token-refused'
  | 'refused'
  | 'busy'
  | 'left-over'
  | 'missing'
  | 'wrong-type'
  | 'not-run'
  | 'mismatch'
  | 'old-loader'
  | 'silent'
  | 'own-origin'
  | 'not-allowed'
  | 'not-configured'
  | 'broken';

export interface Step {
  /** Name of the step's own words. */
  readonly name:
    | 'browser'
    | 'homeserver'
    | 'sign-in'
    | 'sync'
    | 'issuer'
    | 'callback'
    | 'session'
    | 'frame'
    | 'script'
    | 'versions'
    | 'wasm'
    | 'worker'
    | 'media';
  run(): Promise<Outcome>;
}

/** What earlier steps have found out for later ones. A token goes only where all before has held. */
export interface Known {
  /** Base URL of the homeserver, if it takes a token of the sign-in service. */
  tokenLogin?: string;
  /** The homeserver leads to the sign-in itself and back: `m.login.sso`. */
  signsInItself?: boolean;
}

/** How the sign-in service came back. Source: OpenID Connect Core, 3.1.2.5 and 3.1.2.6; RFC 9207. */
export interface Visit {
  readonly code: string | undefined;
  /** Why there is no code. */
  readonly error: string | undefined;
  /** What it calls itself, where it says so. */
  readonly iss: string | undefined;
  /** What redeems the code: RFC 7636. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** How the frame that is the home of the keys answers a page of this wiki. */
export type FrameAnswer = 'welcome' | 'silent' | 'own-origin' | Refusal;

/** What the script says of itself: `WikiRoom.versions`. */
export interface ScriptVersions {
  readonly script: string;
  readonly stores: number;
}

/** What the steps need of the browser. */
export interface Surroundings {
  /** The page came over https: without that a browser has no encryption for it. */
  readonly isSecure: boolean;
  readonly fetch: typeof fetch;
  /** Whether the page's policy has refused a request to this address. */
  readonly refused: (address: string) => Promise<boolean>;
  /** Goes to the sign-in service in a hidden frame; `undefined` where it did not come back to our page. */
  readonly visit: (address: URL, callback: string) => Promise<Visit | undefined>;
  /** Greets the frame, hidden, and names no room. */
  readonly greet: (frame: string) => Promise<FrameAnswer>;
  /** Runs the script in this page; `undefined` where it does not run, or does not say. */
  readonly versionsOf: (script: string) => Promise<ScriptVersions | undefined>;
  /** Version of the script of every wiki page, as it ran in this one; nothing where it did not. */
  readonly loaderVersion: () => unknown;
  /** Whether a module of WebAssembly may be compiled, and a worker be started from a `blob:`. */
  readonly mayCompile: () => Promise<boolean>;
  readonly mayStartWorker: () => Promise<boolean>;
  /** Whether pictures, sound and film may be shown from a `blob:`, as those of a room are. */
  readonly mayShowMedia: () => Promise<boolean>;
}
