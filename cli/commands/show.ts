import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentLineage } from '../presenters/lineage.ts';
import { presentVersion } from '../presenters/version.ts';
import { dockerSnippet } from '../snippets/docker-snippet.ts';
import { kubernetesSnippet } from '../snippets/kubernetes-snippet.ts';
import { stageImageOf } from '../snippets/stage-image.ts';

const snippets = { docker: dockerSnippet, kubernetes: kubernetesSnippet };

export const show = defineCommand({
  arguments: {
    ref: { help: 'A version: iris@1.2.0, iris@production, iris@latest or iris@sha256:….', complete: 'ref' },
  },
  options: {
    lineage: {
      help: 'A tree instead: parents, data, code and run it comes from; stages, children and fine-tunes that came of it.',
    },
    snippet: {
      value: 'for',
      help: 'What runs the image of a stage, to be copied: a docker command or Kubernetes objects.',
      choices: ['docker', 'kubernetes'],
    },
    ...readingOptions,
  },
  examples: [
    { words: 'show iris@1.2.0', does: 'the manifest, its stages, verified metrics and files' },
    { words: 'show iris@production --at 2026-01-31', does: 'what was in production at the end of January' },
    { words: 'show iris@1.2.0 --lineage', does: 'where it comes from, and what came of it' },
    { words: 'show iris@production --snippet kubernetes', does: 'objects that run what production runs' },
    { words: 'show iris@latest --json', does: 'the same for a program' },
  ],
  async run({ ref, lineage, snippet, at }, context) {
    const { models } = await context.registry();
    const answer = await models.show(ref, { ...given({ at }), ...(lineage && { lineage }) });
    const warnings = faultWarnings(answer.faults);
    if (snippet === undefined) return answered(answer, lineage ? presentLineage : presentVersion, { warnings });
    const text = snippets[snippet](stageImageOf(answer, ref));
    return answered({ ...answer, snippet: text }, (it) => it.snippet, { warnings });
  },
});
