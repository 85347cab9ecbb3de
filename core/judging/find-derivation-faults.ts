import { isDeepStrictEqual } from 'node:util';
import { storedFile } from '../artifacts/stored-file.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Artifact, ConversionReport, Manifest, Parity } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import { isSameNumber } from '../metrics/is-same-number.ts';
import type { ConvertedModel } from '../ports/model-toolchain.ts';
import { packVersion } from '../registration/pack-version.ts';

/** Found right by this process: a merge judges what its publication judges again. */
const foundRight = new Set<Digest>();

/**
 * What a manifest says of its files and they do not: it is read, scanned and converted once more, since gates believe what
 * it says, and whoever wrote it by hand could have written anything.
 * @param digest of the manifest.
 */
export async function derivationFaultsOf(
  manifest: Manifest,
  digest: Digest,
  policy: Policy,
  context: Pick<RegistryContext, 'openStore' | 'converter'>,
): Promise<readonly string[]> {
  if (foundRight.has(digest)) return [];
  try {
    const faults = await compare(manifest, policy, context);
    if (faults.length === 0) foundRight.add(digest);
    return faults;
  } catch (error) {
    if (error instanceof MergelineError) return [`Its files cannot be examined again: ${error.message}`];
    throw error;
  }
}

async function compare(
  manifest: Manifest,
  policy: Policy,
  context: Pick<RegistryContext, 'openStore' | 'converter'>,
): Promise<readonly string[]> {
  const sources = manifest.artifacts.filter(({ roles }) => roles.includes('source'));
  const files = await Promise.all(
    sources.map(async (artifact) => ({
      ...(await storedFile(artifact, manifest, policy, context)),
      path: registeredPath(artifact),
    })),
  );
  const converted = await context.converter.convert(
    files,
    manifest.source.format === 'other' ? { format: 'other' } : {},
  );
  const { inspection, conversion, served } = converted;
  const packed = await packVersion(files, converted);
  const found = {
    source: inspection.source,
    scan: inspection.scan,
    served: served?.form,
    signature: served?.signature,
  };
  const other = (['source', 'scan', 'served', 'signature'] as const).filter(
    (field) => !isDeepStrictEqual(plain(found[field]), plain(manifest[field])),
  );
  const isFiles = isDeepStrictEqual(plain(packed.map(({ artifact }) => artifact)), plain(manifest.artifacts));
  return [
    ...other.map((field) => `The manifest's ${field} is not what its files give.`),
    ...(isSameConversion(manifest.conversion, conversion)
      ? []
      : ["The manifest's conversion is not what its files give."]),
    ...(isFiles ? [] : ['The served files are not what the source files give.']),
  ];
}

/** The name under which a file was registered. */
function registeredPath({ path }: Artifact): string {
  return path.replace(/^source\//, '');
}

/** Without fields that are absent, however that is written. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isSameConversion(claimed: ConversionReport, found: ConvertedModel['conversion']): boolean {
  if (claimed.outcome !== 'converted' || found.outcome !== 'converted')
    return isDeepStrictEqual(plain(claimed), plain(found));
  const { parity: claimedParity, ...claim } = claimed;
  const { parity: foundParity, ...rest } = found;
  return isDeepStrictEqual(plain(claim), plain(rest)) && isSameParity(claimedParity, foundParity);
}

function isSameParity(
  { maxAbsolute: a, maxRelative: b, ...claimed }: Parity,
  { maxAbsolute: c, maxRelative: d, ...found }: Parity,
): boolean {
  return isDeepStrictEqual(plain(claimed), plain(found)) && isSameNumber(a, c) && isSameNumber(b, d);
}
