import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import { StackProblem } from './problem.ts';

/**
 * Below those that systems give to outgoing connections (Linux from 32,768, others from 49,152): between our look and a
 * server's start, which may take half a minute, or while a server is down, a browser's connection could get the port.
 */
const lowest = 15_000;
const highest = 32_767;

/** Ports of the loopback that nobody listens on just now. All are held at once, so that no two are equal. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere()));
  const ports = servers.map((server) => server.port);
  await Promise.all(servers.map((server) => server.close()));
  return ports;
}

export async function mustBeFree(port: number): Promise<void> {
  try {
    const server = await listen(port);
    await server.close();
  } catch {
    throw new StackProblem(
      `Port ${String(port)} is taken: end the program that uses it, or choose others with \`npm start -- --port ${String(port + 20)}\`.`,
    );
  }
}

async function listenSomewhere(tries = 100): Promise<Listening> {
  try {
    return await listen(randomInt(lowest, highest + 1));
  } catch (error) {
    if (tries === 0) throw error;
    return listenSomewhere(tries - 1);
  }
}

interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

function listen(port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve({
        port,
        close: () =>
          new Promise((closed) =>
            server.close(() => {
              closed();
            }),
          ),
      });
    });
  });
}
