import { goodPointer } from './good-files.ts';
import { type ExpectedFault, type HostileFile, spoil, whole } from './hostile-file.ts';

const zeros = '0'.repeat(64);

export const hostileYaml: readonly HostileFile[] = [
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
