import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeOurEnd } from './our-end.ts';

/** A folder that goes when it is disposed, and at the latest with this process, however that ends. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `wiki-room-${purpose}-`));
  const forget = beforeOurEnd('last', () => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    async [Symbol.asyncDispose]() {
      forget();
      await rm(path, { recursive: true, force: true });
    },
  };
}
