import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { requireTool } from '../support/require-tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

const run = promisify(execFile);

async function candidatesFor(line: string): Promise<readonly string[]> {
  const { code, stdout } = await runCli(['__complete', ...line.split(' ')]);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => each.split('\t')[0] ?? '');
}

describe('completion', () => {
  it.each([
    ['re', ['register']],
    ['pro', ['promote', 'proposal']],
    ['proposal ', ['list', 'show', 'approve', 'reject', 'refresh', 'merge', 'close']],
    ['proposal ap', ['approve']],
    ['list ', ['iris', 'risk/fraud']],
    ['list ri', ['risk/fraud']],
    ['--registry . list ri', ['risk/fraud']],
    ['list --registry . ri', ['risk/fraud']],
    ['show ir', ['iris@']],
    ['show iris@', ['iris@development', 'iris@staging', 'iris@latest', 'iris@1.1.0', 'iris@1.0.0']],
    ['show iris@1.1', ['iris@1.1.0']],
    ['hold iris@p', ['iris@production']],
    ['promote iris@1.0.0 --to ', ['development', 'staging', 'production']],
    ['rollback iris --stage production --to ', ['1.1.0', '1.0.0']],
    ['proposal approve ', ['7']],
    ['register iris --bump ', ['major', 'minor', 'patch']],
    ['search metr', ['metrics.accuracy']],
    ['search lic', ['licence']],
    ["search stage = 'pr", ["'production'"]],
    ["search stage = 'production' AND tags.team = ", ["'flowers'"]],
    ["search status IN ('active', 'ya", ["'yanked'"]],
    ['search metrics.accuracy > ', []],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['schema model', ['model', 'model-version']],
    ['register iris ', [':file']],
    ['predict iris@1.0.0 --input ', [':file']],
    ['promote iris@1.0.0 --to staging --dr', ['--draft', '--dry-run']],
    ['promote iris@1.0.0 --draft --dr', ['--dry-run']],
    ['show iris@1.0.0 ', []],
    ['yank iris@1.0.0 --reason ', []],
    ['publish iris@production iris@st', ['iris@staging']],
    ['nonsense ', []],
    ['--j', ['--json']],
  ])('of "mergeline %s" is %j', async (line, candidates) => {
    expect(await candidatesFor(line)).toEqual(candidates);
  });

  it('explains each candidate', async () => {
    const { stdout } = await runCli(['__complete', 'regis']);

    expect(stdout).toBe('register\tRegister a trained model as a new, immutable version\n');
  });

  it('is silent where there is no registry, or a broken one', async () => {
    const registry = fakeRegistry({ models: { list: () => Promise.reject(new Error('broken')) } });

    expect(await runCli(['__complete', 'list', ''], { registry })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });
});

/** A `mergeline` on the path that answers as the product would for the models iris and risk/fraud. */
async function stage(shell: string) {
  const folder = await temporaryFolder();
  const fake = join(folder, 'mergeline');
  await writeFile(
    fake,
    '#!/bin/sh\nfor word in "$@"; do last=$word; done\nprintf "iris@staging\\tholds 1.0.0\\niris@1.0.0\\n" | grep -F "$last"\n',
  );
  await chmod(fake, 0o755);
  const script = join(folder, `mergeline.${shell}`);
  await writeFile(script, (await runCli(['completion', shell])).stdout);
  return { script, env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` } };
}

describe.each(['bash', 'zsh', 'fish'])('the completion script of %s', (shell) => {
  it('is valid', async ({ skip }) => {
    const tool = requireTool(shell);
    skip(!tool.available, tool.reason);
    const { script, env } = await stage(shell);

    await expect(run(shell, ['-n', script], { env })).resolves.toMatchObject({ stderr: '' });
  });
});

describe('in bash', () => {
  it('completion replaces only what stands behind the @ of a reference', async () => {
    const { script, env } = await stage('bash');
    const line = 'mergeline show iris@';
    const ask = `source ${script}; COMP_LINE='${line}'; COMP_POINT=${line.length}; _mergeline; printf '%s\\n' "\${COMPREPLY[@]}"`;

    const { stdout } = await run('bash', ['-c', ask], { env });

    expect(stdout).toBe('staging\n1.0.0\n');
  });
});

describe('in fish', () => {
  it('completion shows what each candidate is', async ({ skip }) => {
    const tool = requireTool('fish');
    skip(!tool.available, tool.reason);
    const { script, env } = await stage('fish');
    const ask = `source ${script}; complete -C 'mergeline show iris@'`;

    const { stdout } = await run('fish', ['--no-config', '-c', ask], { env });

    expect(stdout).toBe('iris@1.0.0\niris@staging\tholds 1.0.0\n');
  });
});
