import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConvertedModel, ModelConverter } from '../../core/ports/model-toolchain.ts';
import { memoryToolchain } from '../support/memory-toolchain.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { manifest } from './story/model-answers.ts';

describe('mergeline inspect and convert', () => {
  const { source, scan, signature, served, conversion } = manifest;
  const inspection = { source, scan, estimators: { model: 'sklearn.pipeline.Pipeline' } };
  const bytes = Buffer.from('onnx');
  const converted: ConvertedModel = {
    inspection,
    conversion,
    served: {
      form: served!,
      signature: signature!,
      files: [{ path: 'model.onnx', mediaType: 'application/octet-stream', bytes }],
    },
  };

  async function runOn(words: readonly string[], answer: ConvertedModel = converted) {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'model.pkl'), 'bytes');
    const converter: ModelConverter = { inspect: async () => inspection, convert: async () => answer };
    return {
      cwd,
      ...(await runCli(words, { cwd, product: { openToolchain: async () => ({ ...memoryToolchain, converter }) } })),
    };
  }

  it('tell what a file holds without a registry', async () => {
    const { stdout, opened } = await runOn(['inspect', 'model.pkl', '--json']);

    expect(opened).toEqual([]);
    expect(JSON.parse(stdout)).toEqual({
      format: 'joblib',
      framework: 'scikit-learn',
      frameworkVersion: '1.7.0',
      estimator: 'sklearn.pipeline.Pipeline',
      classes: ['sklearn.pipeline.Pipeline'],
      globals: ['numpy.ndarray', 'sklearn.pipeline.Pipeline'],
      verdict: 'allowed',
      estimators: { model: 'sklearn.pipeline.Pipeline' },
    });
  });

  it('write the ONNX file and its parity', async () => {
    const { cwd, stdout } = await runOn(['convert', 'model.pkl', '--output', 'out', '--json']);

    expect(await readFile(join(cwd, 'out/model.onnx'), 'utf8')).toBe('onnx');
    expect(JSON.parse(stdout)).toMatchObject({
      output: 'out/model.onnx',
      size: 4,
      opset: 21,
      inputs: [{ name: 'input' }],
      outputs: [{ name: 'label' }],
      parity: { rows: 150 },
      warnings: [],
    });
  });

  it('write under the name that was given, where it is one of an ONNX file', async () => {
    const { cwd, stdout } = await runOn(['convert', 'model.pkl', '--output', 'out/petals.onnx', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ output: 'out/petals.onnx' });
    expect(await readdir(join(cwd, 'out'))).toEqual(['petals.onnx']);
  });

  it('say which part of a model cannot be converted', async () => {
    const { code, stderr } = await runOn(['convert', 'model.pkl', '--json'], {
      inspection,
      conversion: { outcome: 'unsupported', reason: 'SVC is not known', path: 'steps[1]' },
    });

    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'MODEL_UNSUPPORTED', details: [{ path: 'steps[1]' }] });
  });

  it('refuse a link and a file that is not there', async () => {
    const cwd = await temporaryFolder();
    await symlink('/etc/passwd', join(cwd, 'link.pkl'));

    expect(await runCli(['inspect', 'link.pkl'], { cwd })).toMatchObject({ code: 2 });
    expect(await runCli(['convert', 'absent.pkl'], { cwd })).toMatchObject({ code: 2 });
  });
});
