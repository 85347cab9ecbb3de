import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Predictor } from '../../core/ports/model-toolchain.ts';
import {
  type PredictionServer,
  type PredictionServerOptions,
  startPredictionServer,
} from '../../serving/start-prediction-server.ts';
import { irisPredictor, irisSignature, servedModel, setosa, sumPredictor, virginica } from './linear-iris.ts';

const running: PredictionServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe('POST /models/<model>/predict', () => {
  test('rows are answered with labels, classes, probabilities and the version that gave them', async () => {
    const { post } = await start();
    const answer = await post('/models/iris/predict', [setosa, virginica]);
    expect(answer).toEqual({
      status: 200,
      body: {
        model: 'iris',
        version: '1.2.0',
        manifestDigest: digestOf('iris'),
        predictions: ['setosa', 'virginica'],
        classes: ['setosa', 'versicolor', 'virginica'],
        probabilities: [[expect.closeTo(0.99, 1), expect.any(Number), expect.any(Number)], expect.any(Array)],
      },
    });
  });

  test('rows by name, under the key rows, and in any mixture are the same rows', async () => {
    const { post } = await start();
    const [sepal_l, sepal_w, petal_l, petal_w] = setosa;
    const byName = { petal_w, petal_l, sepal_w, sepal_l, colour: 'blue' };
    const plain = await post('/models/iris/predict', [setosa, setosa]);
    expect(await post('/models/iris/predict', [byName, setosa])).toEqual(plain);
    expect(await post('/models/iris/predict', { rows: [byName, byName] })).toEqual(plain);
  });

  test('a name of two segments works as it is and percent-encoded', async () => {
    const { post } = await start();
    for (const path of [
      '/models/risk/fraud/predict',
      '/models/risk%2Ffraud/predict',
      '/models/risk/fraud/predict/?a=1',
    ]) {
      expect(await post(path, [[1, 2]])).toMatchObject({
        status: 200,
        body: { model: 'risk/fraud', predictions: [3] },
      });
    }
  });

  test('no rows are answered with no predictions', async () => {
    const { post } = await start();
    expect(await post('/models/iris/predict', [])).toMatchObject({ status: 200, body: { predictions: [] } });
  });

  test.each<[string, unknown, RegExp]>([
    ['a value of the wrong type', [setosa, [5.1, 'wide', 1.4, 0.2]], /rows\[1\]\.sepal_w is "wide", not a number/],
    ['a missing value', [[5.1, null, 1.4, 0.2]], /rows\[0\]\.sepal_w is null/],
    ['a row that is too short', [[5.1, 3.5]], /rows\[0\] has 2 values; the model takes 4/],
    ['a missing field', [{ sepal_l: 1, sepal_w: 1, petal_l: 1 }], /rows\[0\]\.petal_w is missing/],
    ['a flat row', setosa, /rows\[0\] is a number, not a row/],
    ['nested rows', [[[5.1, 3.5, 1.4, 0.2]]], /rows\[0\]\[0\] is a list/],
    ['no rows at all', { instances: [setosa] }, /not a list of rows/],
  ])('%s is refused with 400 and named', async (_, body, message) => {
    const { post } = await start();
    expect(await post('/models/iris/predict', body)).toEqual({
      status: 400,
      body: {
        error: {
          code: 'INPUT_INVALID',
          message: expect.stringMatching(message),
          hint: expect.any(String),
          details: expect.any(Array),
        },
      },
    });
  });

  test('an unknown model is 404 and the nearest path is named', async () => {
    const { post } = await start();
    expect(await post('/models/irs/predict', [setosa])).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND', hint: 'Did you mean /models/iris/predict?' } },
    });
  });

  test('a failure of the model is 500, told to whoever runs the server and not to the client', async () => {
    const failures: unknown[] = [];
    const failing: Predictor = {
      signature: irisSignature,
      predict: () => Promise.reject(new Error('secret detail')),
      close: async () => {},
    };
    const { post } = await start({
      models: [servedModel('iris', failing)],
      onFailure: (error) => failures.push(error),
    });
    const answer = await post('/models/iris/predict', [setosa]);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(failures).toEqual([new Error('secret detail')]);
  });

  test('an answer that no model may give is 500, and says so', async () => {
    const wrong: Predictor = {
      signature: irisSignature,
      predict: () => Promise.reject(new MergelineError('MODEL_FAILED', 'These cannot be probabilities.')),
      close: async () => {},
    };
    const { post } = await start({ models: [servedModel('iris', wrong)] });
    expect(await post('/models/iris/predict', [setosa])).toMatchObject({
      status: 500,
      body: { error: { code: 'MODEL_FAILED', message: 'These cannot be probabilities.' } },
    });
  });

  test('more than 65536 rows are refused with 413', async () => {
    const { post } = await start();
    const rows = (count: number) => Array.from({ length: count }, () => [1, 1]);
    expect(await post('/models/risk/fraud/predict', rows(65_536))).toMatchObject({ status: 200 });
    expect(await post('/models/risk/fraud/predict', rows(65_537))).toMatchObject({
      status: 413,
      body: { error: { message: 'The request has 65537 rows; the limit is 65536.' } },
    });
  });
});

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

describe('GET', () => {
  test('the page lists each model with its signature and digest, and runs no script', async () => {
    const { url } = await start();
    const answer = await fetch(url);
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const html = await answer.text();
    expect(html).toContain(digestOf('iris'));
    expect(html).toContain('risk/fraud 1.2.0');
    expect(html).toContain('float64 [any × 4]: sepal_l, sepal_w, petal_l, petal_w');
  });

  test('what a model calls its columns and classes is text, never markup', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'&';
    const signature = {
      ...irisSignature,
      inputs: [{ name: hostile, type: 'float64', shape: [null, 4], columns: [hostile, 'b', 'c', 'd'] }],
      classes: [hostile, 'b', 'c'],
    } as const;
    const { url } = await start({ models: [servedModel('iris', irisPredictor(signature))] });
    const html = await (await fetch(url)).text();
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  test('another method is 405 and names the one that is allowed', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/models/iris/predict`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(405);
  });

  test('HEAD is answered like GET, without a body', async () => {
    const { url } = await start();
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  test.each(['/nowhere', '/models', '/models/iris', '/%', '/..%2f..%2fetc/passwd'])('%s is 404', async (path) => {
    const { url } = await start();
    const { hostname } = new URL(url);
    expect(await rawExchange(url, `GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 404 /,
    );
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

async function start(options: Partial<PredictionServerOptions> = {}) {
  const models = [servedModel('iris'), servedModel('risk/fraud', sumPredictor())];
  const server = await startPredictionServer({ models, port: 0, ...options });
  running.push(server);
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  };
  return { server, url: server.url, post };
}

/** Sends bytes as they are, and reads until the server closes the connection. */
function rawExchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
