import { printable } from '../core/domain/printable.ts';
import type { Moment } from '../core/reading/moment.ts';
import type { Registry } from '../core/registry.ts';
import type { Context } from './context.ts';
import { given } from './given.ts';
import type { Environment, Host, Terminal } from './host.ts';
import { pageOn } from './page.ts';
import type { CommonInput } from './parse-arguments.ts';
import { presentMoment } from './presenters/moment.ts';

import { type Progress, plainProgress, silentProgress, spinner } from './progress.ts';
import { registryAddress } from './registry-address.ts';

/** Knows whether a command asked for a registry. */
interface OpenedContext extends Context, AsyncDisposable {
  readonly opened: Registry | undefined;
}

/** What a command works with; disposing closes the registry if it was opened. */
export function openContext(common: CommonInput, host: Host): OpenedContext {
  const { cwd, env, stdin, stderr, signal, product } = host;
  const actor = common.as ?? env['MERGELINE_ACTOR'];
  const openOptions = { cwd, env, signal, ...given({ actor: actor || undefined }) };
  let opening: Promise<Registry> | undefined;
  let opened: Registry | undefined;
  return {
    cwd,
    env,
    stdin,
    signal,
    product,
    openOptions,
    get opened() {
      return opened;
    },
    progress: progressFor(common, host),
    registry(options) {
      opening ??= (async () => {
        opened = await product.openRegistry(registryAddress(common.registry, env, cwd), {
          ...openOptions,
          ...options,
          ...(!common.quiet && !common.json && { onMoment: tellMoments(stderr, env) }),
        });
        if (opened.fetchedAt && !common.quiet && !common.json) stderr.write(ageOf(opened.fetchedAt));
        return opened;
      })();
      return opening;
    },
    async [Symbol.asyncDispose]() {
      const registry = await opening?.catch(() => undefined);
      await registry?.close();
    },
  };
}

/** Each once, before the answer that is about it. */
function tellMoments(stderr: Terminal, env: Environment): (moment: Moment) => void {
  const told = new Set<string>();
  return (moment) => {
    const note = presentMoment(printable(moment), pageOn(stderr, env));
    if (!told.has(note)) stderr.write(`${note}\n`);
    told.add(note);
  };
}

/** A registry at a remote is read as it was when somebody last looked there; a write looks there by itself. */
function ageOf(fetchedAt: string): string {
  return `note: reads show the remote as it was fetched at ${fetchedAt}; git fetch brings what is newer\n`;
}

function progressFor({ json, quiet }: CommonInput, { stderr, env }: Host): Progress {
  if (json || quiet) return silentProgress;
  return stderr.isTTY && env['TERM'] !== 'dumb' ? spinner(stderr) : plainProgress(stderr);
}
