/**
 * A process that registers models whose bytes other workers register as well, and prints each as a line of JSON:
 * `node sharing-worker.ts <registry> <name> <from> <to>`.
 */
import { openRegistry } from '../../../adapters/open-registry.ts';
import { distinctModelFile } from './distinct-model.ts';

/** What a worker tells of one registration. */
export interface SharedRegistration {
  readonly worker: string;
  readonly content: string;
  readonly ref: string;
}

const [address = '', name = '', from = '0', to = '0'] = process.argv.slice(2);
const registry = await openRegistry(address, { actor: name, cwd: process.cwd(), env: process.env });
for (let at = Number(from); at < Number(to); at += 1) {
  const content = `shared-${at}`;
  const model = `own/${name}`;
  const { version } = await registry.models.register({ model, files: [distinctModelFile(content)] });
  const registration: SharedRegistration = { worker: name, content, ref: `${model}@${version}` };
  console.log(JSON.stringify(registration));
}
await registry.close();
