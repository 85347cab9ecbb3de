import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Predictor } from '../../core/ports/model-toolchain.ts';
import { irisPredictor, irisSignature, servedModel, setosa } from './linear-iris.ts';
import { rawExchange, start } from './started-server.ts';

describe('a body', () => {
  test.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON;charset="UTF-8"', 200],
    ['application/vnd.api+json', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=latin1', 415],
    ['', 200],
  ])('of the content type %j is answered with %i', async (type, status) => {
    const { url } = await start();
    const answer = await fetch(`${url}/models/iris/predict`, {
      method: 'POST',
      body: Buffer.from(JSON.stringify([setosa])),
      headers: type === '' ? {} : { 'content-type': type },
    });
    expect(answer.status).toBe(status);
  });

  test('that is compressed is refused', async () => {
    const { url } = await start();
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await fetch(`${url}/models/iris/predict`, { method: 'POST', body: 'x', headers });
    expect(answer.status).toBe(415);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, number, RegExp]>([
    ['is no JSON', '[[1,', 400, /It is not JSON/],
    ['holds NaN', '[[NaN, 1, 1, 1]]', 400, /It is not JSON/],
    ['is empty', '', 400, /It is not JSON/],
    ['nests 120 deep', `${'['.repeat(120)}${']'.repeat(120)}`, 400, /deeper than 100/],
    ['is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, /not UTF-8/],
    ['is larger than the limit', `[${' '.repeat(2000)}]`, 413, /larger than 1024 bytes/],
  ])('that %s is refused', async (_, body, status, message) => {
    const { url } = await start({ bodyLimit: 1024 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/models/iris/predict`, { method: 'POST', body, headers });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(message)]);
  });

  test('of more than 10 MiB is refused with 413, with or without a declared length', async () => {
    const { url } = await start();
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, ' ');
    const headers = { 'content-type': 'application/json' };
    const declared = await fetch(`${url}/models/iris/predict`, { method: 'POST', body, headers });
    const streamed = new ReadableStream({
      start(controller) {
        for (let start = 0; start < body.length; start += 65_536)
          controller.enqueue(body.subarray(start, start + 65_536));
        controller.close();
      },
    });
    const chunked = await fetch(`${url}/models/iris/predict`, {
      method: 'POST',
      body: streamed,
      headers,
      duplex: 'half',
    });
    expect([declared.status, chunked.status]).toEqual([413, 413]);
  });

  test('announced with Expect: 100-continue is refused before it is sent, or asked for', async () => {
    const { url } = await start({ bodyLimit: 100 });
    const head = 'POST /models/iris/predict HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length:';
    expect(await rawExchange(url, `${head} 101\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 /);
    const body = JSON.stringify([setosa]);
    const accepted = await rawExchange(url, `${head} ${body.length}\r\nconnection: close\r\n\r\n${body}`);
    expect(accepted).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  });
});

describe('bodies that come at once', () => {
  const row = JSON.stringify([setosa]);
  const large = row.padEnd(900, ' ');
  const send = (url: string, body: string) =>
    fetch(`${url}/models/iris/predict`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

  test('beyond what is held are refused with 503 and the time to wait, and taken again once there is room', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const inner = irisPredictor();
    const slow: Predictor = { ...inner, predict: (rows) => gate.then(() => inner.predict(rows)) };
    const { url } = await start({
      models: [servedModel('iris', { ...slow, signature: irisSignature })],
      heldBytes: 1000,
    });
    const first = send(url, large);
    await sleep(50);
    const refused = await send(url, large);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
    const small = send(url, row);
    release();
    expect([(await first).status, (await small).status]).toEqual([200, 200]);
    expect((await send(url, large)).status).toBe(200);
  });

  test('are counted as they arrive where nothing is announced', async () => {
    const { url } = await start({ heldBytes: 1000 });
    const head = 'POST /models/iris/predict HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await rawExchange(url, `${head}7d0\r\n${' '.repeat(2000)}\r\n`)).toMatch(/^HTTP\/1.1 503 /);
    expect((await send(url, large)).status).toBe(200);
  });
});
