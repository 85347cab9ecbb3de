import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorCatalogue } from '../../core/error-catalogue.ts';
import { MergelineError, PolicyRefusal } from '../../core/errors.ts';
import { fakeRegistry } from './fake-registry.ts';
import { type CliOptions, runCli } from './run-cli.ts';
import { validate } from './story/evidence-answers.ts';
import { verdicts } from './story/names.ts';
import { merge, promote, published } from './story/proposal-answers.ts';

const fault = { file: 'models/iris/model.yaml', line: 3, column: 5, path: 'owners[0]', message: 'is no name' };

function failingWith(error: unknown): CliOptions {
  return { registry: fakeRegistry({ models: { list: () => Promise.reject(error) } }) };
}

describe('the exit code', () => {
  it.each(Object.entries(errorCatalogue))('of %s is what the catalogue says', async (code, { exit }) => {
    const error = new MergelineError(code as ErrorCode, 'It went wrong.');

    const people = await runCli(['list'], failingWith(error));
    const programs = await runCli(['list', '--json'], failingWith(error));

    expect(people).toMatchObject({ code: exit, stdout: '', stderr: `error[${code}]: It went wrong.\n` });
    expect(programs).toMatchObject({ code: exit, stdout: '' });
    expect(JSON.parse(programs.stderr)).toEqual({
      error: { code, message: 'It went wrong.', hint: null, details: [] },
    });
  });

  it('is 2 when validate finds a fault, and the faults are still the answer', async () => {
    const registry = fakeRegistry({ health: { validate: async () => ({ ...validate, faults: [fault] }) } });

    const { code, stdout, stderr } = await runCli(['validate', '--json'], { registry });

    expect({ code, stderr, faults: JSON.parse(stdout).faults }).toEqual({ code: 2, stderr: '', faults: [fault] });
  });

  it.each([
    ['promote iris@1.1.0 --to production', 3],
    ['promote iris@1.1.0 --to production --draft', 0],
    ['rollback iris --stage production', 3],
    ['withdraw iris --stage production', 3],
    ['proposal merge 7', 3],
  ])('of mergeline %s --dry-run is %i when a gate fails', async (words, exit) => {
    const plan = { branch: 'main', proposal: true, message: 'promote', files: [] };
    const failing = { plan, verdicts: [{ gate: 'parity', verdict: 'fail', reason: 'too far' }] } as const;
    const answer = async () => ({ ...promote, ...failing });
    const registry = fakeRegistry({
      stages: { promote: answer, rollback: answer, withdraw: answer },
      proposals: { merge: async () => ({ ...merge, ...failing, commit: null }) },
    });

    const { code, stdout, stderr } = await runCli([...words.split(' '), '--dry-run'], { registry });

    expect({ code, stderr }).toEqual({ code: exit, stderr: '' });
    expect(stdout.startsWith('✗ Would be refused')).toBe(exit === 3);
  });

  it('is 2 when doctor finds a problem, 0 for warnings', async () => {
    const checks = [{ group: 'repository', check: 'stores', state: 'problem', message: 'unreadable' }] as const;
    const registry = fakeRegistry({ health: { doctor: async () => ({ checks }) } });

    expect(await runCli(['doctor'], { registry })).toMatchObject({ code: 2 });
    expect(await runCli(['doctor'])).toMatchObject({ code: 0 });
  });

  it.each([
    ['published', 0],
    ['already', 0],
    ['nothing-to-publish', 0],
    ['unjudged', 3],
    ['refused', 3],
    ['failed', 1],
  ] as const)('of a publication that is %s is %i', async (state, exit) => {
    const registry = fakeRegistry({ stages: { publish: async () => ({ published: [{ ...published, state }] }) } });

    expect(await runCli(['publish'], { registry })).toMatchObject({ code: exit });
  });

  it('is 0 when there was nothing to do', async () => {
    const registry = fakeRegistry({ stages: { promote: async () => ({ ...promote, created: false }) } });

    expect(await runCli(['promote', 'iris@1.1.0', '--to', 'production'], { registry })).toMatchObject({ code: 0 });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is that of the signal when %s ends the work, whatever the work does', async (name, exit) => {
    const controller = new AbortController();
    const registry = fakeRegistry({
      models: {
        list: () => {
          queueMicrotask(() => controller.abort(name));
          return new Promise(() => {});
        },
      },
    });

    const { code, stdout, stderr } = await runCli(['list'], { registry, signal: controller.signal });

    expect({ code, stdout, stderr }).toEqual({ code: exit, stdout: '', stderr: '' });
  });
});

describe('an error', () => {
  it('tells people what, where and what to do', async () => {
    const error = new MergelineError('FILE_INVALID', 'Two files are wrong.', {
      hint: 'Mend them.\nThen run mergeline validate.',
      details: [fault, { file: 'registry.yaml', line: 12, message: 'is no stage' }],
    });

    expect((await runCli(['list'], failingWith(error))).stderr).toMatchInlineSnapshot(`
      "error[FILE_INVALID]: Two files are wrong.
        models/iris/model.yaml:3:5  owners[0]: is no name
        registry.yaml:12            is no stage
      hint: Mend them.
            Then run mergeline validate.
      "
    `);
  });

  it('does not repeat the same fault of many rows', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => ({ path: `rows[${row}]`, message: 'has 3 values' }));
    const details = [...rows, { path: 'rows[20].a', message: 'is missing' }];
    const error = new MergelineError('INPUT_INVALID', 'Rows are wrong.', { details });

    const { stderr } = await runCli(['list'], failingWith(error));
    const { stderr: json } = await runCli(['list', '--json'], failingWith(error));

    expect(stderr).toContain('rows[4]: has 3 values\n  and 15 more\n  rows[20].a: is missing\n');
    expect(stderr).not.toContain('rows[5]');
    expect(JSON.parse(json).error.details).toHaveLength(21);
  });

  it('tells programs the same', async () => {
    const error = new MergelineError('FILE_INVALID', 'A file is wrong.', { hint: 'Mend it.', details: [fault] });

    const { stderr } = await runCli(['list', '--json'], failingWith(error));

    expect(JSON.parse(stderr)).toEqual({
      error: { code: 'FILE_INVALID', message: 'A file is wrong.', hint: 'Mend it.', details: [fault] },
    });
  });

  it('of a refused promotion shows what every gate said', async () => {
    const refusal = new PolicyRefusal('GATE_FAILED', 'iris@1.1.0 cannot take production: 1 gate says no.', {
      hint: 'The gates stand in registry.yaml.',
      details: [{ path: 'servable', message: 'fail: no ONNX' }],
      verdicts: [{ gate: 'scan', verdict: 'fail', reason: 'os.system' }, ...verdicts],
    });
    const registry = fakeRegistry({ stages: { promote: () => Promise.reject(refusal) } });
    const words = ['promote', 'iris@1.1.0', '--to', 'production'];

    const people = await runCli(words, { registry });
    const programs = await runCli([...words, '--json'], { registry });

    expect(people.code).toBe(3);
    expect(people.stderr).toMatchInlineSnapshot(`
      "error[GATE_FAILED]: iris@1.1.0 cannot take production: 1 gate says no.
        ✗ scan       fail     os.system
        … approvals  pending  0 of 1 approval
        ✓ 1 gate     pass     servable
        - 1 gate     skipped  no-regression
      hint: The gates stand in registry.yaml.
      "
    `);
    expect(JSON.parse(programs.stderr).error.verdicts).toHaveLength(4);
  });

  it('that nobody foresaw says where to report it, and keeps its stack for MERGELINE_DEBUG', async () => {
    const options = failingWith(new TypeError('x is not a function'));

    const usual = await runCli(['list'], options);
    const debug = await runCli(['list'], { ...options, env: { MERGELINE_DEBUG: '1' } });

    expect(usual.code).toBe(1);
    expect(usual.stderr).toContain('error[INTERNAL]: Something unforeseen happened: x is not a function');
    expect(usual.stderr).toContain('/issues');
    expect(usual.stderr).not.toContain('    at ');
    expect(debug.stderr).toContain('caused by TypeError: x is not a function\n    at ');
  });

  it('of a full disk is one of storage', async () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

    expect((await runCli(['list'], failingWith(error))).stderr).toContain('error[STORAGE_FAILED]');
  });

  it('shows no control characters that came out of a file', async () => {
    const error = new MergelineError('NOT_FOUND', 'There is no \u001b[2J\u202etxt.');

    const { stderr } = await runCli(['list'], failingWith(error));

    expect(stderr).toBe('error[NOT_FOUND]: There is no \ufffd[2J\ufffdtxt.\n');
  });

  it('in the arguments is JSON too when JSON was asked for', async () => {
    const { code, stderr } = await runCli(['show', '--json']);

    expect({ code, error: JSON.parse(stderr).error.code }).toEqual({ code: 2, error: 'USAGE' });
  });
});

describe('without a registry', () => {
  it('a command says how to make or name one', async () => {
    const { code, stderr } = await runCli(['list'], { env: { MERGELINE_REGISTRY: '' }, cwd: '/' });

    expect(code).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "error[NOT_A_REGISTRY]: There is no registry.yaml in / or above it.
      hint: Make a registry with mergeline init, or name one with --registry <address> or MERGELINE_REGISTRY.
      "
    `);
  });
});
