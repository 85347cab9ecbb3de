import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { listen } from '../../serving/listen.ts';
import { findPortHolder, shownCommand } from '../../serving/port-holder.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test.each([
  ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['0.0.0.0', /^http:\/\/localhost:\d+$/],
])('a server on %s says how it is reached', async (host, url) => {
  expect(await listen(server(), { host, port: 0 })).toMatch(url);
});

test('a taken port is refused, and the next one offered', async () => {
  const port = Number(new URL(await listen(server(), { host: '127.0.0.1', port: 0 })).port);
  await expect(listen(server(), { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(`Port ${port} is taken`),
    hint: `Choose another one: --port ${port + 1}`,
  });
});

test.runIf(process.platform === 'linux')('what holds a port is named, never its arguments', async () => {
  const port = Number(new URL(await listen(server(), { host: '127.0.0.1', port: 0 })).port);
  const holder = await findPortHolder(port);
  expect(holder).toEqual({ pid: process.pid, command: expect.stringMatching(/^node( [^\s/=]+)?$/) });
  await expect(listen(server(), { host: '127.0.0.1', port })).rejects.toThrow(`(process ${process.pid})`);
});

test.each([
  [['/usr/bin/node', '/opt/app/cli/mergeline.cjs', 'serve', 'iris'], 'node mergeline.cjs'],
  [['python3', '-m', 'http.server', '8080'], 'python3 -m http.server'],
  [['java', '-Dpassword=hunter2', 'server.jar'], 'java'],
  [['/usr/sbin/serve', 'hunter2', 'more'], 'serve'],
  [['serve', 'https://user:hunter2@example.org/x.py'], 'serve'],
  [['serve', '--key=hunter2.txt'], 'serve'],
  [['nginx: master process /usr/sbin/nginx -p hunter2'], 'nginx:'],
  [[''], ''],
])('of the command line %j only what runs is shown', (words, shown) => {
  expect(shownCommand(words)).toBe(shown);
});

test('nothing holds a port that is free', async () => {
  const free = server();
  const port = Number(new URL(await listen(free, { host: '127.0.0.1', port: 0 })).port);
  await new Promise((resolve) => free.close(resolve));
  expect(await findPortHolder(port)).toBeUndefined();
});

test.runIf(process.platform === 'linux')('whoever is only connected from a port does not hold it', async () => {
  const url = new URL(await listen(server(), { host: '127.0.0.1', port: 0 }));
  const client = connect(Number(url.port), url.hostname);
  await once(client, 'connect');
  expect(await findPortHolder(client.localPort ?? 0)).toBeUndefined();
  client.destroy();
});

test('an address of another machine is refused', async () => {
  await expect(listen(server(), { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: '192.0.2.1 is no address of this machine.',
  });
});

function server(): Server {
  const made = createServer();
  servers.push(made);
  return made;
}
