import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertModel, inspectModel } from '../../conversion/convert.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import { fixture, newest } from './support/fixtures.ts';
import { call, global, pickle, protocol, stackGlobal, stop, text, uint32, uint64 } from './support/pickle-bytes.ts';
import { refusalOf } from './support/refusal-of.ts';

const options = { limits: defaultLimits };
const shell = 'touch /tmp/owned';

/** Files that run code when Python loads them. */
const dangerous: Record<string, Uint8Array> = {
  'a call by REDUCE': pickle(protocol(2), call(global('os', 'system'), shell), stop),
  'a call in protocol 0': pickle(`cposix\nsystem\n(S'${shell}'\ntR.`),
  'a call by INST': pickle(`(S'${shell}'\nios\nsystem\n.`),
  'a call by OBJ': pickle(protocol(2), '(', global('os', 'system'), text(shell), 'o', stop),
  'a call by NEWOBJ': pickle(protocol(2), global('subprocess', 'Popen'), text(shell), '\x85\x81', stop),
  'a call by NEWOBJ_EX': pickle(protocol(4), stackGlobal('subprocess', 'Popen'), text(shell), '\x85}\x92', stop),
  'a call by STACK_GLOBAL': pickle(protocol(4), call(stackGlobal('os', 'system'), shell), stop),
  'names out of the memo': pickle(
    protocol(4),
    text('os'),
    '\x940',
    text('system'),
    '\x940h\0h\x01\x93',
    text(shell),
    '\x85R',
    stop,
  ),
  'names out of a shuffled memo': pickle(
    protocol(4),
    text('math'),
    'q\x07',
    '0',
    text('os'),
    'q\x07',
    text('system'),
    '\x93',
    text(shell),
    '\x85R',
    stop,
  ),
  'a name that is only named': pickle(protocol(2), global('os', 'system'), stop),
  'eval of builtins': pickle(protocol(2), call(global('builtins', 'eval'), '1'), stop),
  'exec of Python 2': pickle(protocol(2), call(global('__builtin__', 'execfile'), '/etc/passwd'), stop),
  'getattr chains': pickle(
    protocol(2),
    global('builtins', 'getattr'),
    global('sklearn.base', 'BaseEstimator'),
    text('__init__'),
    '\x86R',
    stop,
  ),
  'a chain of attributes in a name': pickle(protocol(4), call(stackGlobal('sklearn', 'os.system'), shell), stop),
  'a module that another imported': pickle(protocol(4), call(stackGlobal('sklearn.utils.os', 'system'), shell), stop),
  'a call through numpy': pickle(
    protocol(4),
    call(stackGlobal('numpy.testing._private.utils', 'runstring'), shell),
    stop,
  ),
  importlib: pickle(protocol(4), call(stackGlobal('importlib', 'import_module'), 'os'), stop),
  runpy: pickle(protocol(4), call(stackGlobal('runpy', 'run_path'), '/tmp/x.py'), stop),
  'marshalled code': pickle(protocol(4), call(stackGlobal('marshal', 'loads'), 'x'), stop),
  'a pickle in a pickle': pickle(protocol(4), call(stackGlobal('_pickle', 'loads'), 'x'), stop),
  pip: pickle(protocol(4), call(stackGlobal('pip', 'main'), 'install'), stop),
  'a website': pickle(protocol(4), call(stackGlobal('webbrowser', 'open'), 'http://127.0.0.1'), stop),
  'a call whose result is dropped': pickle(protocol(2), call(global('os', 'system'), shell), '0N', stop),
  'a call inside a state': pickle(
    protocol(4),
    stackGlobal('sklearn.linear_model._base', 'LinearRegression'),
    ')\x81}',
    text('coef_'),
    call(stackGlobal('os', 'system'), shell),
    'sb',
    stop,
  ),
  'a call behind an array of a joblib file': behindArray(call(stackGlobal('posix', 'system'), shell)),
  'a packed call behind an array of a joblib file': deflateSync(
    behindArray(call(stackGlobal('posix', 'system'), shell)),
  ),
};

/** Files that only want to break whoever reads them. */
const broken: Record<string, Uint8Array> = {
  'a state for a function': pickle(protocol(4), stackGlobal('os', 'system'), text(shell), 'b', stop),
  'two pickles': pickle(protocol(2), 'N.', protocol(2), call(global('os', 'system'), shell), stop),
  'bytes behind the end': pickle(protocol(2), 'N.PK'),
  'a protocol in the middle': pickle(protocol(2), 'N', protocol(2), '0N.'),
  'a protocol of the future': pickle(protocol(9), 'N.'),
  'an opcode that does not exist': pickle(protocol(2), '\xff.'),
  'a length of exabytes': pickle(protocol(4), '\x8e', uint64(2n ** 62n), 'abc.'),
  'a bytearray of exabytes': pickle(protocol(5), '\x96', uint64(2n ** 64n - 1n), 'abc.'),
  'a text of 4 GB': pickle(protocol(2), 'X', uint32(0xffff_ffff), 'abc.'),
  'an integer of 2 GB': pickle(protocol(2), '\x8b', uint32(0x7fff_ffff), '\x01.'),
  'an array of exabytes': arrayOf('(M\xff\xffM\xff\xffM\xff\xffM\xff\xfft'),
  'an array of a negative size': arrayOf('(J\xff\xff\xff\xfft'),
  'an array of more dimensions than there are': arrayOf(`(${'K\x01'.repeat(40)}t`),
  'an array without bytes': arrayOf('(K\x02t'),
  'a value that is not there': pickle(protocol(2), '\x85.'),
  'a mark that is not there': pickle(protocol(2), 't.'),
  'a memo that is not there': pickle(protocol(2), 'h\x05.'),
  'a memo of half a name': pickle(protocol(2), 'hello.'),
  'values that are left over': pickle(protocol(2), 'NN.'),
  'a persistent id': pickle(protocol(2), 'Pid\n.'),
  'a persistent id in binary': pickle(protocol(2), 'NQ.'),
  'an extension code': pickle(protocol(2), '\x82\x01.'),
  'a buffer outside': pickle(protocol(5), '\x97.'),
  'a text that is not UTF-8': pickle(protocol(2), 'X', uint32(2), '\xff\xfe.'),
  'a number that is none': pickle('Fabc\n.'),
  'marks without end': pickle(protocol(2), '('.repeat(2_000)),
  'no end': pickle(protocol(2), 'N'),
  'a state for a number': pickle(protocol(2), 'K\x01}b.'),
  'a call with no arguments': pickle(protocol(2), global('os', 'system'), 'NR.'),
  'a frame without end': pickle(protocol(4), '\x95', uint64(2n ** 40n), 'N'),
};

describe('a file that would run code', () => {
  it.each(Object.entries(dangerous))('%s is denied and not converted', (_, bytes) => {
    const files = [{ path: 'model.pkl', bytes }];
    expect(inspectModel(files, options).scan.verdict).toBe('denied');
    const error = refusalOf(() => convertModel(files, options));
    expect(error.code).toBe('MODEL_DENIED');
    expect(error.details).toHaveLength(1);
  });

  it('is denied also when it is to be kept as it is', () => {
    const files = [{ path: 'model.pkl', bytes: dangerous['a call in protocol 0'] as Uint8Array }];
    expect(refusalOf(() => convertModel(files, { ...options, format: 'other' })).code).toBe('MODEL_DENIED');
  });
});

describe('a file that is made to break its reader', () => {
  it.each(Object.entries(broken))('%s is refused', (_, bytes) => {
    const error = refusalOf(() => convertModel([{ path: 'model.pkl', bytes }], options));
    expect(error.code).toBe('MODEL_UNREADABLE');
  });

  it('expands values that refer to one another only as far as they are written', () => {
    const laughs = pickle(protocol(2), 'N', '2\x86'.repeat(5_000), stop);
    expect(convertModel([{ path: 'model.pkl', bytes: laughs }], options).outcome).toBe('unsupported');
  });

  it('reads a list that holds itself', () => {
    const cycle = pickle(protocol(2), ']q\x00h\x00a.');
    expect(convertModel([{ path: 'model.pkl', bytes: cycle }], options).outcome).toBe('unsupported');
  });

  it('refuses a pipeline that is a step of itself', () => {
    const steps = `}${text('steps')}(${text('again')}h\x00\x86lsb`;
    const bytes = pickle(protocol(2), stackGlobal('sklearn.pipeline', 'Pipeline'), ')\x81q\x00', steps, stop);
    expect(convertModel([{ path: 'model.pkl', bytes }], options)).toMatchObject({
      outcome: 'unsupported',
      reason: 'Estimators lie too deep in one another.',
    });
  });

  it('makes no property of a name in the file', () => {
    const state = `}${text('__proto__')}}${text('polluted')}\x88ssb`;
    const bytes = pickle(
      protocol(2),
      stackGlobal('sklearn.linear_model._base', 'LinearRegression'),
      ')\x81',
      state,
      stop,
    );
    expect(convertModel([{ path: 'model.pkl', bytes }], options).outcome).toBe('unsupported');
    expect({}).not.toHaveProperty('polluted');
  });

  it('does not let a state change after it was given', () => {
    const changed = pickle(
      protocol(4),
      stackGlobal('sklearn.linear_model._base', 'LinearRegression'),
      ')\x81',
      '}q\x05',
      text('coef_'),
      'Ns',
      'b',
      'h\x05',
      text('intercept_'),
      'K\x01s0',
      stop,
    );
    expect(convertModel([{ path: 'model.pkl', bytes: changed }], options)).toMatchObject({
      outcome: 'unsupported',
      reason: 'LinearRegression: its coef_ is None, not an array of numbers.',
    });
  });
});

/** A real joblib file with a call put between its last array and the end. */
function behindArray(payload: string): Uint8Array {
  const { bytes } = fixture(`${newest}/linear.joblib`);
  return pickle(bytes.subarray(0, -1), payload, '0', stop);
}

function arrayOf(shape: string): Uint8Array {
  return pickle(
    protocol(2),
    global('numpy.core.multiarray', '_reconstruct'),
    global('numpy', 'ndarray'),
    'K\x00\x85C\x01b\x87R',
    '(K\x01',
    shape,
    global('numpy', 'dtype'),
    text('f8'),
    '\x85R',
    '\x89',
    'C\x08',
    '\0'.repeat(8),
    'tb',
    stop,
  );
}
