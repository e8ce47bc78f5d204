import { cp, mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Origins } from '../test/stack/origins.ts';
import { realmName } from '../test/stack/people.ts';
import { type Bundles, bundleReferences } from './bundle.ts';
import { builtElement } from './dist.ts';
import type { Facts, RoomName } from './facts.ts';
import { type PageInput, pages } from './pages/pages.ts';
import { contenderNames } from './contender.ts';

const noPolicy = { 'content-security-policy': '' };

/**
 * The folder that the wiki serves at `/wiki-room/` during a benchmark: the built element, and under `bench/` a page for
 * each contender and room. One server with one way of compressing and caching, so nobody has an advantage there.
 */
export class BenchSite implements AsyncDisposable {
  readonly folder: string;
  readonly bundles: Bundles;
  readonly script: string;

  private constructor(folder: string, bundles: Bundles, script = '') {
    this.folder = folder;
    this.bundles = bundles;
    this.script = script;
  }

  static async make({ withElement }: { withElement: boolean }): Promise<BenchSite> {
    const dist = withElement ? await builtElement() : undefined;
    const folder = await mkdtemp(join(tmpdir(), 'wiki-room-bench-site-'));
    if (dist !== undefined) await cp(dist, folder, { recursive: true });
    const script = (await readdir(folder)).find((name) => /^wiki-room-page-[\w-]+\.js$/.test(name));
    return new BenchSite(folder, await bundleReferences(join(folder, 'bench')), script);
  }

  /**
   * The reference pages run under no policy of the demo's (most of them would not), and neither does ours, nor is it sent with
   * their scripts: the same for all. `send` takes the headers of a path, over those that the wiki sends with everything.
   */
  async writePages(
    origins: Origins,
    facts: Facts,
    send: (path: string, headers: Readonly<Record<string, string>>) => void,
  ): Promise<void> {
    const empty = '<!doctype html><link rel="icon" href="data:," />';
    const session = `${empty}<script type="module" src="${this.bundles['store-session.js']}"></script>`;
    await writeFile(join(this.folder, 'bench', 'empty.html'), empty);
    await writeFile(join(this.folder, 'bench', 'session.html'), session);
    for (const file of await readdir(this.folder, { recursive: true })) send(`/wiki-room/${file}`, noPolicy);
    for (const name of contenderNames) {
      await mkdir(join(this.folder, 'bench', name), { recursive: true });
      for (const room of Object.keys(facts) as RoomName[]) {
        const input: PageInput = {
          room,
          roomId: facts[room].roomId,
          homeserver: origins.matrix,
          issuer: `${origins.sso}/realms/${realmName}`,
          bundles: this.bundles,
          script: this.script,
        };
        await writeFile(join(this.folder, 'bench', name, `${room}.html`), pages[name](input));
        send(`/wiki-room/bench/${name}/${room}.html`, noPolicy);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
