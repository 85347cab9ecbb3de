import type { Page } from '../../../cli/page.ts';

/** Where the story is read: a terminal of a hundred columns, without colour. */
export const page: Page = { colour: false, quiet: false, columns: 100 };
