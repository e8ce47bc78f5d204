import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { FaultProxy } from '../../stack/fault-proxy.ts';
import { loopback } from '../../stack/origins.ts';
import { freePorts } from '../../stack/ports.ts';

describe('FaultProxy', () => {
  let upstream: Server;
  let proxy: FaultProxy;
  let url: string;
  const heard: string[] = [];

  before(async () => {
    const [port = 0, behind = 0] = await freePorts(2);
    upstream = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.end(JSON.stringify({ path: request.url }));
    });
    await new Promise<void>((resolve) => {
      upstream.listen(behind, '127.0.0.1', resolve);
    });
    proxy = new FaultProxy({ port, upstream: behind });
    await proxy.start();
    url = loopback(port);
  });

  after(async () => {
    await proxy.stop();
    upstream.close();
  });

  it('passes on what it is not told to fail', async () => {
    proxy.decide = () => undefined;
    assert.deepEqual(await (await fetch(`${url}/plain`)).json(), { path: '/plain' });
    assert.equal(proxy.log.at(-1)?.status, 200);
  });

  it('answers in the place of the homeserver, which hears nothing', async () => {
    proxy.decide = () => ({ kind: 'answer', status: 429, body: { errcode: 'M_LIMIT_EXCEEDED' }, cors: true });
    const response = await fetch(`${url}/limited`);
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.ok(!heard.includes('/limited'));
  });

  it('loses an answer only after the homeserver has accepted', async () => {
    let accepted = false;
    proxy.decide = () => ({
      kind: 'lose-answer',
      before: () => {
        accepted = heard.includes('/lost');
        return Promise.resolve();
      },
    });
    await assert.rejects(fetch(`${url}/lost`));
    assert.ok(accepted);
    assert.equal(proxy.log.at(-1)?.status, 0);
  });

  it('cuts an answer in the middle', async () => {
    proxy.decide = () => ({ kind: 'cut-answer' });
    const response = await fetch(`${url}/cut`);
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
  });

  it('refuses without a word to the homeserver', async () => {
    proxy.decide = () => ({ kind: 'refuse' });
    await assert.rejects(fetch(`${url}/refused`));
    assert.ok(!heard.includes('/refused'));
  });
});
