import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type Judgement, pass } from './judgement.ts';

/** The version has a served form, a signature and an image, so that a stage can run it. */
export function judgeServable(_gate: unknown, candidacy: Candidacy): Judgement {
  const { manifest } = candidateOf(candidacy);
  if (manifest.conversion.outcome === 'unsupported') {
    const { reason, path, class: className } = manifest.conversion;
    const where = [className, path && `at ${path}`].filter(Boolean).join(' ');
    return fail(`${manifest.version} cannot be served: ${reason}${where ? ` (${where})` : ''}`);
  }
  const missing = [
    manifest.served === undefined && 'served form',
    manifest.signature === undefined && 'signature',
    (manifest.dataImage === undefined || candidacy.expectedImage === null) && 'image',
  ].filter((it) => it !== false);
  if (missing.length > 0 || !manifest.served)
    return fail(`${manifest.version} cannot be served: it has no ${missing.join(', no ')}.`);
  return pass(`Served as ${manifest.served.format} (opset ${manifest.served.opset}).`);
}
