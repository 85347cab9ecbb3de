import { errorCatalogue } from '../../core/error-catalogue.ts';
import { code, generatedMark, page, table } from './markdown.ts';

const exitCodes: Readonly<Record<number, string>> = {
  1: 'It broke: a bug, a disk, something unforeseen',
  2: 'The request or a file is wrong',
  3: 'The policy says no',
  4: 'Not found',
  5: 'Conflict: it exists with other content, or another writer won',
  6: 'Integrity: bytes do not match their digest, or a signature does not verify',
  7: 'A remote is unreachable, refuses the credentials or keeps failing',
};

/** docs/errors.md: every error code by its exit code. */
export function errorPage(): string {
  const sections = Object.entries(exitCodes).flatMap(([exit, meaning]) => {
    const rows = Object.entries(errorCatalogue).filter(([, entry]) => entry.exit === Number(exit));
    return [`## Exit code ${exit}: ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}`, codeTable(rows)];
  });
  return page(
    generatedMark,
    '# Errors',
    'Every error has a code that never changes, a message that says what happened and where, and mostly a hint with the ' +
      'command to type next. With `--json` it is one document on stderr: ' +
      '`{"error":{"code","message","hint","details":[{"file","line","column","path","message"}]}}`. ' +
      'The exit code of the command tells which kind it was; 0 means done, also when there was nothing to do.',
    ...sections,
  );
}

function codeTable(rows: readonly (readonly [name: string, entry: { readonly meaning: string }])[]): string {
  return table(
    ['code', 'meaning'],
    rows.map(([name, { meaning }]) => [code(name), meaning]),
  );
}
