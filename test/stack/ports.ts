import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

import { StackProblem } from './problem.ts';

/**
 * Below those that systems give to outgoing connections (Linux from 32,768, others from 49,152): between our look and a
 * server's start, which may take half a minute, or while a server is down, a browser's connection could get the port.
 */
const lowest = 15_000;
const highest = 32_767;

/** Ports of the loopback that nobody listens on just now, and that are given to nobody else until this process ends. */
export async function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => freePort()));
}

/**
 * Rejects where this or another process has it already. By the UDP port of the same number, which nobody serves: the other
 * one is let go at once, and it may be half a minute until its server is there.
 */
export function reserve(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve();
    });
  });
}

export async function mustBeFree(port: number): Promise<void> {
  try {
    await listen(port);
  } catch {
    throw new StackProblem(
      `Port ${String(port)} is taken: end the program that uses it, or choose others with \`npm start -- --port ${String(port + 20)}\`.`,
    );
  }
}

async function freePort(tries = 100): Promise<number> {
  const port = randomInt(lowest, highest + 1);
  try {
    await reserve(port);
    await listen(port);
    return port;
  } catch (error) {
    if (tries === 0) throw error;
    return freePort(tries - 1);
  }
}

/** For a moment. */
function listen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
