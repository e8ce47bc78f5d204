/** Put in by the build. */
declare const __VERSION__: string;
declare const __ENGINE_FILE__: string;
declare const __WASM_FILE__: string;
