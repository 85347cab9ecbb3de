import { describe, expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Predictor } from '../../core/ports/model-toolchain.ts';
import { irisPredictor, irisSignature, servedModel, setosa, virginica } from './linear-iris.ts';
import { rawExchange, start } from './started-server.ts';

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
