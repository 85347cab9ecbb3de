import { goodPolicy } from './good-files.ts';
import { type HostileFile, spoil, whole } from './hostile-file.ts';

const zeros = '0'.repeat(64);

export const hostileNames: readonly HostileFile[] = [
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
