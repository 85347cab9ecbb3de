import { faultOfArtifactPath } from '../core/domain/artifact-path.ts';
import {
  faultOfModelName,
  faultOfStageName,
  reservedWords,
  segmentPattern,
  stagePattern,
  windowsDevice,
} from '../core/domain/names.ts';
import { versionPattern } from '../core/domain/version.ts';

/** An anchored pattern and what it asks for in words: `it is not …`. */
export interface TextRule {
  readonly pattern: string;
  readonly words: string;
  /** Why this very text is refused, where that can be told. */
  readonly explain?: (text: string) => string | undefined;
  /** The text may be a secret in the wrong place, so messages do not repeat it. */
  readonly confidential?: true;
}

const body = (pattern: RegExp) => pattern.source.replace(/^\^|\$$/g, '');
const end = '(?:/|$)';
const unusable = [
  `(?!(?:${[...reservedWords].join('|')})${end})`,
  `(?!${body(windowsDevice).replace('(?:\\.|$)', `(?:\\.|${end})`)})`,
  `(?![^/]*\\.lock${end})`,
  `(?=[^/]{1,64}${end})`,
].join('');
const segment = `${unusable}${body(segmentPattern)}`;

/** Controls, line separators, and the marks that turn the direction of text around: a reviewer must see what is there. */
const unseen = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff';
/** Members of every JavaScript object: `metrics[name]` would find them where no metric is. */
const inherited: ReadonlySet<string> = new Set(
  '__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__ constructor hasOwnProperty isPrototypeOf propertyIsEnumerable prototype toLocaleString toString valueOf'.split(
    ' ',
  ),
);

const day = [
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])',
  '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)',
  '02-(?:0[1-9]|1[0-9]|2[0-8])',
].join('|');
const leapYear = '[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00';
/** Rules of the format, so they stay as they are: `core/domain/credential.ts` may learn more without old files becoming unreadable. */
const noToken =
  '(?!.*[?&#](?:access_?token|api_?key|auth|client_secret|key|password|private_token|secret|sig|token|x-amz-signature)=)';
/** Without user information: what stands before an @ is a secret too often. */
const authorityAndPath = `[^\\s/?#@${unseen}]+(?:[/?#][^\\s${unseen}]*)?`;
const host = '(?:localhost|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::[0-9]{1,5})?';
const repositoryPath = '(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)+';

export const textRules = {
  modelName: {
    pattern: `^${segment}(?:/${segment})?$`,
    words: 'a model name of one or two segments, such as iris-classifier or risk/fraud-detector',
    explain: faultOfModelName,
  },
  stageName: {
    pattern: `^${unusable}${stagePattern.source.replace(/^\^/, '')}`,
    words: 'a stage name, such as production',
    explain: faultOfStageName,
  },
  version: {
    pattern: `^(?=.{1,64}$)${versionPattern.source.replace(/^\^/, '').replace(/\((?!\?)/g, '(?:')}`,
    words: 'a full version such as "1.4.0" or "2.0.0-rc.1"',
  },
  digest: { pattern: '^sha256:[0-9a-f]{64}$', words: 'sha256: and 64 lower-case hex digits' },
  oid: { pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$', words: 'a whole Git object id of 40 or 64 lower-case hex digits' },
  instant: {
    pattern: `^(?:[0-9]{4}-(?:${day})|(?:${leapYear})-02-29)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$`,
    words: 'a time in UTC with seconds, such as "2026-11-25T10:00:00Z"',
  },
  date: {
    pattern: `^(?:[0-9]{4}-(?:${day})|(?:${leapYear})-02-29)$`,
    words: 'a day of the calendar, such as "2027-03-31"',
  },
  /** The short form of `parseDuration`; one unit may follow another. */
  duration: {
    pattern: '^[0-9]{1,6}[wdhms](?: ?[0-9]{1,6}[wdhms]){0,4}$',
    words: 'a duration such as 30m, 24h, 7d or 1d 12h',
  },
  size: {
    pattern: '^(?:0|[1-9][0-9]{0,8})(?:\\.[0-9]{1,3})? ?(?:[kKmMgGtT]i?)?[bB]$',
    words: 'a size with its unit, such as 500 MB or 2 GiB',
  },
  /** What people call a metric, a parameter or a tag. */
  name: {
    pattern: `^(?!(?:${[...inherited].join('|')})$)(?![\\s!-/:-@\\[-^\`{-~])[^${unseen}]{0,127}[^\\s${unseen}]$`,
    words: 'a name of at most 128 characters on one line that starts with a letter, a digit or _',
    explain: (text) => (inherited.has(text) ? 'every JavaScript object has something of that name' : undefined),
  },
  slug: {
    pattern: '^(?=.{1,64}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*$',
    words: 'lower-case letters and digits with . _ - between them, at most 64 characters',
  },
  proposalId: { pattern: '^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$', words: 'the id of a proposal, such as "12"' },
  line: { pattern: `^[^${unseen}]+$`, words: 'text on one line without control characters' },
  prose: {
    pattern: `^(?:[^${unseen}]|[\\n\\r\\t])+$`,
    words: 'text without control characters',
  },
  parameter: { pattern: `^(?:[^${unseen}]|[\\n\\r\\t])*$`, words: 'text without control characters' },
  servingBase: { pattern: '^(?:none|sha256:[0-9a-f]{64})$', words: 'none, or sha256: and 64 lower-case hex digits' },
  person: {
    pattern: `^(?!\\s)(?!role:)(?!owners$)[^${unseen}]{0,255}[^\\s${unseen}]$`,
    words: 'a person, such as ann or github:ann',
  },
  principal: {
    pattern: `^(?:owners|role:[a-z0-9]+(?:-[a-z0-9]+)*|(?!\\s)(?!role:)[^${unseen}]{0,255}[^\\s${unseen}])$`,
    words: 'whom a rule means: ann, github:ann, role:release-managers or owners',
  },
  roleName: {
    pattern: '^(?=.{1,64}$)(?!owners$)[a-z0-9]+(?:-[a-z0-9]+)*$',
    words: 'a role name of lower-case letters, digits and -, such as release-managers',
  },
  modelPattern: {
    pattern: '^(?=.{1,129}$)[a-z0-9*]+(?:[._-]+[a-z0-9*]+)*(?:/[a-z0-9*]+(?:[._-]+[a-z0-9*]+)*)?$',
    words: 'a pattern of model names, such as *, risk/* or iris-*',
  },
  relativePath: {
    pattern: `^(?![A-Za-z]:)(?!(?:.*/)?(?:\\.{0,2}|\\.wh\\.[^/]*)${end})[^\\\\${unseen}]{1,1024}$`,
    words: 'a relative path with /, without . or .. segments',
    explain: faultOfArtifactPath,
  },
  webUrl: {
    pattern: `^${noToken}https?://${authorityAndPath}$`,
    words: 'an http or https URL without a user name, a password or a token',
    confidential: true,
  },
  repositoryUrl: {
    pattern: `^${noToken}(?:(?:https?://|(?:ssh|git)://(?:[A-Za-z0-9._-]+@)?)${authorityAndPath}|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:[^\\s${unseen}]+|file:///[^\\s${unseen}]*)$`,
    words: 'the URL of a Git repository without a password or token',
    confidential: true,
  },
  sourceCommit: { pattern: '^[0-9a-f]{7,64}$', words: 'a Git commit id of 7 to 64 lower-case hex digits' },
  parentRef: {
    pattern: `^(?=.{1,200}$)(?:[a-z0-9._/-]+@)?[0-9]+\\.[0-9]+\\.[0-9]+(?:-[0-9a-z.-]+)?$`,
    words: 'a version such as 1.0.0, or of another model, such as iris-base@1.0.0',
  },
  licence: {
    pattern: '^(?=.{1,128}$)[A-Za-z0-9(][A-Za-z0-9 .+():-]*$',
    words: 'an SPDX licence expression, such as Apache-2.0 or MIT OR BSD-3-Clause',
  },
  mediaType: {
    pattern: '^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$',
    words: 'a media type, such as application/octet-stream',
  },
  fieldPath: {
    pattern: '^[A-Za-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_][A-Za-z0-9_ -]*)*$',
    words: 'the name of a field, with . for fields inside, such as licence or tags.team',
  },
  platform: { pattern: '^[a-z0-9]+/[a-z0-9]+(?:/[a-z0-9.]+)?$', words: 'a platform, such as linux/amd64' },
  ociRepository: {
    pattern: `^(?=.{1,255}$)${host}${repositoryPath}$`,
    words: 'a registry host and path in lower case, such as ghcr.io/acme/models (no oci://, tag or digest)',
  },
  imageReference: {
    pattern: `^(?=.{1,512}$)${host}${repositoryPath}(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$`,
    words: 'an image reference, such as ghcr.io/acme/mergeline-serving:1.0 (the digest stands in its own field)',
  },
  publishedReference: {
    pattern: `^[^\\s${unseen}]{1,1024}$`,
    words: 'an image reference without spaces',
  },
} as const satisfies Record<string, TextRule>;

/** The rule that a pattern belongs to: how a failed pattern is told in words. */
export function ruleOfPattern(pattern: string): TextRule | undefined {
  return Object.values<TextRule>(textRules).find((rule) => rule.pattern === pattern);
}
