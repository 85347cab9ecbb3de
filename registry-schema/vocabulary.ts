import { textRules } from './patterns.ts';
import { nullable, type Schema } from './schema.ts';

/** The kinds of text and number that fields share. */
const text = (rule: keyof typeof textRules, maxLength?: number): Schema => ({
  type: 'string',
  pattern: textRules[rule].pattern,
  ...(maxLength !== undefined && { maxLength }),
});

export const modelName = text('modelName');
export const stageName = text('stageName');
export const version = text('version');
export const digest = text('digest');
export const oid = text('oid');
export const instant = text('instant');
export const date = text('date');
export const duration = text('duration');
export const size = text('size');
export const name = text('name');
export const slug = text('slug');
export const proposalId = text('proposalId');
export const line = text('line', 1_024);
export const shortLine = text('line', 200);
export const prose = text('prose', 16_384);
export const reason = text('prose', 4_096);
/** What somebody typed elsewhere, as it was: it may be empty, and no character of it keeps the rest from being recorded. */
export const anyText: Schema = { type: 'string', maxLength: 65_536 };
export const person = text('person');
export const principal = text('principal');
export const roleName = text('roleName');
export const modelPattern = text('modelPattern');
export const relativePath = text('relativePath');
export const webUrl = text('webUrl', 2_048);
export const repositoryUrl = text('repositoryUrl', 2_048);
export const sourceCommit = text('sourceCommit');
export const parentRef = text('parentRef');
export const licence = text('licence');
export const mediaType = text('mediaType');
export const fieldPath = text('fieldPath', 200);
export const platform = text('platform');
export const ociRepository = text('ociRepository');
export const imageReference = text('imageReference');
export const publishedReference = text('publishedReference');

/** Whole numbers stay exact: nothing beyond 2^53 - 1 is counted. */
export const count: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
export const positive: Schema = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
export const finite: Schema = { type: 'number' };
export const fraction: Schema = { type: 'number', minimum: 0 };
export const scalar: Schema = { type: ['string', 'number', 'boolean', 'null'], pattern: textRules.parameter.pattern };
export const label: Schema = {
  type: ['string', 'number', 'boolean'],
  pattern: textRules.parameter.pattern,
  maxLength: 1_024,
};
export const task: Schema = { type: 'string', enum: ['classification', 'regression', 'other'] };
export const servingBase = text('servingBase');

export const nullableVersion = nullable(version);
export const nullableDigest = nullable(digest);
