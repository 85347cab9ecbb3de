import { describe, expect, it } from 'vitest';
import { dockerSnippet } from '../../../cli/snippets/docker-snippet.ts';
import { kubernetesSnippet } from '../../../cli/snippets/kubernetes-snippet.ts';
import { type StageImage, stageImageOf } from '../../../cli/snippets/stage-image.ts';
import type { StageName } from '../../../core/domain/names.ts';
import { yaml } from '../../../registry-schema/late-packages.ts';
import { fakeRegistry } from '../fake-registry.ts';
import { runCli } from '../run-cli.ts';
import { show } from '../story/model-answers.ts';
import { digest } from '../story/names.ts';

const served: StageImage = {
  model: 'risk/fraud_detector',
  version: '1.2.0',
  stage: 'production',
  digest,
  serves: true,
  place: { reference: `ghcr.io/acme/models/risk/fraud_detector@${digest}` },
};
const local: StageImage = { ...served, place: { folder: '/srv/my models/.git/mergeline/store' } };

describe('the snippet for docker', () => {
  it('runs the reviewed digest without rights, on a disk that it cannot write', () => {
    expect(dockerSnippet(served)).toBe(
      'docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges -p 8080:8080 ' +
        `-e MERGELINE_IMAGE_DIGEST=${digest} ghcr.io/acme/models/risk/fraud_detector@${digest}`,
    );
  });

  it('first brings the image out of a folder', () => {
    const [copy, run] = dockerSnippet(local).split('\n');
    expect(copy).toBe(
      "skopeo copy 'oci:/srv/my models/.git/mergeline/store:risk/fraud_detector:production' docker-daemon:risk/fraud_detector:production",
    );
    expect(run).toMatch(/ risk\/fraud_detector:production$/);
  });

  it('is refused where nothing runs in the image', () => {
    expect(() => dockerSnippet({ ...served, serves: false })).toThrow("the model's files alone");
  });
});

describe('the snippet for Kubernetes', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what is looked at.
  const objectsOf = (text: string): any[] =>
    yaml()
      .parseAllDocuments(text)
      .map((document) => document.toJS());

  it('is a deployment and its service, with probes, a read-only root and the pull secret', () => {
    const [deployment, service] = objectsOf(kubernetesSnippet(served));
    expect(deployment).toMatchObject({ kind: 'Deployment', metadata: { name: 'risk-fraud-detector-production' } });
    const { containers, imagePullSecrets } = deployment.spec.template.spec;
    expect(imagePullSecrets).toEqual([{ name: 'mergeline-pull' }]);
    expect(containers[0]).toMatchObject({
      image: `ghcr.io/acme/models/risk/fraud_detector@${digest}`,
      readinessProbe: { httpGet: { path: '/v2/health/ready', port: 'http' } },
      livenessProbe: { httpGet: { path: '/v2/health/live', port: 'http' } },
      securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
    });
    expect(service.spec.selector).toEqual(deployment.spec.selector.matchLabels);
  });

  it('is an image volume where nothing runs in the image', () => {
    const [pod] = objectsOf(kubernetesSnippet({ ...served, serves: false }));
    expect(pod.spec.volumes[0].image.reference).toBe(`ghcr.io/acme/models/risk/fraud_detector@${digest}`);
  });

  it('says first how an image leaves a folder', () => {
    expect(kubernetesSnippet(local)).toMatch(
      /^# No cluster pulls from a folder.*\n# {3}skopeo copy --all --preserve-digests/,
    );
  });

  it.each(['9-lives', `${'a'.repeat(64)}/${'b'.repeat(64)}`, '1.2.3', 'a_b/c--d'])(
    'gives objects of %s a name that Kubernetes takes',
    (model) => {
      const [deployment] = objectsOf(kubernetesSnippet({ ...served, model }));
      expect(deployment.metadata.name).toMatch(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
    },
  );
});

describe('mergeline show --snippet', () => {
  it('prints the snippet alone, and has it in its JSON', async () => {
    const { stdout } = await runCli(['show', 'iris@staging', '--snippet', 'kubernetes']);
    expect(stdout).toContain('volumeMounts:');
    const json = await runCli(['show', 'iris@staging', '--snippet', 'kubernetes', '--json']);
    expect(JSON.parse(json.stdout).snippet).toBe(stdout.trimEnd());
  });

  it('asks for the stage where a version holds several, or none', () => {
    const [stage] = show.stages;
    if (stage === undefined) throw new Error('the sample holds no stage');
    const two = { ...show, stages: [stage, { ...stage, stage: 'production' as StageName }] };
    expect(() => stageImageOf(two, 'iris@1.1.0')).toThrow('is not one image');
    expect(stageImageOf(two, 'iris@production').stage).toBe('production');
    expect(() => stageImageOf({ ...show, stages: [] }, 'iris@1.1.0')).toThrow('holds no stage');
  });

  it('fails where nothing runs', async () => {
    const { code, stderr } = await runCli(['show', 'iris@staging', '--snippet', 'docker'], {
      registry: fakeRegistry(),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('base build');
  });
});
