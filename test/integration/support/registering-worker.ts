/**
 * A process that registers models, one after another, and prints an acknowledgement of each as a line of JSON:
 * `node registering-worker.ts <registry> <name> <from> <to>`. Even ones are versions of a model that all workers share.
 */
import { openRegistry } from '../../../adapters/open-registry.ts';
import { distinctModelFile } from './distinct-model.ts';

/** What a worker tells of one registration. */
export interface Acknowledgement {
  readonly content: string;
  readonly model: string;
  readonly version: string;
  readonly manifestDigest: string;
  readonly commit: string | null;
  readonly created: boolean;
}

const [address = '', name = '', from = '0', to = '0'] = process.argv.slice(2);
const registry = await openRegistry(address, { actor: name, cwd: process.cwd(), env: process.env });
for (let at = Number(from); at < Number(to); at += 1) {
  const content = `${name}-${at}`;
  const answer = await registry.models.register({
    model: at % 2 === 0 ? 'shared' : `own/${name}`,
    files: [distinctModelFile(content)],
    metrics: { accuracy: at / 100 },
  });
  const { model, version, manifestDigest, commit, created } = answer;
  const acknowledgement: Acknowledgement = { content, model, version, manifestDigest, commit, created };
  console.log(JSON.stringify(acknowledgement));
}
await registry.close();
