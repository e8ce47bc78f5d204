import { createServer } from 'node:net';

import { StackProblem } from './problem.ts';

/** Ports of the loopback that nobody listens on just now. All are held at once, so that no two are equal. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
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

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
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
