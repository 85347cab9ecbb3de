import { faultOfArtifactPath } from '../core/domain/artifact-path.ts';
import type { Artifact, Manifest } from '../core/domain/manifest.ts';
import type { Finding } from './finding.ts';

/** What holds between the fields of a manifest. */
export function rulesOfManifest(manifest: Manifest): readonly Finding[] {
  return [...artifactRules(manifest.artifacts), ...servedRules(manifest)];
}

/** File systems that ignore case hold only one of `Model.onnx` and `model.onnx`. */
function artifactRules(artifacts: readonly Artifact[]): readonly Finding[] {
  const paths = new Map<string, string>();
  return artifacts.flatMap(({ path }, index) => {
    const at = ['artifacts', index, 'path'];
    const folded = path.normalize('NFC').toLowerCase();
    const other = paths.get(folded);
    paths.set(folded, path);
    if (other !== undefined) {
      const message = other === path ? 'names a second file of this path' : `differs from ${other} in case only`;
      return [{ path: at, message }];
    }
    const fault = faultOfArtifactPath(path);
    return fault === undefined ? [] : [{ path: at, message: `cannot be the path of a file: ${fault}` }];
  });
}

/** A version is served in one form, with a signature and an image, or in none. */
function servedRules({ conversion, served, signature, dataImage }: Manifest): readonly Finding[] {
  const expected = conversion.outcome !== 'unsupported';
  return Object.entries({ served, signature, dataImage }).flatMap(([field, value]) => {
    if ((value !== undefined) === expected) return [];
    const message = expected
      ? `is missing, although the conversion says ${conversion.outcome}`
      : 'stands here, although the conversion says that the model cannot be served';
    return [{ path: [field], message }];
  });
}
