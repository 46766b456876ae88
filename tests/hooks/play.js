// play.js - runs cases in Node:
//     node play.js ENTRY FILE.js... -- LIBRARY.js... <cases >results
//
// Owns: the global that a case is run in, with the FILEs run in it first and
// the text of the library in library_text, and the limit of time. ENTRY is the
// function that makes a line of the results from a line of the cases;
// platform.play gets a fresh global each time.
'use strict';

const fs = require('fs');
const readline = require('readline');
const vm = require('vm');

const SECONDS = Number(process.env.CONN_HOOK_SECONDS || 10);
const [entry, ...rest] = process.argv.slice(2);
const files = rest.slice(0, rest.indexOf('--'));
const read = (file) => fs.readFileSync(file, 'utf8');
const library = rest.slice(files.length + 1).map(read).join('\n');
const scripts = files.map(
  (file) => new vm.Script(read(file), {filename: file}));
const call = new vm.Script(entry + '(line_of_case)');
let context = null;

function play(line) {
  if (context === null || entry === 'platform.play') {
    context = vm.createContext({library_text: library});
    scripts.forEach((script) => script.runInContext(context));
  }
  context.line_of_case = line;
  try {
    return call.runInContext(context, {timeout: SECONDS * 1000});
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
