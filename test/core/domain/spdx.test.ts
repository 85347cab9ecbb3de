import { expect, test } from 'vitest';
import { looksLikeSpdx } from '../../../core/domain/spdx.ts';

test.each([
  ...['MIT', 'mit', 'Apache-2.0', 'GPL-3.0-only', 'GPL-2.0+', 'BSD-3-Clause', '0BSD', 'CC-BY-NC-SA-4.0'],
  ...['LicenseRef-proprietary', '(MIT OR Apache-2.0) AND ISC', 'Apache-2.0 WITH LLVM-exception'],
])('takes %s for a licence', (text) => {
  expect(looksLikeSpdx(text)).toBe(true);
});

test.each(['Foo', '', 'proprietary', 'Apache 2', 'Apache', 'MIT OR', 'see LICENSE', 'https://example.org/licence-1'])(
  'does not take %j for a licence',
  (text) => {
    expect(looksLikeSpdx(text)).toBe(false);
  },
);
