/** What the engine needs of the crypto module and of the SDK around it: one file, loaded when there is an account. */
export { initRustCrypto } from 'matrix-js-sdk/lib/rust-crypto/index.js';
export { DeviceId, OlmMachine, RoomId, StoreHandle, UserId, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
