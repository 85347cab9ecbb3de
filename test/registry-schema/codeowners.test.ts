import { describe, expect, it } from 'vitest';
import type { Policy } from '../../core/domain/policy.ts';
import { decode } from '../../registry-schema/codec.ts';
import { codeowners } from '../../registry-schema/codeowners.ts';
import { registryTemplate } from '../../registry-schema/registry-template.ts';

function policyWith(yaml: string): Policy {
  const text = `apiVersion: mergeline.dev/v1\nkind: Registry\n${yaml}`;
  return decode('Registry', new TextEncoder().encode(text), { file: 'registry.yaml' });
}

const linesOf = (policy: Policy, folder?: string) =>
  codeowners(policy, folder)
    .split('\n')
    .slice(2)
    .filter((line) => line !== '');

describe('codeowners', () => {
  it('asks the owners for reviewed stages, model files and the policy, and nobody for new versions', () => {
    const store = { name: 'local', type: 'oci-layout' } as const;
    const policy = decode('Registry', Buffer.from(registryTemplate({ owner: 'ann', store })), {
      file: 'registry.yaml',
    });
    expect(linesOf(policy)).toEqual([
      '/models/**/model.yaml @ann',
      '/models/**/stages/staging.yaml @ann',
      '/models/**/stages/production.yaml @ann',
      '/registry.yaml @ann',
      '/.github/ @ann',
    ]);
  });

  it('repeats the owners of wide patterns in narrow ones, because GitHub takes the last line alone', () => {
    const policy = policyWith(`
stages:
  - {name: production, review: proposal, gates: [{gate: approvals, count: 1, by: [owners, "role:risk"]}]}
owners:
  - {models: risk/fraud, owners: [eve]}
  - {models: risk/*, owners: ["github:acme/team-risk"]}
  - {models: "*", owners: [ann]}
roles: {risk: [ben], platform: ["github:pat"]}
changes: {policy: {gates: [{gate: approvals, count: 1, by: ["role:platform"]}]}}
`);
    expect(linesOf(policy)).toEqual([
      '/models/**/model.yaml @ann',
      '/models/risk/*/model.yaml @acme/team-risk @ann',
      '/models/risk/fraud/model.yaml @eve @acme/team-risk @ann',
      '/models/**/stages/production.yaml @ann @ben',
      '/models/risk/*/stages/production.yaml @acme/team-risk @ann @ben',
      '/models/risk/fraud/stages/production.yaml @eve @acme/team-risk @ann @ben',
      '/registry.yaml @pat',
      '/.github/ @pat',
    ]);
  });

  it('asks a role for every model alike', () => {
    const policy = policyWith(`
stages: [{name: production, review: proposal, gates: [{gate: approvals, count: 1, by: ["role:risk"]}]}]
owners: [{models: "*", owners: [ann]}]
roles: {risk: [ben]}
`);
    expect(linesOf(policy)).toContain('/models/**/stages/production.yaml @ben');
  });

  it('writes no line with people that GitHub does not know, and says so', () => {
    const policy = policyWith(
      'stages: [{name: production}]\nowners: [{models: "*", owners: ["Ann Lee", "gitlab:ann", "ann[bot]"]}]\n',
    );
    expect(linesOf(policy)).toEqual([
      '# /models/**/model.yaml has nobody with a GitHub account: write github:<login> in registry.yaml',
      '# /registry.yaml has nobody with a GitHub account: write github:<login> in registry.yaml',
      '# /.github/ has nobody with a GitHub account: write github:<login> in registry.yaml',
    ]);
  });

  it('speaks of the folder of the registry where that is not the whole repository', () => {
    const policy = policyWith('stages: [{name: production}]\nowners: [{models: "*", owners: [ann@example.org]}]\n');
    expect(linesOf(policy, 'registry/')).toEqual([
      '/registry/models/**/model.yaml ann@example.org',
      '/registry/registry.yaml ann@example.org',
      '/.github/ ann@example.org',
    ]);
  });
});
