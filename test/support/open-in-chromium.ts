import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { requireTool } from './require-tool.ts';

export interface OpenedPage {
  readonly page: Page;
  /** Addresses that the page asked for, but for its own. */
  readonly requests: readonly string[];
  /** What the browser or a script said. */
  readonly messages: readonly string[];
}

/** How a page is looked at. */
interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** One browser for the tests of a file, which are skipped where there is none. @returns what opens a page in it. */
export function inChromium(): (path: string, view: View) => Promise<OpenedPage> {
  const chromium = requireTool('chromium');
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (chromium.available) browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach((context) => context.skip(!chromium.available, chromium.reason));
  return async (path, view) => {
    if (browser === undefined) throw new Error('No browser was started.');
    return await openInChromium(browser, path, view);
  };
}

/** Debian's browser; root needs it without its sandbox. */
async function launchChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
}

/** Opens a file as a person does with a double click, and notes what it tries. */
async function openInChromium(browser: Browser, path: string, { width, scheme }: View): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const own = pathToFileURL(path).href;
  const requests: string[] = [];
  const messages: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== own) requests.push(request.url());
  });
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  page.on('dialog', (dialog) => {
    messages.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(own);
  return { page, requests, messages };
}
