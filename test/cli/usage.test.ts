import { describe, expect, it } from 'vitest';
import { commandTable } from '../../cli/command-table.ts';
import { runCli } from './run-cli.ts';

async function refusalOf(words: string) {
  const { code, stdout, stderr, calls } = await runCli(words.split(' '));
  expect({ code, stdout, calls }).toEqual({ code: 2, stdout: '', calls: [] });
  return stderr;
}

describe('a command line that is wrong', () => {
  it.each([
    ['lst', 'mergeline list'],
    ['registr iris model.pkl', 'mergeline register'],
    ['proposal aprove 7', 'mergeline proposal approve'],
    ['list --jsn', '--json'],
    ['promote iris@1.0.0 --too staging', '--to'],
    ['--registy . list', '--registry'],
    ['deprecate iris@1.0.0 --raison old', '--reason'],
  ])('mergeline %s is asked whether it meant %s', async (words, meant) => {
    expect(await refusalOf(words)).toContain(`Did you mean ${meant}?`);
  });

  it.each([
    ['--registry', '--registry needs a value, and a command behind it.'],
    ['--registry ./models', 'There is no command behind --registry ./models.'],
    ['--registry=./models', 'There is no command behind --registry=./models.'],
    ['--registry list', 'There is no command behind --registry list.'],
    ['--quiet', 'There is no command behind --quiet.'],
    ['--quiet=yes list', '--quiet takes no value.'],
    ['list --json=yes', '--json takes no value.'],
    ['init --at v1', 'mergeline init has no option --at.'],
    ['list --Registry .', 'mergeline list has no option --Registry.'],
  ])('mergeline %s is told what is true', async (words, message) => {
    const stderr = await refusalOf(words);

    expect(stderr).toContain(`error[USAGE]: ${message}\n`);
    const [, suggested = ''] = /Did you mean (--[^?]*)\?/.exec(stderr) ?? [];
    expect(words.split(' ')).not.toContain(suggested);
  });

  it('shows the form of the command and where it is explained', async () => {
    expect(await refusalOf('promote iris@1.0.0')).toMatchInlineSnapshot(`
      "error[USAGE]: --to <stage> is missing.
      hint: Usage: mergeline promote <ref> --to <stage> [options]
            mergeline promote --help explains it.
      "
    `);
    expect(await refusalOf('register iris')).toMatchInlineSnapshot(`
      "error[USAGE]: <path> is missing.
      hint: Usage: mergeline register <model> <path> [options]
            mergeline register --help explains it.
      "
    `);
    expect(await refusalOf('model edit iris --reason x')).toMatch(
      /nothing.*hint: .*mergeline model edit iris --limits/is,
    );
    expect(await refusalOf('hold iris --reason freeze')).toMatchInlineSnapshot(`
      "error[USAGE]: "iris" does not name a stage of a model.
      hint: Write <model>@<stage>, such as iris@production.
      "
    `);
    expect(await refusalOf('list iris extra')).toMatchInlineSnapshot(`
      "error[USAGE]: Too many arguments. Expected 1 argument but got 2: iris, extra.
      hint: Usage: mergeline list [model] [options]
            mergeline list --help explains it.
      "
    `);
    expect(await refusalOf('completion tcsh')).toMatchInlineSnapshot(`
      "error[USAGE]: <shell> is one of bash, zsh, fish, not "tcsh".
      hint: Usage: mergeline completion <shell> [options]
            mergeline completion --help explains it.
      "
    `);
  });

  it.each(['base', 'rebase-images', 'server', 'status', 'site'])(
    'says plainly that this version does not have %s',
    async (word) => {
      expect(await refusalOf(word)).toContain(`This version of mergeline does not have "${word}".`);
    },
  );

  it.each([
    ['init --github owner/repo', '--github'],
    ['predict iris@1.0.0 --input - --explain', '--explain'],
    ['register iris model.pkl --sample rows.json', '--sample'],
  ])('says plainly that this version does not take the option of %s', async (words, flag) => {
    expect(await refusalOf(words)).toContain(`does not take ${flag}.`);
  });

  it('refuses a waiver without an end, and an end without a waiver', async () => {
    expect(await refusalOf('promote iris@1.0.0 --to staging --waive soak=hotfix')).toContain('--until');
    expect(await refusalOf('promote iris@1.0.0 --to staging --until 2026-12-01')).toContain('--waive');
  });

  it.each([
    ['approve 6', 'Did you mean mergeline proposal approve 6?'],
    ['merge 6 --as bea', 'Did you mean mergeline proposal merge 6?'],
    ['rollback iris', 'Write: mergeline rollback iris@<stage>'],
    ['rollback iris@1.0.0', 'Write <model>@<stage>, such as iris@production.'],
    ['withdraw iris@staging --stage production', 'Write: mergeline withdraw iris@production'],
    [`register iris ${import.meta.filename} --source-commit HEAD`, '--source-commit $(git rev-parse HEAD)'],
    [`register iris ${import.meta.filename} --tag onco`, 'Write: --tag onco=<value>'],
    ['promote iris@1.0.0 --stage production', 'Did you mean: mergeline promote iris@1.0.0 --to production'],
    ["search stage = 'staging'", `Did you mean: mergeline search "stage = 'staging'"`],
    ['promote iris@1.0.0 production', 'Did you mean: mergeline promote iris@1.0.0 --to production'],
    ['history iris@1.0.0', 'mergeline show iris@1.0.0'],
    ['hold iris@latest --reason freeze', 'mergeline show iris@latest'],
    ['publish iris', 'Write <model>@<stage>, such as iris@production.'],
    ['register iris@2.0.0 model.pkl', 'mergeline register iris model.pkl --version 2.0.0'],
    [`register ${import.meta.filename} iris`, 'mergeline register iris /'],
    ['evaluate iris', 'mergeline evaluate iris@latest'],
    ['pull iris@1.0.0 --out model', 'Did you mean --output?'],
    ['list --as=', 'Write --as <name>.'],
  ])('says what was probably meant by %s', async (words, hint) => {
    expect(await refusalOf(words)).toContain(hint);
  });

  it('refuses to evaluate what is no version', async () => {
    expect(await refusalOf('evaluate model.pkl')).toContain('"model.pkl" is not a registered version');
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], ['help'], ['']])('mergeline %s lists every command', async (word) => {
    const { code, stdout } = await runCli(word === '' ? [] : [word]);

    expect(code).toBe(0);
    for (const { name, summary } of commandTable) expect(stdout).toContain(`  ${name.padEnd(16)}  ${summary}`);
  });

  it.each(commandTable.map(({ name }) => [name]))(
    'mergeline %s --help explains arguments and options, with examples',
    async (name) => {
      const behind = await runCli([...name.split(' '), '--help']);
      const before = await runCli(['help', ...name.split(' ')]);

      expect(behind).toMatchObject({ code: 0, stderr: '' });
      expect(behind.stdout).toContain(`Usage\n  mergeline ${name}`);
      expect(behind.stdout).toContain(`Examples\n  mergeline ${name}`);
      expect(behind.stdout).toContain('--json');
      expect(before.stdout).toBe(behind.stdout);
    },
  );

  it('of a family lists its commands, also when it is asked without --help', async () => {
    const asked = await runCli(['proposal', '--help']);
    const bare = await runCli(['proposal']);

    expect(asked.stdout).toContain('proposal approve');
    expect(bare).toEqual(asked);
  });

  it('fits into the width of the terminal, apart from examples', async () => {
    const { stdout } = await runCli(['register', '--help']);
    const [explanations = ''] = stdout.split('Examples');

    expect(Math.max(...explanations.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('asks nothing of the registry', async () => {
    const { opened } = await runCli(['promote', '--help']);

    expect(opened).toEqual([]);
  });
});

describe('mergeline --version', () => {
  it('prints the version of the package', async () => {
    const { stdout } = await runCli(['--version']);

    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
