import type { ErrorCode } from '../../../core/error-catalogue.ts';
import type { Kind } from '../../../registry-schema/codec.ts';
import { goodManifest, goodModel, goodPointer, goodPolicy } from './good-files.ts';

/** A file that must be refused, and all that must be said about it: nothing less and nothing more. */
export interface HostileFile {
  readonly name: string;
  readonly kind: Kind;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly code: ErrorCode;
  readonly faults: readonly ExpectedFault[];
}

/** Line and column count from 1; the message is a part of the one that is given. */
export type ExpectedFault = readonly [line: number, column: number, message: string];

const good = {
  ModelVersion: { text: goodManifest, path: 'models/iris/versions/1.10.0.yaml' },
  Registry: { text: goodPolicy, path: 'registry.yaml' },
  Model: { text: goodModel, path: 'models/iris/model.yaml' },
  StagePointer: { text: goodPointer, path: 'models/iris/stages/production.yaml' },
} as const;
type Spoilt = keyof typeof good;

/** The good file with one text in the place of another, both of which must be there just so. */
function spoil(
  name: string,
  kind: Spoilt,
  [from, to]: readonly [string, string],
  faults: readonly ExpectedFault[],
  code: ErrorCode = 'FILE_INVALID',
): HostileFile {
  const { text, path } = good[kind];
  if (text.split(from).length !== 2) throw new Error(`${name}: ${JSON.stringify(from)} is not there once.`);
  return { name, kind, path, code, faults, bytes: new TextEncoder().encode(text.replace(from, () => to)) };
}

function whole(
  name: string,
  kind: Spoilt,
  content: string | Uint8Array,
  faults: readonly ExpectedFault[],
): HostileFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, kind, path: good[kind].path, code: 'FILE_INVALID', faults, bytes };
}

const zeros = '0'.repeat(64);
const notFinite = 'which is no finite number';

const bytesAndEncodings: readonly HostileFile[] = [
  whole('one of 1 MB', 'ModelVersion', `${goodManifest}# ${'x'.repeat(1_000_000)}\n`, [
    [1, 1, 'at most 262,144 (256 KB) are read'],
  ]),
  whole('an empty one', 'ModelVersion', '', [[1, 1, 'is empty']]),
  whole('one of comments alone', 'Registry', '# nothing yet\n', [[1, 1, 'is empty']]),
  whole('a byte order mark', 'Registry', `\ufeff${goodPolicy}`, [[1, 1, 'byte order mark']]),
  whole('UTF-16', 'Registry', Buffer.from(`\ufeff${goodPolicy}`, 'utf16le'), [[1, 1, 'is UTF-16; save it as UTF-8']]),
  whole(
    'Latin-1',
    'Model',
    Buffer.from('apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\ndescription: schön\n', 'latin1'),
    [[4, 17, 'is not UTF-8']],
  ),
  spoil('NUL', 'Model', ['Dashboard', 'Dash\u0000board'], [[6, 16, 'control character U+0000']]),
  spoil(
    'an escape sequence of terminals',
    'Model',
    ['Dashboard', '\u001b[31mDashboard'],
    [[6, 12, 'control character U+001B']],
  ),
  spoil(
    'a control character that is written as an escape',
    'ModelVersion',
    ['"botany"', '"bot\\u0007any"'],
    [[9, 9, 'is "bot\\u0007any", but must be text on one line without control characters']],
  ),
  spoil(
    'text that turns its direction around',
    'ModelVersion',
    ['"botany"', '"\u202eynatob"'],
    [[9, 9, 'is "\\u202eynatob", but must be text on one line']],
  ),
  spoil('half a character', 'ModelVersion', ['"botany"', '"\\ud83c"'], [[9, 9, 'half of a character']]),
  whole('CR LF in what Mergeline writes', 'ModelVersion', goodManifest.replaceAll('\n', '\r\n'), [
    [1, 31, 'lines that end in CR LF'],
  ]),
];

const yaml: readonly HostileFile[] = [
  spoil(
    'tabs for indentation',
    'Registry',
    ['    review: proposal\n    gates:\n      - gate: servable', '\treview: proposal'],
    [[8, 1, 'is indented with a tab; use spaces']],
  ),
  spoil('a bracket that is not closed', 'Registry', ['[dev]', '[dev'], [[7, 3, 'is not YAML']]),
  spoil(
    'a field that stands twice',
    'Registry',
    ['    aliases: [prod]', '    aliases: [prod]\n    review: none'],
    [[18, 5, 'stands here a second time']],
  ),
  spoil(
    'a document that stands twice',
    'ModelVersion',
    ['modelPack:', '---\nmodelPack:'],
    [[60, 1, 'second document']],
  ),
  spoil(
    'an anchor and an alias',
    'Registry',
    ['    owners: [ann]', '    owners: [&a ann, *a]'],
    [
      [33, 17, 'has the YAML anchor &a'],
      [33, 22, 'is the YAML alias *a; write the value out'],
    ],
  ),
  spoil('a billion laughs', 'ModelVersion', ['  C: 1\n', laughs()], laughFaults()),
  spoil(
    'a tag of a language',
    'Registry',
    ['count: 1', 'count: !!python/object/apply:os.system ["id"]'],
    [[27, 48, 'has the YAML tag tag:yaml.org,2002:python/object/apply:os.system; leave it out']],
  ),
  spoil('a tag of YAML', 'ModelVersion', ['"1.10.0"', '!!str 1.10.0'], [[4, 16, 'has the YAML tag']]),
  spoil(
    'a merge',
    'Registry',
    ['      - gate: servable', '      - <<: {gate: servable}'],
    [
      [10, 9, 'is a YAML merge; write the fields out'],
      [10, 9, 'lacks the field gate'],
    ],
  ),
  spoil(
    'a list for a name',
    'ModelVersion',
    ['  C: 1', '  ? [a, b]\n  : 1'],
    [[11, 5, 'has a list or a mapping for a name']],
  ),
  spoil(
    'a number for a name',
    'ModelVersion',
    ['  C: 1', '  1.10: 1'],
    [[11, 3, 'is 1.10 for a name; write it in quotes: "1.10"']],
  ),
  spoil(
    'the prototype of objects',
    'ModelVersion',
    ['  C: 1', '  __proto__: {"polluted": 1}'],
    [[11, 3, 'is a name that programs may not use']],
  ),
  spoil(
    'the prototype of objects, in quotes',
    'ModelVersion',
    ['  C: 1', '  "__proto__": 1'],
    [[11, 3, 'is a name that programs may not use']],
  ),
  spoil(
    'the constructor of objects',
    'ModelVersion',
    ['accuracy: 0.96', 'constructor: 0.96'],
    [[13, 3, 'must be a name of at most 128 characters']],
  ),
  whole('lists that nest 100,000 levels deep', 'ModelVersion', `a: ${'['.repeat(100_000)}`, [
    [1, 36, 'nested more than 32 levels'],
  ]),
  whole('mappings that nest 300 levels deep', 'ModelVersion', deepMappings(300), [
    [34, 34, 'nested more than 32 levels'],
  ]),
  whole('no YAML at all', 'Registry', '<html><body>404</body></html>\n', [
    [1, 1, 'is the text "<html><body>404</body></html>", but must be a mapping'],
  ]),
  whole(
    'a Git LFS pointer',
    'ModelVersion',
    `version https://git-lfs.github.com/spec/v1\noid sha256:${zeros}\nsize 12345\n`,
    [[1, 1, 'is a Git LFS pointer, not the file itself']],
  ),
  whole(
    'a merge conflict',
    'StagePointer',
    goodPointer.replace('generation: 3\n', '<<<<<<< HEAD\ngeneration: 3\n=======\ngeneration: 4\n>>>>>>> theirs\n'),
    [[12, 1, 'holds a merge conflict']],
  ),
];

const types: readonly HostileFile[] = [
  spoil(
    'a version without quotes',
    'ModelVersion',
    ['"1.10.0"', '1.10'],
    [[4, 10, 'is the number 1.1, but must be text; write it in quotes: "1.10"']],
  ),
  spoil(
    'a version that is not full',
    'ModelVersion',
    ['"1.10.0"', '"1.10"'],
    [[4, 10, 'is "1.10", but must be a full version']],
  ),
  spoil(
    'a commit that looks like a number',
    'ModelVersion',
    ['"4b825dc642cb6eb9a060e54bf8d69288fbee4904"', '12e4567'],
    [[39, 17, notFinite]],
  ),
  spoil(
    'a metric that is no number',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: .nan'],
    [[13, 13, `is .nan, ${notFinite}`]],
  ),
  spoil(
    'a metric without end',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: -.inf'],
    [[13, 13, `is -.inf, ${notFinite}`]],
  ),
  spoil(
    'a metric as JavaScript writes it',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: NaN'],
    [[13, 13, 'is the text "NaN", but must be a number']],
  ),
  spoil(
    'a metric in quotes',
    'ModelVersion',
    ['accuracy: 0.96', 'accuracy: "0.96"'],
    [[13, 13, 'is the text "0.96", but must be a number']],
  ),
  spoil(
    'a number that would be rounded',
    'ModelVersion',
    ['  C: 1', '  seed: 12345678901234567890'],
    [[11, 9, 'too large to be kept exactly; write it in quotes if it is text']],
  ),
  spoil(
    'a hexadecimal number',
    'ModelVersion',
    ['  C: 1', '  mask: 0x1F'],
    [[11, 9, 'is 0x1F; write 31, or "0x1F" if it is text']],
  ),
  spoil('a size below zero', 'ModelVersion', ['size: 1432', 'size: -1'], [[46, 11, 'is -1, but must be at least 0']]),
  spoil(
    'a size with a fraction',
    'ModelVersion',
    ['size: 1432', 'size: 1.5'],
    [[46, 11, 'is the number 1.5, but must be a whole number']],
  ),
  spoil(
    'a text for a list',
    'Registry',
    ['    owners: [ann]', '    owners: ann'],
    [[33, 13, 'is the text "ann", but must be a list']],
  ),
  spoil('a list for a text', 'Model', ['name: iris', 'name: [iris]'], [[3, 7, 'is a list, but must be text']]),
  spoil('a field without a value', 'Model', ['owners: [ann]', 'owners:'], [[4, 1, 'is empty, but must be a list']]),
  spoil('truth for text', 'Registry', ['target: species', 'target: true'], [[38, 13, 'write it in quotes: "true"']]),
  spoil(
    'a day that does not exist',
    'ModelVersion',
    ['2026-11-25T10', '2026-02-30T10'],
    [[5, 10, 'must be a time in UTC']],
  ),
  spoil('a time without a zone', 'ModelVersion', ['10:00:00Z', '10:00:00'], [[5, 10, 'must be a time in UTC']]),
  spoil('a time of another zone', 'ModelVersion', ['10:00:00Z', '10:00:00+01:00'], [[5, 10, 'must be a time in UTC']]),
];

const names: readonly HostileFile[] = [
  spoil(
    'a misspelt field',
    'Registry',
    [
      '    review: proposal\n    gates:\n      - gate: servable',
      '    reveiw: proposal\n    gates:\n      - gate: servable',
    ],
    [[8, 5, 'is no field here; did you mean review?']],
  ),
  spoil(
    'a misspelt field of a gate',
    'Registry',
    ['        min: 0.9', '        mim: 0.9'],
    [
      [11, 9, 'must have min or max'],
      [13, 9, 'is no field here; did you mean min?'],
    ],
  ),
  spoil('a misspelt gate', 'Registry', ['gate: servable', 'gate: servabel'], [[10, 15, 'did you mean servable?']]),
  spoil(
    'a field of another gate',
    'Registry',
    ['gate: servable', 'gate: servable\n        count: 1'],
    [[11, 9, 'is no field here']],
  ),
  spoil(
    'two faults far apart',
    'Registry',
    ['[dev]\n  - name: staging\n    review: proposal', '[latest]\n  - name: staging\n    review: maybe'],
    [
      [6, 15, 'the word is reserved'],
      [8, 13, 'is "maybe", which is not known here; it must be none, proposal'],
    ],
  ),
  spoil(
    'gates where they cannot be judged',
    'Registry',
    [
      'placement:',
      'changes:\n  policy:\n    gates: [{gate: servable}]\n  registration:\n    gates: [{gate: came-through, stage: staging}]\nplacement:',
    ],
    [
      [45, 20, 'asks about a version; here can be approvals and checklist'],
      [47, 20, 'asks about a stage; here is none'],
    ],
  ),
  whole(
    'a metric that may be of either data set',
    'Registry',
    goodPolicy
      .replace('        dataset: iris-test\n', '')
      .replace('datasets:\n', `datasets:\n  - {name: iris-eu, digest: "sha256:${zeros}", task: other, target: y}\n`),
    [[11, 9, 'must say with dataset what the metric is verified on (iris-eu, iris-test)']],
  ),
  spoil(
    'a base by the name of no base',
    'Registry',
    [
      'placement:',
      `serving:\n  base: {name: none, reference: ghcr.io/a/b, digest: "sha256:${zeros}", platforms: [linux/amd64]}\nplacement:`,
    ],
    [[44, 16, 'means that there is no base']],
  ),
  spoil(
    'a misspelt field of one gate and a missing name in another',
    'Registry',
    [
      'min: 0.9\n        dataset: iris-test\n  - name: production\n    aliases: [prod]\n    review: proposal\n    gates:\n      - gate: came-through\n        stage: staging',
      'mni: 0.9\n        min: 1\n        dataset: iris-test\n  - name: production\n    aliases: [prod]\n    review: proposal\n    gates:\n      - gate: came-through\n        stage: stagin',
    ],
    [
      [13, 9, 'is no field here'],
      [21, 16, 'names the stage stagin, which is not there. Did you mean staging?'],
    ],
  ),
  spoil(
    'a duration without a unit',
    'Registry',
    ['for: 24h', 'for: 24'],
    [[23, 14, 'must be text; write it in quotes: "24"']],
  ),
  spoil('a duration in words', 'Registry', ['for: 24h', 'for: one day'], [[23, 14, 'a duration such as 30m, 24h, 7d']]),
  spoil('a size in words', 'Registry', ['max: 500 MB', 'max: half a gig'], [[25, 14, 'a size with its unit']]),
  spoil(
    'a stage that is not there',
    'Registry',
    ['      - gate: came-through\n        stage: staging', '      - gate: came-through\n        stage: stagign'],
    [[20, 16, 'names the stage stagign, which is not there. Did you mean staging?']],
  ),
  spoil(
    'a data set that is not there',
    'Registry',
    ['dataset: iris-test', 'dataset: iris-tets'],
    [[14, 18, 'Did you mean iris-test?']],
  ),
  spoil(
    'a role that is not there',
    'Registry',
    ['"role:release-managers"', '"role:managers"'],
    [[28, 14, 'names the role managers, which is not there']],
  ),
  spoil(
    'a store that is not there',
    'Registry',
    ['stores: [local]', 'stores: [s3]'],
    [[45, 14, 'names the store s3, which is not there']],
  ),
  spoil(
    'an alias that is a stage',
    'Registry',
    ['[prod]', '[staging]'],
    [[16, 15, 'is staging, which names a stage already']],
  ),
  spoil(
    'a gate that stands twice',
    'Registry',
    ['      - gate: servable', '      - gate: servable\n      - gate: servable'],
    [[11, 9, 'has the id servable, as another gate of this list has']],
  ),
  spoil(
    'a gate by the name of a rule that is always judged',
    'Registry',
    ['      - gate: servable', '      - gate: servable\n        id: integrity'],
    [[11, 13, 'is integrity, the id of a rule that is always judged; choose another']],
  ),
  spoil(
    'a stage that waits for itself',
    'Registry',
    ['      - gate: soak\n        stage: staging', '      - gate: soak\n        stage: production'],
    [[22, 16, 'is production, the stage of the gate itself']],
  ),
  spoil('a name with capitals', 'Model', ['name: iris', 'name: Iris'], [[3, 7, 'it has upper-case letters']]),
  spoil('a name with two dots', 'Model', ['name: iris', 'name: a..b'], [[3, 7, 'is "a..b", but must be a model name']]),
  spoil(
    'a name that Git keeps for itself',
    'Model',
    ['name: iris', 'name: x.lock'],
    [[3, 7, 'Git keeps names that end in .lock']],
  ),
  spoil('a name of a device', 'Model', ['name: iris', 'name: nul'], [[3, 7, 'Windows keeps this name']]),
  spoil('a name that leaves the folder', 'Model', ['name: iris', 'name: ../iris'], [[3, 7, 'must be a model name']]),
  spoil(
    'a name of another folder',
    'Model',
    ['name: iris', 'name: rose'],
    [[3, 7, 'is rose, but the path of the file says iris']],
  ),
  spoil(
    'a version of another file',
    'ModelVersion',
    ['"1.10.0"', '"1.10.1"'],
    [[4, 10, 'the path of the file says 1.10.0']],
  ),
  spoil(
    'a file of another kind',
    'ModelVersion',
    ['"ModelVersion"', '"Evaluation"'],
    [[2, 7, 'is Evaluation, but this place is for a ModelVersion']],
  ),
  spoil(
    'a file of a later format',
    'ModelVersion',
    ['mergeline.dev/v1', 'mergeline.dev/v2'],
    [[1, 13, 'Install a newer one']],
  ),
];

const artifacts: readonly HostileFile[] = [
  ...(
    [
      '../model.onnx',
      '/etc/passwd',
      'a/../../b',
      'C:/model.onnx',
      'a//b',
      './model.onnx',
      'a/',
      '.wh.model',
      'a\\\\b',
    ] as const
  ).map((path) =>
    spoil(
      `an artifact at ${path}`,
      'ModelVersion',
      ['"model.onnx"', `"${path}"`],
      [[42, 11, 'must be a relative path']],
    ),
  ),
  spoil(
    'artifacts whose paths differ in case',
    'ModelVersion',
    ['".mergeline/signature.json"', '"Model.ONNX"'],
    [[51, 11, 'differs from model.onnx in case only']],
  ),
  spoil(
    'a digest that is too short',
    'ModelVersion',
    ['9'.repeat(64), '9'.repeat(63)],
    [[45, 13, 'sha256: and 64 lower-case hex digits']],
  ),
  spoil(
    'a digest in capitals',
    'ModelVersion',
    [`sha256:${'f'.repeat(64)}`, `sha256:${'F'.repeat(64)}`],
    [[48, 15, '64 lower-case hex digits']],
  ),
  spoil(
    'a digest of another algorithm',
    'ModelVersion',
    [`sha256:${'9'.repeat(64)}`, `md5:${'9'.repeat(32)}`],
    [[45, 13, '64 lower-case hex digits']],
  ),
  spoil(
    'a served form without an image',
    'ModelVersion',
    [`dataImage:\n  digest: "sha256:${'4'.repeat(64)}"\n  size: 704\n`, ''],
    [[1, 1, 'is missing, although the conversion says accepted']],
  ),
  spoil(
    'an emptied stage with an image',
    'StagePointer',
    ['version: "1.10.0"', 'version: null'],
    [
      [6, 17, 'must be null, because version is'],
      [8, 3, 'must be null, because version is'],
    ],
  ),
];

const credentials: readonly HostileFile[] = [
  spoil(
    'a password in an address',
    'ModelVersion',
    ['https://github.com/acme/iris/actions', 'https://ann:hunter2@github.com/acme/iris/actions'],
    [[40, 11, 'looks like an address with user information']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token for a user name',
    'ModelVersion',
    ['"https://github.com/acme/iris"', `"https://ghp_${'a'.repeat(36)}@github.com/acme/iris"`],
    [[38, 21, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token in a link',
    'Model',
    ['/d/iris', '/d/iris?token=hunter2'],
    [[7, 10, 'looks like an address with a token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a user name in a link',
    'Model',
    ['https://grafana', 'https://hunter2@grafana'],
    [[7, 10, 'looks like an address with user information']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token where a number belongs',
    'ModelVersion',
    ['accuracy: 0.96', `accuracy: "ghp_${'hunter2a'.repeat(4)}"`],
    [[13, 13, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token for the name of a parameter',
    'ModelVersion',
    ['  C: 1', `  ghp_${'hunter2a'.repeat(4)}!: [1]`],
    [[11, 42, 'parameters looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token that breaks the YAML',
    'ModelVersion',
    ['  C: 1', `  C: |ghp_${'hunter2a'.repeat(4)}`],
    [[11, 7, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
];

export const hostileFiles: readonly HostileFile[] = [
  ...bytesAndEncodings,
  ...yaml,
  ...types,
  ...names,
  ...artifacts,
  ...credentials,
];

/** Ten levels of ten aliases each: 10^10 texts if anybody followed them. */
function laughs(): string {
  const levels = [...'abcdefghij'].map((letter, index, all) => {
    const inner = index === 0 ? '"ha"' : `*${all[index - 1]}`;
    return `  ${letter}: &${letter} [${Array(10).fill(inner).join(', ')}]\n`;
  });
  return levels.join('');
}

function laughFaults(): readonly ExpectedFault[] {
  return [...'abcdefghij'].map((letter, index) => [11 + index, 9, `has the YAML anchor &${letter}`]);
}

function deepMappings(levels: number): string {
  return Array.from({ length: levels }, (_, index) => `${' '.repeat(index)}a:\n`).join('');
}
