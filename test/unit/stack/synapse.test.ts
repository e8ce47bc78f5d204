import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { silent } from '../../stack/progress.ts';
import { installSynapse } from '../../stack/synapse.ts';

const outside = { ...process.env };
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiki-room-python-'));
  Object.assign(process.env, { PATH: `${folder}:${outside['PATH']}`, WIKI_ROOM_CACHE: join(folder, 'cache') });
  const script = `#!/bin/sh
case "$*" in
  *ensurepip*) echo '3 12' ;;
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  *"pip install"*) echo installed >> '${folder}/installed' ;;
esac
`;
  await writeFile(join(folder, 'python3'), script, { mode: 0o755 });
});

after(async () => {
  if (outside['WIKI_ROOM_CACHE'] === undefined) Reflect.deleteProperty(process.env, 'WIKI_ROOM_CACHE');
  Object.assign(process.env, outside);
  await rm(folder, { recursive: true });
});

const times = async (): Promise<number> => (await readFile(join(folder, 'installed'), 'utf8')).split('\n').length - 1;

test('Synapse is installed anew where the Python that it was installed for is gone, or another', async () => {
  const python = await installSynapse(silent);
  assert.equal(await installSynapse(silent), python);
  assert.equal(await times(), 1);

  await rm(python);
  await symlink(join(folder, 'python3.11'), python);
  assert.equal(await installSynapse(silent), python);
  assert.equal(await times(), 2);

  // As a Python of another minor version says, whose folder of packages has another name.
  await writeFile(python, '#!/bin/sh\nexit 1\n');
  await installSynapse(silent);
  await installSynapse(silent);
  assert.equal(await times(), 3);
});
