/** The table of docs/architecture.md, "Import directions", as data. Change both together, with a decision page. */

/** Built-in modules that do no I/O. */
const pure = ['node:crypto', 'node:path/posix', 'node:zlib', 'node:util', 'node:string_decoder', 'node:buffer'];

/** Where a file lies decides what it may import; the first zone whose `holds` is a prefix of the file's path counts. */
export interface Zone {
  readonly name: string;
  readonly holds: readonly string[];
  /** Prefixes of paths in this repository. A zone may always import itself. */
  readonly mayImport: readonly string[];
  /** Built-in modules, or `any`. */
  readonly builtins: readonly string[] | 'any';
}

export const zones: readonly Zone[] = [
  {
    name: 'core/errors',
    holds: ['core/errors.ts', 'core/error-catalogue.ts'],
    mayImport: ['core/domain/'],
    builtins: [],
  },
  {
    name: 'core/domain',
    holds: ['core/domain/'],
    mayImport: ['core/errors.ts', 'core/error-catalogue.ts'],
    builtins: pure,
  },
  {
    name: 'core/metrics',
    holds: ['core/metrics/'],
    mayImport: ['core/errors.ts', 'core/domain/'],
    builtins: pure,
  },
  {
    name: 'core/ports',
    holds: ['core/ports/'],
    mayImport: ['core/errors.ts', 'core/domain/', 'core/metrics/'],
    builtins: pure,
  },
  {
    name: 'core (the verbs)',
    holds: ['core/'],
    mayImport: ['core/', 'registry-schema/', 'packaging/'],
    builtins: pure,
  },
  {
    name: 'registry-schema',
    holds: ['registry-schema/'],
    mayImport: ['core/domain/', 'core/errors.ts', 'core/error-catalogue.ts'],
    // node:module loads packages late in a plain call.
    builtins: [...pure, 'node:module'],
  },
  {
    name: 'packaging',
    holds: ['packaging/'],
    mayImport: ['core/domain/', 'core/errors.ts'],
    builtins: pure,
  },
  {
    name: 'conversion',
    holds: ['conversion/'],
    mayImport: ['core/domain/', 'core/errors.ts', 'core/metrics/'],
    builtins: pure,
  },
  {
    name: 'monitoring',
    holds: ['monitoring/'],
    mayImport: ['core/domain/', 'core/errors.ts', 'core/metrics/'],
    builtins: pure,
  },
  {
    name: 'pages',
    holds: ['pages/'],
    // Answers that are too large for core/answers.ts have a file of their own; what the command line writes in words, pages write in the same.
    mayImport: [
      'core/answers.ts',
      'core/audit/finding.ts',
      'core/audit/stage-evidence.ts',
      'core/comparison/change-of.ts',
      'core/comparison/comparison-answer.ts',
      'core/comparison/row-text.ts',
      'core/domain/',
      'core/errors.ts',
    ],
    builtins: pure,
  },
  {
    name: 'adapters',
    holds: ['adapters/'],
    mayImport: ['core/', 'registry-schema/', 'packaging/', 'conversion/', 'monitoring/'],
    builtins: 'any',
  },
  {
    name: 'serving',
    holds: ['serving/'],
    mayImport: [
      'core/domain/',
      'core/errors.ts',
      'core/error-catalogue.ts',
      'core/ports/',
      'core/metrics/',
      'monitoring/',
      'adapters/onnx/',
    ],
    builtins: 'any',
  },
  {
    name: 'shells',
    holds: ['server/', 'cli/', 'action/'],
    mayImport: [
      'core/',
      'registry-schema/',
      'packaging/',
      'conversion/',
      'monitoring/',
      'pages/',
      'adapters/',
      'serving/',
      'server/',
      'cli/',
      'package.json',
    ],
    builtins: 'any',
  },
];

/** Who may import an outside package. One that is not here may be imported by nobody. */
export interface Package {
  readonly by: readonly string[];
  /** Too heavy for a command that does not need it: only `await import(…)` or `require(…)` where it is used; its types are free. */
  readonly late?: true;
}

export const packages: Readonly<Record<string, Package>> = {
  '@marcbachmann/cel-js': { by: ['adapters/cel/'] },
  '@remix-run/html-template': { by: ['pages/'] },
  ajv: { by: ['registry-schema/'], late: true },
  commander: { by: ['cli/'] },
  'csv-parse': { by: ['adapters/csv/'] },
  'd3-scale': { by: ['pages/'] },
  'd3-shape': { by: ['pages/'] },
  hyparquet: { by: ['adapters/parquet/'] },
  ignore: { by: ['adapters/'] },
  'isomorphic-git': { by: ['adapters/git/'] },
  'js-yaml': { by: ['registry-schema/'] },
  'onnxruntime-node': { by: ['adapters/onnx/'], late: true },
  yaml: { by: ['registry-schema/'], late: true },
};

/** Built-in modules that only these may import, whatever their zone says. */
export const restrictedBuiltins: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': ['adapters/'],
  'node:cluster': ['serving/', 'adapters/'],
};

/** The files that may end the process. */
export const mayExit: readonly string[] = ['cli/main.ts', 'serving/main.ts', 'server/main.ts', 'action/main.ts'];

export const maxLines = 350;
