/**
 * What a model file has no business naming: loading it in Python would hand these to whoever wrote the file. The list
 * only decides between `denied` and `unknown`; whatever is not in `allowed-names.ts` is not allowed either way.
 */
export const deniedModules: ReadonlySet<string> = words(
  '_aix_support _bootsubprocess _io _osx_support _pickle _posixsubprocess _pyrepl _socket _winapi aiohttp asyncio bdb ' +
    'cProfile cffi cloudpickle code codeop commands concurrent ctypes dill distutils doctest ensurepip faulthandler ' +
    'fileinput ftplib gc glob http httplib idlelib imaplib imp importlib inspect io ipykernel jsonpickle lib2to3 ' +
    'linecache marshal mmap multiprocessing nntplib nt ntpath os pdb pickle pickletools pip pkgutil platform poplib posix ' +
    'posixpath profile pty pydoc requests runpy sched shelve shutil signal site smtplib socket socketserver sqlite3 ssl ' +
    'subprocess symtable sys sysconfig tarfile tempfile telnetlib threading timeit trace turtle urllib urllib2 urllib3 ' +
    'venv webbrowser winreg xmlrpc yaml zipapp zipfile zipimport',
);

/** Modules that stay dangerous when another module has imported them, as `sklearn.utils.os`. */
export const deniedAnywhere: ReadonlySet<string> = words(
  'builtins ctypes importlib marshal nt os pickle posix pty runpy shutil socket subprocess sys',
);

const builtinNames =
  '__import__ apply breakpoint compile delattr dir eval exec execfile exit file getattr globals help input locals map ' +
  'memoryview open quit raw_input reload setattr vars';

/** Of modules that also hold harmless names. */
export const deniedNames: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    builtins: words(builtinNames),
    __builtin__: words(builtinNames),
    functools: words('partialmethod reduce singledispatch'),
    joblib: words('Memory Parallel delayed dump load'),
    numpy: words('fromfile fromregex genfromtxt load loadtxt save savetxt savez'),
    operator: words('attrgetter call methodcaller'),
    pandas: words('eval read_csv read_html read_pickle read_sql'),
    torch: words('compile hub jit load'),
    types: words('CodeType FunctionType LambdaType MethodType ModuleType'),
  }),
);

/** Modules of trusted packages that run what they are given: everything below them is denied. */
export const deniedBelow: readonly string[] = [
  'numpy.distutils',
  'numpy.f2py',
  'numpy.testing',
  'pandas.io',
  'sklearn.externals',
  'torch.hub',
  'torch.utils',
];

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
