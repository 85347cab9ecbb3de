import { goodManifest, goodPolicy } from './good-files.ts';
import { type HostileFile, spoil, whole } from './hostile-file.ts';

export const hostileBytes: readonly HostileFile[] = [
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
