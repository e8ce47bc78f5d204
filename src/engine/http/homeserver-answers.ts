import type { MatrixApi } from './matrix-api.ts';

/** Whether the homeserver itself can be reached, where something else cannot be had of it. */
export function homeserverAnswers(api: MatrixApi, signal: AbortSignal): Promise<boolean> {
  return api.request({ path: '/_matrix/client/versions', signal }).then(
    () => true,
    () => false,
  );
}
