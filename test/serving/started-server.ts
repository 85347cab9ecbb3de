import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { type PredictionServerOptions, startPredictionServer } from '../../serving/start-prediction-server.ts';
import { servedModel, sumPredictor } from './linear-iris.ts';

/** A server of two models, `iris` and `risk/fraud`, until the test is done. */
export async function start(options: Partial<PredictionServerOptions> = {}) {
  const models = [servedModel('iris'), servedModel('risk/fraud', sumPredictor())];
  const server = await startPredictionServer({ models, port: 0, ...options });
  onTestFinished(() => server.close());
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
export function rawExchange(url: string, text: string): Promise<string> {
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
