import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';

describe('compare --html', () => {
  it('asks for trends, writes a page and says where; again, it replaces it', async () => {
    const cwd = await temporaryFolder();

    const { stdout, calls } = await runCli(['compare', 'iris@1.0.0', 'iris', '--html', 'out/page.html', '--json'], {
      cwd,
    });
    const again = await runCli(['compare', 'iris@1.0.0', 'iris', '--html', 'out/page.html'], { cwd });

    expect(calls).toEqual([['models.compare', ['iris@1.0.0', 'iris'], { trends: true }]]);
    const { page, trends } = JSON.parse(stdout);
    expect([page, trends.length > 0]).toEqual([join(cwd, 'out/page.html'), true]);
    expect(await readFile(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`The page is ${page}`) });
  });

  it('never replaces what is no page', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'model.pkl'), 'weights');

    const { code, stderr } = await runCli(['compare', 'iris@1.0.0', 'iris', '--html', 'model.pkl'], { cwd });
    const folder = await runCli(['compare', 'iris@1.0.0', 'iris', '--html', '.'], { cwd });

    const device = await runCli(['compare', 'iris@1.0.0', 'iris', '--html', '/dev/stdout'], { cwd });

    expect([code, folder.code, device.code]).toEqual([5, 5, 5]);
    expect(stderr).toContain('is there already, and is no page');
    expect(await readFile(join(cwd, 'model.pkl'), 'utf8')).toBe('weights');
  });
});
