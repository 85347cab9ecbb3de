import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

describe('mergeline init', () => {
  it('makes a registry in the folder, for who acts', async () => {
    const asked: unknown[] = [];
    const initRegistry = async (
      folder: string,
      { actor, store, dryRun }: { actor?: string; store?: string; dryRun?: boolean },
    ) => {
      asked.push({ folder, actor, store, dryRun });
      return {
        address: folder,
        branch: 'main',
        commit: 'c0ffee1234567890',
        files: ['registry.yaml'],
        created: true,
        warnings: [],
      };
    };

    const { stdout } = await runCli(['init', 'models', '--store', 'lfs', '--as', 'ann'], { product: { initRegistry } });
    await runCli(['init', '--dry-run'], { product: { initRegistry } });

    expect(asked).toEqual([
      { folder: 'models', actor: 'ann', store: 'lfs', dryRun: false },
      { folder: '.', actor: undefined, store: undefined, dryRun: true },
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "✓ Made a registry in models

        branch  main
        commit  c0ffee1234
        files   registry.yaml

      Next
        mergeline register <model> <path> --registry models --as ann  register a trained model
        mergeline doctor --registry models                            what is still to be set up
      "
    `);
  });
});

describe('mergeline schema', () => {
  it('prints the schema of a kind, by the name of the file or the kind', async () => {
    const byFile = await runCli(['schema', 'model-version']);
    const byKind = await runCli(['schema', 'ModelVersion']);

    expect(JSON.parse(byFile.stdout)).toMatchObject({ $id: expect.stringContaining('model-version.schema.json') });
    expect(byKind).toEqual(byFile);
  });

  it('lists every kind with where its files lie, and knows which one was meant', async () => {
    expect((await runCli(['schema'])).stdout).toMatchInlineSnapshot(`
      "KIND            BRANCH    FILE
      registry        registry  registry.yaml
      model           registry  models/<model>/model.yaml
      model-version   registry  models/<model>/versions/<version>.yaml
      evaluation      registry  models/<model>/evaluations/<version>/<id>.yaml
      version-status  registry  models/<model>/status/<version>.yaml
      stage-pointer   registry  models/<model>/stages/<stage>.yaml
      proposal        records   proposals/<id>/proposal.yaml
      proposal-head   records   proposals/<id>/heads/<number>.yaml
      review          records   proposals/<id>/reviews/<digest>.yaml
      closing         records   proposals/<id>/closed.yaml
      merge-record    records   merges/<commit>.yaml
      judged-record   records   judged/<model>/<stage>/<generation>.yaml
      receipt         records   receipts/<model>/<stage>/<generation>.yaml

      Next
        mergeline schema registry  what registry.yaml may hold
      "
    `);
    expect(JSON.parse((await runCli(['schema', '--json'])).stdout).kinds).toContain('stage-pointer');
    expect(await runCli(['schema', 'registri'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('registry'),
    });
  });
});
