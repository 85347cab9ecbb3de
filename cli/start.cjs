'use strict';

// Apart from mergeline.cjs because an old Node cannot even read the word `import(`.
require('node:module').enableCompileCache();
import('../dist/cli/main.js');
