/**
 * The main job from beginning to end, with the commands that a person would type: three real scikit-learn models, a
 * registry in a Git repository, promotion by reviewed proposal, serving, a refusal and a rollback.
 * Usage: npm run demo [folder]
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';

const here = import.meta.dirname;
const launcher = join(here, '../cli/mergeline.cjs');
const iris = join(here, 'iris');
const folder = resolve(process.argv[2] ?? 'demo-registry');
const started = performance.now();

chapter('A registry is a Git repository');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
git('init', '--quiet', '--initial-branch', 'main');
mergeline('ann', ['init']);

chapter('The policy is a reviewed file: it pins the data that every candidate is measured on');
pinTestData();

chapter('Ann registers a model: read without running it, converted to ONNX, proved equal');
register('baseline/model.joblib', 'First model', []);
register('improved/model.pkl', 'Less regularisation', ['--bump', 'minor']);
register('worse/model.joblib', 'Far too much regularisation', ['--bump', 'minor']);
mergeline('ann', ['list', 'iris']);

chapter('Staging, then production: each a proposal that names the image which the merge will ship');
promote('iris@1.0.0', 'staging', 1);
mergeline('ann', ['promote', 'iris@1.0.0', '--to', 'production', '--reason', 'First release']);
mergeline('ann', ['proposal', 'approve', '2'], { note: 'Ann asked for it, so her own approval does not count:' });
mergeline('ann', ['proposal', 'merge', '2'], { fails: true });
mergeline('bob', ['proposal', 'approve', '2', '--comment', 'Numbers checked'], {
  note: 'Bob looks at it and approves:',
});
mergeline('bob', ['proposal', 'merge', '2']);

chapter('The improved model takes over the same way');
promote('iris@1.1.0', 'staging', 3);
mergeline('ann', ['promote', 'iris@1.1.0', '--to', 'production', '--reason', 'Better on every metric']);
mergeline('bob', ['proposal', 'approve', '4']);
mergeline('bob', ['proposal', 'merge', '4']);

chapter('The version in production answers over HTTP, from the published bytes');
await predictOverHttp();

chapter('A worse model is refused, with the reason');
promote('iris@1.2.0', 'staging', 5);
mergeline('ann', ['promote', 'iris@1.2.0', '--to', 'production'], { fails: true });

chapter('Something is wrong in production: back to the version before');
mergeline('ann', ['rollback', 'iris', '--stage', 'production', '--reason', 'Complaints from the greenhouse']);
mergeline('bob', ['proposal', 'merge', '6']);

chapter('What happened, from Git alone');
mergeline('ann', ['history', 'iris@production']);

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`
${styleText('bold', `Done in ${seconds} s.`)} The registry is in ${folder}. Explore it:

  cd ${relative(process.cwd(), folder) || folder}
  npx mergeline show iris@production
  npx mergeline proposal show 4
  npx mergeline predict iris@production --input rows.json
  npx mergeline serve iris@production
  git log --first-parent --stat
`);

function chapter(title: string): void {
  console.log(`\n${styleText(['bold', 'cyan'], `— ${title}`)}`);
}

function register(model: string, reason: string, options: readonly string[]): void {
  const path = relative(folder, join(iris, model));
  const beside = (name: string) => join(path, '..', name);
  mergeline('ann', [
    ...['register', 'iris', path, '--metrics', beside('metrics.json'), '--params', beside('params.json')],
    ...['--data', relative(folder, join(iris, 'train.csv')), '--reason', reason, ...options],
  ]);
}

function promote(ref: string, stage: string, proposal: number): void {
  mergeline('ann', ['promote', ref, '--to', stage]);
  mergeline('ann', ['proposal', 'merge', String(proposal)]);
}

/** Types one command, shows it and what it says, and stops the demo when it does not end as it should. */
function mergeline(
  actor: string,
  args: readonly string[],
  { cwd = folder, fails = false, note }: { cwd?: string; fails?: boolean; note?: string } = {},
): void {
  if (note) console.log(`\n${note}`);
  const shown = args.map((arg) => (/[^\w@./=:-]/.test(arg) ? `'${arg}'` : arg)).join(' ');
  console.log(`\n${styleText('dim', `${actor}$`)} ${styleText('bold', `mergeline ${shown}`)}`);
  try {
    execFileSync(process.execPath, [launcher, ...args], { cwd, stdio: 'inherit', env: environmentOf(actor) });
  } catch (error) {
    if (fails) return;
    throw new Error(`mergeline ${shown} failed`, { cause: error });
  }
  if (fails) throw new Error(`mergeline ${shown} should have been refused`);
}

function environmentOf(actor: string): NodeJS.ProcessEnv {
  const { MERGELINE_REGISTRY: _, ...rest } = process.env;
  return { ...rest, MERGELINE_ACTOR: actor };
}

function pinTestData(): void {
  const data = readFileSync(join(iris, 'test.csv'));
  const digest = `sha256:${createHash('sha256').update(data).digest('hex')}`;
  cpSync(join(iris, 'test.csv'), join(folder, 'data/iris-test.csv'));
  const policy = join(folder, 'registry.yaml');
  writeFileSync(policy, enableEvidence(readFileSync(policy, 'utf8'), digest));
  writeFileSync(join(folder, 'rows.json'), '[[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Pin the iris test set and compare every candidate on it');
  console.log(`
registry.yaml now has:

  datasets:
    - name: iris-test
      digest: ${digest.slice(0, 23)}…

and production the gate: no-regression on iris-test`);
}

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...args], {
    cwd: folder,
    stdio: 'inherit',
  });
}

async function predictOverHttp(): Promise<void> {
  const port = 18_000 + (process.pid % 10_000);
  console.log(`\n${styleText('dim', 'ann$')} ${styleText('bold', `mergeline serve iris@production --port ${port}`)}`);
  const server = spawn(process.execPath, [launcher, 'serve', 'iris@production', '--port', String(port)], {
    cwd: folder,
    env: environmentOf('ann'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const url = `http://127.0.0.1:${port}/models/iris/predict`;
    await untilReady(`http://127.0.0.1:${port}/v2/health/ready`, server);
    const rows = '[[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]';
    console.log(
      `\n${styleText('dim', 'ann$')} ${styleText('bold', `curl -s ${url} -H 'content-type: application/json' -d '${rows}'`)}`,
    );
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: rows });
    console.log(await response.text());
  } finally {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
  }
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error('The prediction server did not start.');
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error('The prediction server was not ready within 10 seconds.');
}

/** What a person does in an editor: takes the comment signs away from the two blocks that init prepared, and names the data. */
function enableEvidence(policy: string, digest: string): string {
  return policy
    .replace(/^( +)# (- gate: no-regression\n)((?: +# .*\n)+)/m, (_, indent, first, rest) => {
      return indent + first + rest.replaceAll(`${indent}# `, indent);
    })
    .replace(/^# datasets:\n(?:# .*\n)+/m, (block) => block.replaceAll(/^# /gm, ''))
    .replaceAll('test-set', 'iris-test')
    .replace(/sha256:0{64}/, digest)
    .replace('target: label', 'target: species');
}
