import type { Section } from './detail.ts';
import { code, joinMarkdown, type Markdown, md } from './markdown.ts';

/** The exact bytes that a merge ships, and how to go back. */
export const imageSection: Section = ({ candidacy, image }) => {
  const { pointer, incumbent, model, stage } = candidacy;
  if (pointer.change === 'hold') return undefined;
  const back = incumbent
    ? `mergeline rollback ${model.name} --stage ${stage.name} --to ${incumbent.manifest.version}`
    : `mergeline withdraw ${model.name} --stage ${stage.name}`;
  const shipped = image
    ? [
        md`The merge ships exactly this image:`,
        code(image.digest),
        pullAdvice(image.reference, `${model.name}:${stage.name}`),
      ]
    : [
        pointer.version === null
          ? md`Nothing runs after the merge.`
          : md`Nothing is shipped: this version cannot be served.`,
      ];
  const manifest = pointer.manifestDigest === null ? [] : [md`The manifest is ${code(pointer.manifestDigest)}.`];
  return joinMarkdown(
    [md`### What the merge ships`, ...shipped, ...manifest, md`To go back after the merge: ${code(back)}`],
    '\n\n',
  );
};

/** A layout is a folder, which no daemon pulls from. */
function pullAdvice(reference: string, tag: string): Markdown {
  const [, folder] = /^oci-layout:(.+)@sha256:/.exec(reference) ?? [];
  if (folder === undefined) return md`Pull it with ${code(`docker pull ${reference}`)}.`;
  return md`It will lie in the OCI layout ${code(folder)}, under ${code(tag)}.`;
}
