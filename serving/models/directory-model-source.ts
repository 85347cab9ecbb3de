import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MergelineError } from '../../core/errors.ts';
import type { ModelFile, ModelRuntime } from '../../core/ports/model-toolchain.ts';
import { type FileOfModel, parseModelMetadata } from './model-metadata.ts';
import type { ModelIdentity, ModelSource } from './served-model.ts';

/** Where packaging puts what a server must know of a model. */
const metadataPath = '.mergeline/model.json';

/**
 * The one model that lies in a directory, as it does in a serving image. The directory says what the model is made of;
 * which version it is, whoever starts the server knows.
 */
export function directoryModelSource(options: {
  readonly directory: string;
  readonly identity: ModelIdentity;
  readonly runtime: ModelRuntime;
}): ModelSource {
  const { directory, identity, runtime } = options;
  return {
    /** @throws MergelineError `NOT_FOUND` without a model, `DIGEST_MISMATCH` when a file is not the one that was packed. */
    async load() {
      const { signature, files } = await readMetadata(directory);
      const predictor = await runtime.load({ signature, files: files.map((file) => verifiedFile(directory, file)) });
      return [{ ...identity, predictor }];
    },
  };
}

async function readMetadata(directory: string) {
  const path = join(directory, metadataPath);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new MergelineError('NOT_FOUND', `There is no model in ${directory}.`, {
      hint: `In a serving image the model lies at /models; its file ${metadataPath} tells what it is made of.`,
      cause,
    });
  });
  return parseModelMetadata(text, path);
}

function verifiedFile(directory: string, file: FileOfModel): ModelFile {
  const open = () => verifiedChunks(directory, file);
  return { path: file.path, size: file.size, open, read: async () => Buffer.concat(await Array.fromAsync(open())) };
}

/** The last chunk is handed over only after the digest was found right. */
async function* verifiedChunks(
  directory: string,
  { path, digest, size }: FileOfModel,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  let last: Uint8Array | undefined;
  try {
    for await (const chunk of createReadStream(join(directory, path))) {
      if (last) yield last;
      hash.update(chunk);
      last = chunk;
    }
  } catch (cause) {
    throw new MergelineError('NOT_FOUND', `${path} of the model cannot be read in ${directory}.`, { cause });
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (found !== digest) {
    throw new MergelineError('DIGEST_MISMATCH', `${path} in ${directory} is not the file that was packed.`, {
      details: [{ file: path, message: `has ${found}, expected ${digest} with ${size} bytes` }],
    });
  }
  if (last) yield last;
}
