/**
 * The speed of the registry beside what people would pick instead, and beside the goals: bench/README.md.
 * `npx node bench/registry.bench.ts [rounds]` prints medians, the range, and ratios.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openToolchain } from '../adapters/open-toolchain.ts';
import { parseModelName } from '../core/domain/names.ts';
import { registerVersion } from '../core/register-version.ts';
import { contentKey } from '../core/registration/content-key.ts';
import { decideRegistration } from '../core/registration/decide-registration.ts';
import { packVersion } from '../core/registration/pack-version.ts';
import { transact } from '../core/writing/transact.ts';
import { makeLargeRegistry } from './large-registry.ts';
import { installPeer, makeGtoRepository, startMlflow } from './peers.ts';
import { irisModelFile, openRegisteringContext } from './registering-context.ts';
import { format, inTurns, load, median, type Times, wholeProcess } from './timing.ts';

const rounds = Number(process.argv[2] ?? 15);
const launcher = join(import.meta.dirname, '../cli/mergeline.cjs');
const model = join(import.meta.dirname, '../examples/iris/improved/model.pkl');
const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));

try {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
  console.log(`${rounds} rounds in turns; load average ${load()} at the start\n`);
  await measureStart();
  await measureCommands();
  await measureRegistering('1,000 versions', { models: 1, versions: 1_000 }, 10);
  await measureRegistering('50,000 versions', { models: 50, versions: 1_000, versionsPerCommit: 10 }, 60);
  await measureMlflow();
  console.log(`\nload average ${load()} at the end`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function mergeline(words: string, registry = folder): () => Promise<unknown> {
  return wholeProcess(process.execPath, [launcher, ...words.split(' '), '--registry', registry], {
    env: { MERGELINE_ACTOR: 'ann' },
  });
}

async function measureStart(): Promise<void> {
  const times = await inTurns(rounds, {
    node: wholeProcess(process.execPath, ['-e', '0']),
    help: wholeProcess(process.execPath, [launcher, '--help']),
  });
  report('node -e 0', times.node);
  report('mergeline --help', times.help, { ratio: [times.help, times.node], goal: '≤ 1.5 ×' });
}

/** Whole processes, in registries of 1,500 versions, or tags. */
async function measureCommands(): Promise<void> {
  const registry = join(folder, 'versions-1500');
  await makeLargeRegistry(registry, { models: 10, versions: 150 });
  await mergeline(`register model-0 ${model}`, registry)();
  await mergeline('promote model-0@latest --to development', registry)();
  const base = execFileSync('git', ['-C', registry, 'rev-parse', 'main'], { encoding: 'utf8' }).trim();
  await mergeline(`register model-1 ${model}`, registry)();
  const ours = {
    validate: mergeline(`validate --since ${base}`, registry),
    show: mergeline('show model-0@development', registry),
    register: (round: number) => mergeline(`register model-0 ${model} --metrics accuracy=0.${round + 1}`, registry)(),
  };

  console.log('\nwhole processes, 1,500 versions');
  const peer = installPeer('gto', 'gto==1.10.1');
  if ('missing' in peer) {
    console.log(`  without GTO: ${peer.missing}`);
    const times = await inTurns(rounds, ours);
    for (const [name, measured] of Object.entries(times)) report(name, measured);
    return;
  }
  const tags = join(folder, 'tags');
  makeGtoRepository(tags, 1_500);
  const gto = (...words: string[]) => wholeProcess(peer.program, [...words, '--repo', tags]);
  const nextCommit = async () =>
    execFileSync('git', ['-C', tags, 'commit', '--quiet', '--allow-empty', '-m', 'next version']);
  const few = Math.min(rounds, 5);
  const { validate } = await inTurns(rounds, { validate: ours.validate });
  const times = await inTurns(
    few,
    {
      show: ours.show,
      gtoShow: gto('show', 'model-0#prod'),
      register: ours.register,
      gtoRegister: gto('register', 'model-0'),
    },
    nextCommit,
  );
  report('validate of one manifest', validate, { goal: '≤ 300 ms' });
  report('gto show model#stage', times.gtoShow);
  report('show model@stage', times.show, { ratio: [times.gtoShow, times.show], goal: '≥ 10 × faster' });
  report('gto register', times.gtoRegister);
  report('register, with conversion', times.register, {
    ratio: [times.gtoRegister, times.register],
    goal: '≥ 10 × faster',
  });
}

/** In process, of another file each time, inspected and converted before: the plan, the durable commit and the move of the ref; and all of it. */
async function measureRegistering(
  title: string,
  size: Parameters<typeof makeLargeRegistry>[1],
  goal: number,
): Promise<void> {
  const registry = join(folder, title);
  await makeLargeRegistry(registry, size);
  const converted = await openToolchain().converter.convert([irisModelFile()]);
  let packed = await packVersion([irisModelFile()], converted);
  const pack = async (round: number) => {
    packed = await packVersion([irisModelFile(`planned ${round}`)], converted);
  };
  await using context = await openRegisteringContext(registry, converted);
  const requestOf = (salt: string) => ({
    model: 'model-0',
    files: [irisModelFile(salt)],
    metrics: { accuracy: 0.9 },
  });

  const contestants = {
    planAndCommit: async (round: number) => {
      const request = requestOf(`planned ${round}`);
      const artifacts = packed.map(({ artifact }) => artifact);
      const draft = {
        model: parseModelName('model-0'),
        request,
        converted,
        packed,
        created: context.clock.now(),
        contentKey: contentKey({
          artifacts,
          metrics: request.metrics,
          parameters: {},
          datasets: [],
          tags: {},
          lineage: {},
        }),
      };
      await transact(
        { branch: context.branch, decide: (snapshot) => decideRegistration(snapshot, draft, context) },
        context,
      );
    },
    register: (round: number) => registerVersion(requestOf(`registered ${round}`), context),
  };
  const times = await inTurns(Math.max(rounds, 50), contestants, pack);
  console.log(`\nin process, bare registry of ${title}`);
  report('plan, durable commit, ref move', times.planAndCommit, { goal: `< ${goal} ms` });
  report('the same with digests, store and images', times.register);
}

/** Adds versions to a model that has 1,000, over a connection that stays open. */
async function measureMlflow(): Promise<void> {
  const peer = installPeer('mlflow', 'mlflow==3.17.2');
  console.log('\nMLflow 3.17.2, SQLite, one worker, loopback');
  if ('missing' in peer) {
    console.log(`  left out: ${peer.missing}`);
    return;
  }
  await using server = await startMlflow(peer.program, folder, 15_000 + (process.pid % 10_000));
  await server.post('registered-models/create', { name: 'model-0' });
  const create = () => server.post('model-versions/create', { name: 'model-0', source: 's3://models/model-0' });
  for (let version = 0; version < 1_000; version += 1) await create();
  const times = await inTurns(Math.max(rounds, 50), { create });
  report('model-versions/create, 1,000 versions', times.create);
}

function report(
  name: string,
  times: Times,
  { ratio, goal }: { readonly ratio?: readonly [Times, Times]; readonly goal?: string } = {},
): void {
  const factor = ratio === undefined ? '' : `${(median(ratio[0]) / median(ratio[1])).toFixed(1)} ×`;
  console.log(
    `  ${name.padEnd(40)} ${format(times).padEnd(28)} ${factor.padEnd(8)} ${goal === undefined ? '' : `goal ${goal}`}`,
  );
}
