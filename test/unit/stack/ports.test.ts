import { equal, match, ok, rejects } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { freePorts, reserve } from '../../stack/ports.ts';

describe('the ports of a stack', () => {
  it('are not such as an outgoing connection may get before the server is there', async () => {
    const lowest = await lowestOfOutgoing();
    for (const port of await freePorts(50)) ok(port < lowest, `${String(port)} may be given away`);
  });

  it('are free, and no two of them are equal', async () => {
    const ports = await freePorts(50);
    equal(new Set(ports).size, 50);
    const servers = await Promise.all(ports.map(listenOn));
    for (const server of servers) server.close();
  });

  it('are given to nobody else, neither by this process nor by another one', async () => {
    const [port = 0] = await freePorts(1);
    await rejects(reserve(port), { code: 'EADDRINUSE' });
    const ports = join(import.meta.dirname, '../../stack/ports.ts');
    const script = `import { reserve } from '${ports}'; await reserve(${String(port)});`;
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    match(other.stderr, /EADDRINUSE/);
  });
});

async function lowestOfOutgoing(): Promise<number> {
  try {
    return Number.parseInt(await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  } catch {
    return 49_152;
  }
}

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
