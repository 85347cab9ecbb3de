import { parsePath } from '../../registry-schema/layout.ts';
import { findRewritten, type Rewritten, tellRewritten } from '../checks/find-rewritten.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';

/** Manifests and evaluations that a commit changed, deleted, or made once more. */
export async function findRewrittenFiles({ entries, ages }: AuditFacts): Promise<readonly Finding[]> {
  const rewritten = await findRewritten(entries, { restoredToo: true });
  return rewritten.flatMap((found) => {
    const entry = entries[ages.get(found.commit) ?? -1];
    return entry === undefined ? [] : [tell(found, toldBy(entry))];
  });
}

function tell(found: Rewritten, told: Pick<Finding, 'commit' | 'at' | 'who'>): Finding {
  const place = parsePath(found.path);
  const isManifest = place?.kind === 'ModelVersion';
  const subject =
    place?.kind === 'ModelVersion' || place?.kind === 'Evaluation'
      ? { model: place.model, version: place.version }
      : {};
  if (found.made === found.now) {
    const what = `${found.path} is made once; commit ${short(found.commit)} changed it, and it was brought back since.`;
    return finding('restored', { ...subject, ...told, what, hint: 'Ask why it was changed.' });
  }
  const what = `${found.path} is made once; commit ${short(found.commit)} ${found.now === undefined ? 'deleted' : 'changed'} it.`;
  const [, hint = ''] = /Bring it back with: (.*)$/.exec(tellRewritten(found).message) ?? [];
  return finding(isManifest ? 'manifest-rewritten' : 'evaluation-rewritten', {
    ...subject,
    ...told,
    what,
    hint: `Bring it back with: ${hint}`,
  });
}
