'use strict';

// Apart from mergeline.cjs because an old Node cannot even read the word `import(`.
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

/** Node's own default lies in the temporary folder, where another user could lay down code for us to run. */
function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mergeline', 'compiled');
}

try {
  enableCompileCache(cacheFolder());
} catch {
  // A user without a home starts a little slower.
}

import('../dist/cli/main.js');
