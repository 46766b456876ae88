// play.js - runs hooks in Node: node play.js FILE.js... <cases.ndjson
//
// Owns: one fresh global for each case, with the FILEs run in it first, and a
// limit of time. Reads a case a line, writes a result a line (platform.js).
'use strict';

const fs = require('fs');
const readline = require('readline');
const vm = require('vm');

const SECONDS = Number(process.env.CONN_HOOK_SECONDS || 10);
const scripts = process.argv.slice(2).map(
  (file) => new vm.Script(fs.readFileSync(file, 'utf8'), {filename: file}));

function play(line) {
  const context = vm.createContext({});
  scripts.forEach((script) => script.runInContext(context));
  context.line_of_case = line;
  try {
    return vm.runInContext(
      'platform.play(line_of_case)', context, {timeout: SECONDS * 1000});
  } catch (error) {
    if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return '{"failed":{"error":"out of time"}}';
    }
    throw error;
  }
}

readline.createInterface({input: process.stdin, crlfDelay: Infinity})
  .on('line', (line) => {
    if (line.trim() !== '') {
      process.stdout.write(play(line) + '\n');
    }
  });
