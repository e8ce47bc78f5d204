/** As much of the package as the reference page uses; it has no types of its own. */
declare module 'hydrogen-view-sdk' {
  interface Session {
    readonly rooms: { get(roomId: string): unknown };
    enableSecretStorage(type: unknown, credential: string): Promise<unknown>;
  }

  export class Platform {
    constructor(options: object);
    readonly history: unknown;
    readonly settingsStorage: unknown;
    setNavigation(navigation: unknown): void;
    init(): Promise<void>;
  }

  export class Client {
    constructor(platform: Platform);
    readonly session: Session;
    readonly sync: { readonly status: { get(): string } } | null;
    readonly loadError: Error | null;
    readonly loadStatus: { waitFor(accepts: (status: string) => boolean): { readonly promise: Promise<void> } };
    startWithExistingSession(sessionId: string): Promise<void>;
  }

  export class RoomViewModel {
    constructor(options: object);
    load(): Promise<void>;
  }

  export class RoomView {
    constructor(viewModel: RoomViewModel, viewClassForTile: unknown);
    mount(): Element;
  }

  export const FeatureSet: { load(storage: unknown): Promise<unknown> };
  export const KeyType: { readonly RecoveryKey: unknown };
  export const LoadStatus: { readonly FirstSync: string; readonly Ready: string; readonly Error: string };
  export const viewClassForTile: unknown;
  export function createNavigation(): unknown;
  export function createRouter(options: object): { attach(): void };
}

declare module 'hydrogen-view-sdk/theme-element-light.css';
