import type { Pointer } from '../core/domain/records.ts';
import type { Finding } from './finding.ts';

/** An emptied stage names nothing; a held one names its manifest. */
export function rulesOfPointer({ version, manifestDigest, image }: Pointer): readonly Finding[] {
  const findings: Finding[] = [];
  if ((version === null) !== (manifestDigest === null)) {
    const message =
      version === null ? 'must be null, because version is' : `must be the digest of the manifest of ${version}`;
    findings.push({ path: ['manifestDigest'], message });
  }
  if (version === null && image !== null)
    findings.push({ path: ['image'], message: 'must be null, because version is' });
  return findings;
}
