import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a test can use something that a machine may lack. */
export interface Tool {
  readonly available: boolean;
  /** For `context.skip(!tool.available, tool.reason)`, so that the report tells why. */
  readonly reason: string;
}

/**
 * A program, or with `probe` any other means: `requireTool('root', () => process.getuid?.() === 0)`.
 * `MERGELINE_REQUIRE=skopeo,git-lfs` turns the absence of those into a failure; `all` means every one.
 */
export function requireTool(name: string, probe: () => boolean = () => isOnPath(name)): Tool {
  const available = probe();
  if (!available && isRequired(name)) {
    throw new Error(`MERGELINE_REQUIRE asks for ${name}, which this machine does not have.`);
  }
  return { available, reason: available ? '' : `${name} is not available on this machine` };
}

function isRequired(name: string): boolean {
  const required = (process.env['MERGELINE_REQUIRE'] ?? '').split(/[\s,]+/);
  return required.includes(name) || required.includes('all');
}

function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
