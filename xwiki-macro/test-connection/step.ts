/** What a step found: nothing wrong, nothing to try, or what is wrong, as the name of a sentence for the administrator. */
export type Outcome = 'ok' | 'skipped' | Failure;

export type Failure =
  | 'unset'
  | 'unreachable'
  | 'cors'
  | 'policy'
  | 'no-matrix'
  | 'no-way-in'
  | 'no-sliding-sync'
  | 'wrong-issuer'
  | 'not-registered'
  | 'signed-out'
  | 'token-refused'
  | 'refused'
  | 'missing'
  | 'wrong-type'
  | 'mismatch';

export interface Step {
  /** Name of the step's own words. */
  readonly name:
    'homeserver' | 'sign-in' | 'sync' | 'issuer' | 'callback' | 'session' | 'script' | 'versions' | 'wasm' | 'worker';
  run(): Promise<Outcome>;
}

/** What the sign-in service sent back with. */
export interface Visit {
  /** `undefined`: it knows nobody in this browser. */
  readonly code: string | undefined;
  /** What redeems the code: RFC 7636. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** What the script says of itself: `WikiRoom.versions`. */
export interface ScriptVersions {
  readonly script: string;
  readonly stores: number;
}

/** What the steps need of the browser. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Whether the page's policy has refused something to this address. */
  readonly refused: (address: string) => Promise<boolean>;
  /** Goes to the sign-in service in a hidden frame; `undefined` where it did not come back to our page. */
  readonly visit: (address: URL, callback: string) => Promise<Visit | undefined>;
  /** Runs the script in this page; `undefined` where it does not run, or does not say. */
  readonly versionsOf: (script: string) => Promise<ScriptVersions | undefined>;
  /** Whether a module of WebAssembly may be compiled, and a worker be started from a `blob:`. */
  readonly mayCompile: () => Promise<boolean>;
  readonly mayStartWorker: () => Promise<boolean>;
}
