import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Predictor } from '../../core/ports/model-toolchain.ts';
import { irisPredictor, irisSignature, servedModel, setosa } from './linear-iris.ts';
import { rawExchange, start } from './started-server.ts';

describe('the connection', () => {
  test('requests that come in one packet are answered in their order', async () => {
    const { url } = await start();
    const request = (rows: unknown, close = false) => {
      const body = JSON.stringify(rows);
      return `POST /models/risk/fraud/predict HTTP/1.1\r\nhost: a\r\n${close ? 'connection: close\r\n' : ''}content-length: ${body.length}\r\n\r\n${body}`;
    };
    const text = await rawExchange(url, request([[1, 1]]) + request([['x', 1]]) + request([[3, 3]], true));
    expect(
      [...text.matchAll(/HTTP\/1\.1 (\d+)|"predictions":\[(\d+)\]/g)].map(([, status, sum]) => status ?? sum),
    ).toEqual(['200', '2', '400', '200', '6']);
  });

  test('a client that goes away harms nobody, and is no failure', async () => {
    const failures: unknown[] = [];
    const { url, post } = await start({ onFailure: (error) => failures.push(error) });
    const { hostname, port } = new URL(url);
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(Number(port), hostname);
      socket.write('POST /models/iris/predict HTTP/1.1\r\nhost: a\r\ncontent-length: 50\r\n\r\n[[1,');
      await new Promise((resolve) => socket.once('connect', resolve));
      await sleep(5);
      socket.destroy();
    }
    expect((await post('/models/iris/predict', [setosa])).status).toBe(200);
    expect(failures).toEqual([]);
  });

  test.each([
    ['head', 'POST /models/iris/predict HTTP/1.1\r\nhost: a\r\nx-slow: '],
    ['body', 'POST /models/iris/predict HTTP/1.1\r\nhost: a\r\ncontent-length: 50\r\n\r\n['],
  ])('whoever never ends the %s of a request is cut off', async (_, text) => {
    const { url, post } = await start({ arrivalMs: 100 });
    const cut = rawExchange(url, text);
    expect((await post('/models/iris/predict', [setosa])).status).toBe(200);
    expect(await cut).toMatch(/^HTTP\/1.1 408 /);
  });

  test('a refused request need not be sent to its end: the connection is closed', async () => {
    const { url } = await start();
    const head = 'POST /models/iris/predict HTTP/1.1\r\nhost: a\r\ncontent-length:';
    expect(await rawExchange(url, `${head} 20000000\r\n\r\n[[1,`)).toMatch(/^HTTP\/1.1 413 .*connection: close/is);
  });

  test('what is no HTTP is answered with 400', async () => {
    const { url } = await start();
    expect(await rawExchange(url, 'hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
  });

  test('hundreds of concurrent requests each get the answer to their own rows', async () => {
    const { post } = await start();
    const numbers = Array.from({ length: 300 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((number) =>
        post('/models/risk/fraud/predict', [
          [number, number % 7 === 0 ? 'bad' : 1],
          [number, 2],
        ]),
      ),
    );
    answers.forEach(({ status, body }, number) => {
      if (number % 7 === 0) expect(status).toBe(400);
      else expect(body).toMatchObject({ predictions: [number + 1, number + 2] });
    });
  });
});

describe('closing', () => {
  test('a request that is being predicted is answered, and the connection closed', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const inner = irisPredictor();
    const slow: Predictor = {
      signature: inner.signature,
      close: () => inner.close(),
      predict: async (rows) => {
        await gate;
        return await inner.predict(rows);
      },
    };
    const { server, post } = await start({ models: [servedModel('iris', slow)] });
    const pending = post('/models/iris/predict', [setosa]);
    await sleep(50);
    const closed = server.close();
    release();
    expect((await pending).status).toBe(200);
    await closed;
    await expect(post('/models/iris/predict', [setosa])).rejects.toThrow();
  });

  test('during the grace requests are answered, but readiness says no', async () => {
    const { server, url, post } = await start();
    const closed = server.close({ graceMs: 300 });
    const ready = await fetch(`${url}/v2/health/ready`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    expect((await post('/models/iris/predict', [setosa])).status).toBe(200);
    expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
    await closed;
  });

  test('a request that never ends is cut off', async () => {
    const stuck: Predictor = { signature: irisSignature, predict: () => new Promise(() => {}), close: async () => {} };
    const { server, post } = await start({ models: [servedModel('iris', stuck)] });
    const pending = post('/models/iris/predict', [setosa]).catch((error) => error);
    await sleep(50);
    await server.close({ cutOffMs: 50 });
    expect(await pending).toBeInstanceOf(TypeError);
  });
});
