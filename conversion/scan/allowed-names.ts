import { sklearnNames } from './sklearn-names.ts';

const arrayInternals = '_reconstruct scalar';
const functions =
  'abs absolute arccos arcsin arctan cbrt ceil clip cos exp exp2 expm1 fabs floor identity log log10 log1p log2 negative ' +
  'reciprocal rint round sign sin sqrt square tan tanh';

/** Names around the estimators: containers, numbers, arrays, random states. */
const otherNames: Readonly<Record<string, string>> = {
  __builtin__: 'bool bytearray bytes complex dict float frozenset int list object range set slice str tuple',
  builtins: 'bool bytearray bytes complex dict float frozenset int list object range set slice str tuple',
  _codecs: 'encode',
  collections: 'Counter OrderedDict defaultdict deque',
  copy_reg: '__newobj__ _reconstructor',
  copyreg: '__newobj__ _reconstructor',
  datetime: 'date datetime timedelta timezone',
  functools: 'partial',
  'joblib.numpy_pickle': 'NumpyArrayWrapper',
  'lightgbm.basic': 'Booster',
  'lightgbm.sklearn': 'LGBMClassifier LGBMModel LGBMRanker LGBMRegressor',
  numpy: `bool bool_ dtype float16 float32 float64 int16 int32 int64 int8 matrix mean median memmap ndarray str_ uint16 uint32 uint64 uint8 ${functions}`,
  'numpy._core._multiarray_umath': functions,
  'numpy._core.multiarray': arrayInternals,
  'numpy._core.numeric': '_frombuffer',
  'numpy.core._multiarray_umath': functions,
  'numpy.core.multiarray': arrayInternals,
  'numpy.core.numeric': '_frombuffer',
  'numpy.ma': 'MaskedArray',
  'numpy.ma.core': 'MaskedArray _mareconstruct',
  'numpy.random._mt19937': 'MT19937',
  'numpy.random._pcg64': 'PCG64',
  'numpy.random._pickle': '__bit_generator_ctor __generator_ctor __randomstate_ctor',
  'numpy.random.bit_generator': 'SeedSequence __pyx_unpickle_SeedSequence',
  'scipy._lib.array_api_compat.numpy._aliases': 'asarray',
  'scipy.interpolate._bsplines': 'BSpline',
  'scipy.sparse._arrays': 'csc_array csr_array',
  'scipy.sparse._csc': 'csc_array csc_matrix',
  'scipy.sparse._csr': 'csr_array csr_matrix',
  'scipy.sparse.csc': 'csc_matrix',
  'scipy.sparse.csr': 'csr_matrix',
  'xgboost.core': 'Booster',
  'xgboost.sklearn': 'XGBClassifier XGBModel XGBRanker XGBRegressor XGBRFClassifier XGBRFRegressor',
};

/** What may be in a model file, by module and exact name. */
export const allowedNames: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({ ...sklearnNames, ...otherNames }).map(([module, names]) => [module, new Set(names.split(' '))]),
);
