import { type Fault, MergelineError } from '../errors.ts';

interface Shape {
  readonly looksLike: string;
  readonly pattern: RegExp;
}

/** Texts that their issuers made recognisable, and addresses that carry a secret. */
const textShapes: readonly Shape[] = [
  { looksLike: 'a GitHub token', pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{16,}|github_pat_\w{20,})/ },
  { looksLike: 'a GitLab token', pattern: /\bglpat-[\w-]{16,}/ },
  { looksLike: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { looksLike: 'a Google API key', pattern: /\bAIza[\w-]{30,}/ },
  { looksLike: 'a Slack token', pattern: /\bxox[abeoprs]-[\w-]{10,}/ },
  { looksLike: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{20,}/ },
  { looksLike: 'an API key', pattern: /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}/ },
  { looksLike: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}/ },
  { looksLike: 'a PyPI token', pattern: /\bpypi-[\w-]{30,}/ },
  { looksLike: 'a Docker token', pattern: /\bdckr_(?:pat|oat)_[\w-]{16,}/ },
  { looksLike: 'a JSON Web Token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*/ },
  { looksLike: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]+ )*(?:PRIVATE KEY|KEY)(?: BLOCK)?-----/ },
  { looksLike: 'an address with user information', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]+:[^\s/?#@]+@/i },
  {
    looksLike: 'an address with a token',
    pattern:
      /[?&#](?:access_?token|api_?key|auth|client_secret|key|password|private_token|secret|sig|token|x-amz-signature)=[^\s&#]+/i,
  },
];

/** Names of a registration whose text values are secrets. `token` alone is none: models have `pad_token`. */
const secretName =
  /^(?:tags|parameters|environment)\.(?:.*[_.-])?(?:password|passwd|passphrase|secret|secret_?key|api_?key|access_?key|private_?key|auth_?token|access_?token)$/i;

const fileShapes: readonly Shape[] = [
  { looksLike: 'environment settings', pattern: /^\.env(?:\.(?!example$|sample$|template$).*)?$/i },
  {
    looksLike: 'a private key',
    pattern: /^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/i,
  },
  {
    looksLike: 'stored credentials',
    pattern:
      /^(?:\.?credentials(?:\.(?:json|ya?ml|toml|ini))?|\.netrc|_netrc|\.pypirc|\.npmrc|\.git-credentials|\.htpasswd|\.pgpass|secrets?\.(?:json|ya?ml|toml|ini|env)|(?:client_secrets?|service[-_]account).*\.json|kaggle\.json|\.dockercfg|\.dockerconfigjson|kubeconfig)$/i,
  },
];
const secretFolder = /^\.(?:aws|azure|docker|gnupg|kube|ssh)$/i;

/** What of somebody's secrets the text looks like, or undefined. The text itself is never repeated. */
export function credentialInText(text: string): string | undefined {
  return textShapes.find(({ pattern }) => pattern.test(text))?.looksLike;
}

/** What of somebody's secrets a file of this relative path is likely to hold, or undefined. */
export function credentialInPath(path: string): string | undefined {
  const segments = path.split('/');
  if (segments.slice(0, -1).some((segment) => secretFolder.test(segment))) return 'stored credentials';
  const name = segments.at(-1) ?? '';
  return fileShapes.find(({ pattern }) => pattern.test(name))?.looksLike;
}

/** What people write into history: the parts of a registration and the names of its files, what a model is for, why something is done, what a reviewer says. */
export interface Declared {
  readonly files?: readonly { readonly path: string }[];
  readonly description?: string | undefined;
  readonly riskTier?: string | undefined;
  readonly intendedUse?: string | undefined;
  readonly limits?: string | undefined;
  readonly externalName?: string | undefined;
  readonly links?: readonly object[] | undefined;
  readonly licence?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
  /** Evidence by checklist item. */
  readonly checks?: Readonly<Record<string, string>> | undefined;
  /** Reasons by gate. */
  readonly waivers?: Readonly<Record<string, string>> | undefined;
  readonly owners?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, unknown>> | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly environment?: Readonly<Record<string, unknown>> | undefined;
  readonly lineage?: object | undefined;
  readonly datasets?: readonly { readonly name: string }[] | undefined;
}

const textFields = [
  'description',
  'riskTier',
  'intendedUse',
  'limits',
  'externalName',
  'links',
  'licence',
  'idempotencyKey',
  'reason',
  'comment',
  'checks',
  'waivers',
  'owners',
  'tags',
  'parameters',
  'environment',
  'lineage',
  'datasets',
] as const satisfies readonly (keyof Declared)[];

/** @throws MergelineError `CREDENTIAL_FOUND` that names every place, as `tags.owner`, and repeats no secret. */
export function checkForCredentials(declared: Declared): void {
  const inFiles = (declared.files ?? []).flatMap(({ path }) => {
    const looksLike = credentialInPath(path);
    return looksLike === undefined ? [] : [{ file: path, message: `looks like ${looksLike}` }];
  });
  const inTexts = textFields.flatMap((field) => faultsIn(declared[field], field));
  const faults: readonly Fault[] = [...inFiles, ...inTexts];
  const [first] = faults;
  if (first === undefined) return;
  throw new MergelineError('CREDENTIAL_FOUND', `${first.file ?? first.path} ${first.message}.`, {
    details: faults,
    hint:
      first.file === undefined
        ? 'A registry is read by many and forgets nothing: leave the secret out, and replace it if it is real.'
        : 'Leave the file out: name it in .mergelineignore, or move it out of the folder.',
  });
}

function faultsIn(value: unknown, path: string): readonly Fault[] {
  if (typeof value === 'string') {
    const looksLike = credentialInText(value) ?? (value !== '' && secretName.test(path) ? 'a secret' : undefined);
    return looksLike === undefined ? [] : [{ path, message: `looks like ${looksLike}` }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(credentialInText(key) === undefined ? [] : [{ path, message: 'has a name that looks like a secret' }]),
    ...faultsIn(inner, `${path}.${key}`),
  ]);
}
