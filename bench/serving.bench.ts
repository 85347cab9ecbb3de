/**
 * Predictions per second of the prediction server with an iris model in ONNX Runtime, beside a bare `node:http` server
 * that parses the same JSON and answers a constant: `npx node bench/serving.bench.ts [seconds]`, with wrk installed.
 * Windows of both alternate, so that a busy machine slows both; medians of five.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = 5;
const rows = [[5.1, 3.5, 1.4, 0.2]];
const tensor = { name: 'X', shape: [1, 4], datatype: 'FP64', data: rows[0] };
const requests = {
  rows: { path: '/models/iris/predict', body: JSON.stringify(rows) },
  'open inference': { path: '/v2/models/iris/infer', body: JSON.stringify({ inputs: [tensor] }) },
};
type Target = 'bare' | 'ours';

await measure(Number(process.argv[2] ?? 3));

async function measure(seconds: number): Promise<void> {
  if (spawnSync('wrk', ['-v']).error) {
    console.log('Skipped: it needs wrk (apt-get install wrk).');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
  const targets = { bare: await start('bare'), ours: await start('ours') };
  try {
    for (const [name, request] of Object.entries(requests)) {
      for (const connections of [1, 32, 300]) {
        const results: Record<Target, Window[]> = { bare: [], ours: [] };
        for (let round = 0; round < rounds; round += 1) {
          for (const target of ['bare', 'ours'] as const) {
            const script = join(folder, 'request.lua');
            await writeFile(script, luaOf(request.body));
            results[target].push(await load(targets[target].url + request.path, connections, seconds, script));
          }
        }
        report(`${name}, ${connections} connections`, results);
      }
    }
  } finally {
    for (const { stop } of Object.values(targets)) stop();
    await rm(folder, { recursive: true });
  }
}

interface Window {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

function report(title: string, results: Record<Target, readonly Window[]>): void {
  const of = (target: Target, key: keyof Window) => median(results[target].map((window) => window[key]));
  const rate = of('ours', 'perSecond') / of('bare', 'perSecond');
  console.log(title);
  for (const target of ['bare', 'ours'] as const) {
    console.log(
      `  ${target}  ${of(target, 'perSecond').toFixed(0).padStart(6)}/s  p50 ${of(target, 'p50').toFixed(2)} ms  p99 ${of(target, 'p99').toFixed(2)} ms`,
    );
  }
  console.log(
    `  ours / bare: ${rate.toFixed(2)} of the rate, ${(of('ours', 'p50') / of('bare', 'p50')).toFixed(2)} of the p50`,
  );
}

async function load(url: string, connections: number, seconds: number, script: string): Promise<Window> {
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url]);
  let text = '';
  wrk.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(wrk, 'close');
  const match = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(text);
  if (match === null) throw new Error(`wrk said: ${text}`);
  const [count = 0, micros = 1, p50 = 0, p99 = 0, failed = 0] = match.slice(1).map(Number);
  if (failed > 0) throw new Error(`${failed} requests failed.`);
  return { perSecond: (count / micros) * 1e6, p50: p50 / 1000, p99: p99 / 1000 };
}

function luaOf(body: string): string {
  return `wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = [=[${body}]=]
function done(s, l)
  local e = s.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", s.requests, s.duration, l:percentile(50), l:percentile(99), e.status + e.read + e.timeout))
end`;
}

async function start(target: Target): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serving-target.ts'), target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), stop: () => child.kill() };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
