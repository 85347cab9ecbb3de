/** Characters that HFS+ ignores in names, so that `.g\u200cit` is `.git` there: `is_hfs_dotgit` of Git's utf8.c. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
const control = /\p{Cc}/u;

/** Why no work tree may hold the path, or undefined: the rules of `verify_path` in Git's read-cache.c, for every platform at once. */
export function faultOfPath(path: string): string | undefined {
  if (control.test(path)) return 'it has control characters';
  if (path.includes('\\')) return 'it has a backslash';
  return path.split('/').map(faultOfName).find(Boolean);
}

function faultOfName(name: string): string | undefined {
  if (name === '') return 'a part of it is empty';
  if (name === '.' || name === '..') return `it has a part ${name}`;
  if (isGitFolder(name)) return 'Git keeps .git for itself';
  return undefined;
}

/** `.git` in any case, as NTFS (trailing dots and spaces, streams, short names) and HFS+ would open it. */
function isGitFolder(name: string): boolean {
  const opened = name
    .replace(ignoredByHfs, '')
    .replace(/[. ]+$/, '')
    .replace(/[. ]*:.*$/s, '')
    .toLowerCase();
  return opened === '.git' || opened === 'git~1';
}
