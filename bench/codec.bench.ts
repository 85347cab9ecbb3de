/**
 * What reading a registry costs: 10,000 manifests of 3 kB, as Mergeline reads and checks them, beside the bare
 * libraries: no scan for odd YAML, defaults, or rules between fields. `npx node bench/codec.bench.ts` prints medians of five runs,
 * in processor time, so that other work on the machine does not matter.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { JSON_SCHEMA, load } from 'js-yaml';
import { parse } from 'yaml';
import type { Manifest } from '../core/domain/manifest.ts';
import { decode, encode } from '../registry-schema/codec.ts';
import { documents } from '../registry-schema/documents.ts';
import { sampleManifest } from './sample-manifest.ts';

const runs = 5;
const files = 10_000;

const manifests = Array.from({ length: files }, (_, index) => sampleManifest('iris-classifier', `1.0.${index}`));
const written = manifests.map((manifest) => encode('ModelVersion', manifest));
const texts = written.map((bytes) => Buffer.from(bytes).toString());
const validate = new Ajv2020({ strict: false }).compile(documents.ModelVersion.schema);

const ours = measure('mergeline: decode (read, check, defaults, rules)', files, (index) =>
  decode('ModelVersion', written[index] as Uint8Array, { file: `models/iris-classifier/versions/1.0.${index}.yaml` }),
);
measure('mergeline: encode', files, (index) => encode('ModelVersion', manifests[index] as Manifest), ours);
measure('js-yaml 4 + ajv 8', files, (index) => validate(load(texts[index] as string, { schema: JSON_SCHEMA })), ours);
measure('yaml 2 + ajv 8', files / 10, (index) => validate(parse(texts[index] as string)), ours);
console.log(`a manifest has ${written[0]?.length} bytes`);

/** Prints the median time for all files and its ratio to ours; returns it in milliseconds. */
function measure(name: string, count: number, work: (index: number) => unknown, reference?: number): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    for (let index = 0; index < count; index += 1) work(index);
    const { user, system } = process.cpuUsage(start);
    return ((user + system) / 1000) * (files / count);
  }).sort((a, b) => a - b);
  const median = times[Math.floor(runs / 2)] as number;
  const ratio = reference === undefined ? '' : `  ${(median / reference).toFixed(1)} x`;
  console.log(`${name.padEnd(50)} ${median.toFixed(0).padStart(6)} ms for ${files.toLocaleString('en')} files${ratio}`);
  return median;
}
