/** What the engine needs to know; everything else comes with commands. */
export interface EngineSettings {
  /** Base URL of the homeserver, without a trailing slash. One engine per homeserver and browser profile. */
  readonly homeserver: string;
  /** Shown to the reader in their device list, e.g. "wiki.example.org". */
  readonly deviceName: string;
  /** Absolute URL of the crypto wasm. */
  readonly wasmUrl: string;
  /** A room that anybody may enter is not joined before the reader wants it: others than its page may have named it. */
  readonly asksToJoin?: boolean;
}
