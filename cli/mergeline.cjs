#!/usr/bin/env node
'use strict';

// The file that every Node there is can read: the syntax stays that of ES5, so that an old one explains itself
// instead of failing on a word that it does not know.

var fs = require('fs');
var path = require('path');

var neededMajor = 24;
var main = path.join(__dirname, '..', 'dist', 'cli', 'main.js');
var ownNode = path.join(
  __dirname,
  '..',
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node'
);

function refuse(lines) {
  process.stderr.write(lines.join('\n') + '\n');
  process.exitCode = 2;
}

function refuseOldNode() {
  refuse([
    'mergeline needs Node.js ' + neededMajor + ' or newer; this is ' + process.version + ' (' + process.execPath + ').',
    '',
    'Any of these gets it:',
    '  npx -p node@' + neededMajor + ' -p mergeline mergeline --help   for one command, nothing else changes',
    '  nvm install ' + neededMajor + '                                 when nvm manages your Node.js',
    '  https://nodejs.org/en/download                 the installer',
  ]);
}

/** A checkout brings its own Node as a development dependency; a package that was installed never does. */
function runWithOwnNode() {
  var child = require('child_process').spawn(ownNode, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
  });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', refuseOldNode);
  child.on('exit', function (code, signal) {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exitCode = code;
    }
  });
}

function run() {
  if (!fs.existsSync(main)) {
    refuse(['mergeline is not built here: there is no ' + main + '.', '', 'Build it:  npm run build']);
    return;
  }
  require('./start.cjs');
}

if (parseInt(process.versions.node, 10) >= neededMajor) {
  run();
} else if (fs.existsSync(ownNode)) {
  runWithOwnNode();
} else {
  refuseOldNode();
}
