import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);
const checkout = join(import.meta.dirname, '../../..');
const iris = join(checkout, 'examples/iris');

let cwd: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  cwd = await temporaryFolder();
  env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    MERGELINE_REGISTRY: join(cwd, 'registry'),
  };
});

async function mergeline(...words: readonly string[]) {
  const command = [join(checkout, 'cli/mergeline.cjs'), ...words, '--json'];
  const { stdout } = await run(process.execPath, command, { cwd, env });
  return JSON.parse(stdout);
}

async function refusalOf(...words: readonly string[]) {
  const error = await mergeline(...words).then(
    () => undefined,
    (cause: { code: number; stderr: string }) => cause,
  );
  return { exit: error?.code, code: JSON.parse(error?.stderr ?? '{}').error?.code };
}

const git = async (...words: readonly string[]) =>
  (await run('git', ['-C', join(cwd, 'registry'), ...words], { env })).stdout.trim();

describe('a model, as a process and in real git', () => {
  it('is made, described, versioned and handed over by its owners', async () => {
    await mergeline('init', 'registry', '--as', 'ann');
    const create = [
      'model',
      'create',
      'iris',
      '--owner',
      'ann',
      '--owner',
      'olga',
      '--risk-tier',
      'low',
      '--as',
      'ann',
    ];
    expect(await mergeline(...create)).toMatchObject({ created: true, commit: await git('rev-parse', 'main') });
    expect(await mergeline(...create)).toMatchObject({ created: false });
    expect(await refusalOf('model', 'create', 'iris', '--as', 'ann')).toEqual({ exit: 5, code: 'ALREADY_EXISTS' });
    await mergeline('register', 'iris', join(iris, 'baseline/model.joblib'), '--licence', 'MIT', '--as', 'ann');

    const model = join(cwd, 'registry/models/iris/model.yaml');
    await writeFile(model, `# Ours.\n${await readFile(model, 'utf8')}`);
    await git('-c', 'user.name=ann', '-c', 'user.email=ann@example.org', 'commit', '-qam', 'a comment');
    await mergeline('model', 'edit', 'iris', '--limits', 'Three species.', '--tag', 'team=botany', '--as', 'ann');
    expect(await readFile(model, 'utf8')).toMatch(/^# Ours\.\n[\s\S]*limits: "Three species\."\n/);
    expect(await git('status', '--porcelain')).toBe('');

    const { proposal } = await mergeline('model', 'edit', 'iris', '--next-review', '2099-03-31', '--as', 'ann');
    expect(await refusalOf('proposal', 'merge', proposal.id, '--as', 'ann')).toEqual({
      exit: 3,
      code: 'APPROVAL_MISSING',
    });
    await mergeline('proposal', 'approve', proposal.id, '--as', 'olga');
    await mergeline('proposal', 'merge', proposal.id, '--as', 'ann');
    expect(await readFile(model, 'utf8')).toContain('nextReview: "2099-03-31"');

    expect(await mergeline('model', 'card', 'iris')).toMatchObject({ generated: 'stale', version: '1.0.0' });
    expect(await mergeline('model', 'card', 'iris', '--write', '--as', 'ann')).toMatchObject({ changed: true });
    const card = await readFile(join(cwd, 'registry/models/iris/README.md'), 'utf8');
    expect(card).toContain('- **Next review:** 2099-03-31');
    expect(card).toContain('- **Licence:** MIT');
    expect(await mergeline('model', 'card', 'iris', '--write', '--as', 'ann')).toMatchObject({ changed: false });

    const { events } = await mergeline('history', 'iris');
    expect(events.at(-1)).toMatchObject({ kind: 'model-created', actor: 'ann' });
    expect(events.slice(0, 3)).toMatchObject([
      { kind: 'card-edited' },
      { kind: 'model-edited', fields: ['nextReview'], approvedBy: ['olga'], proposal: proposal.id },
      { kind: 'model-edited', fields: ['limits', 'tags'], actor: 'ann' },
    ]);
    expect(await mergeline('validate')).toMatchObject({ faults: [] });
  });
});
