import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { validatorFiles } from '../../build/validator-files.ts';
import { documents, kinds } from '../../registry-schema/documents.ts';
import { ruleOfPattern } from '../../registry-schema/patterns.ts';
import type { Property, Schema } from '../../registry-schema/schema.ts';
import { schemaFiles } from '../../registry-schema/schema-files.ts';

/** Every file of a folder in `registry-schema`, by name. */
function filesIn(folder: 'schemas' | 'generated'): Readonly<Record<string, string>> {
  const url = new URL(`../../registry-schema/${folder}/`, import.meta.url);
  return Object.fromEntries(readdirSync(url).map((name) => [name, readFileSync(new URL(name, url), 'utf8')]));
}

describe('the compiled validators', () => {
  it('are those of the documents: npm run docs writes them', () => {
    const stale = [...validatorFiles()].filter(([name, text]) => filesIn('generated')[name] !== text);
    expect(stale.map(([name]) => name)).toEqual([]);
    expect(Object.keys(filesIn('generated'))).toHaveLength(validatorFiles().size);
  });
});

describe('the published schemas', () => {
  it('are those of the documents: npm run docs writes them', () => {
    expect(filesIn('schemas')).toEqual(Object.fromEntries(schemaFiles()));
  });

  it.each(kinds)('of %s is one that a strict validator of JSON Schema 2020-12 takes', (kind) => {
    const { schema } = documents[kind];
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
    expect(ajv.validateSchema(schema)).toBe(true);
    const validate = ajv.compile(schema);
    for (const example of schema.examples ?? []) expect(validate(example), ajv.errorsText(validate.errors)).toBe(true);
  });

  it.each(kinds)('of %s tells editors of every field what it is, with examples that hold', (kind) => {
    const { schema } = documents[kind];
    const ajv = new Ajv2020({ strict: false });
    for (const [path, property] of propertiesIn(schema, kind)) {
      expect(property.title, `${path} has no title`).toMatch(/^[A-Z]\S*(?: \S+)*[^.]$/);
      expect(property.description, `${path} has no description`).toMatch(/^\S.*[.?]$/s);
      expect(property.examples?.length, `${path} has no example`).toBeGreaterThan(0);
      const validate = ajv.compile({ ...property, $defs: schema.$defs ?? {} });
      for (const example of property.examples) {
        expect(validate(example), `${path}: ${JSON.stringify(example)}`).toBe(true);
      }
    }
  });

  it.each(kinds)('of %s has no pattern without words for people', (kind) => {
    for (const pattern of patternsIn(documents[kind].schema)) {
      expect(ruleOfPattern(pattern)?.words, pattern).toBeTruthy();
      expect(pattern, 'is anchored at both ends').toMatch(/^\^.*\$$/s);
    }
  });
});

function propertiesIn(schema: Schema, path: string): (readonly [string, Property])[] {
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => [`${path}.${name}`, property] as const);
  return [...own, ...childrenOf(schema).flatMap(([step, child]) => propertiesIn(child, `${path}${step}`))];
}

function patternsIn(schema: Schema): string[] {
  const names = schema.propertyNames?.pattern;
  const own = [schema.pattern, names].filter((it) => it !== undefined);
  return [...own, ...childrenOf(schema).flatMap(([, child]) => patternsIn(child))];
}

function childrenOf(schema: Schema): (readonly [string, Schema])[] {
  const { properties = {}, $defs = {}, items, additionalProperties, allOf = [], else: otherwise } = schema;
  return [
    ...Object.entries(properties).map(([name, child]) => [`.${name}`, child] as const),
    ...Object.entries($defs).map(([name, child]) => [`#${name}`, child] as const),
    ...allOf.map(({ then }, index) => [`|${index}`, then] as const),
    ...(items ? [['[]', items] as const] : []),
    ...(additionalProperties ? [['.*', additionalProperties] as const] : []),
    ...(otherwise ? [['|else', otherwise] as const] : []),
  ];
}
