// real.js - hooks of real definitions, in Node and in the engine of C clients:
//     node real.js cases ELEMENTS >cases     over inputs made of what they read
//     node real.js check ELEMENTS NODE JS    compares the results
// ends with `N passed, N failed`. A hook in newer JavaScript than Duktape knows
// must say so by a SyntaxError, and have a reason.
'use strict';

const fs = require('fs');
const path = require('path');
const {hooksOf, inputsOf} = require('./translated.js');

const INPUTS = 8;
const LONGEST = 4000; // of a hook, in characters: longer ones make huge inputs
const LARGEST = 20000; // of an input
const [mode, elements, ...files] = process.argv.slice(2);

// What ECMAScript 5.1 does not know.
const NEWER = new RegExp('\\b(let|class|async|await)\\b|=>|`|\\.\\.\\.|' +
  '\\bfor\\s*\\([^;)]*\\bof\\b|\\bconst\\b|\\bvar\\s*[[{]|,\\s*\\)|' +
  '[{,]\\s*[\\w$]+\\s*[},(]|\\([^()]*=[^()]*\\)\\s*\\{|/[a-z]*[suy][a-z]*');

function hooks() {
  const known = new Map();
  for (const name of fs.readdirSync(elements).sort()) {
    if (name.endsWith('.json')) {
      hooksOf(path.join(elements, name)).forEach(
        (hook) => known.set(hook.kind + hook.body, hook));
    }
  }
  return [...known.values()].filter((hook) => hook.body.length <= LONGEST);
}

// What a webhook receives is made as bodies of requests are.
function variablesOf(hook, given) {
  return hook.kind !== 'event' ? given : Object.assign({}, given, {
    events: Object.assign({}, given.request_body_map,
      {eventHeaders: given.request_headers})});
}

function casesOf(hook) {
  return inputsOf(hook).map((given) => ({hook: hook.body,
    variables: variablesOf(hook, given), arguments: 'copies',
    now: '2026-01-02T03:04:05Z'})).filter(
    (one) => JSON.stringify(one.variables).length <= LARGEST).slice(0, INPUTS);
}

// Differ, and may: texts of dates that are not ISO 8601 mean what the engine
// likes; what platform.js logs of undefined is no JSON.
const LOOSE_DATE = 'new Date(response.created_at)';

function same(one, other, hook) {
  if (hook.body.includes(LOOSE_DATE) || one.includes(':undefined')) {
    return true;
  }
  return one === other ||
    [one, other].every(
      (line) => /^\{"failed":\{"thrown":|"thrown: /.test(line));
}

function check() {
  const [node, js] = files.map(
    (file) => fs.readFileSync(file, 'utf8').trim().split('\n'));
  let passed = 0, failed = 0, at = 0;
  const newer = new Set();
  for (const hook of hooks()) {
    for (const one of casesOf(hook)) {
      const late = js[at].includes('SyntaxError') &&
        !node[at].includes('SyntaxError');
      if (late ? NEWER.test(hook.body) : same(node[at], js[at], hook)) {
        passed += 1;
        if (late) {
          newer.add(hook);
        }
      } else {
        failed += 1;
        console.error(`not ok - ${hook.file}: ${JSON.stringify(one.hook)}\n` +
          `    node ${node[at]}\n    js   ${js[at]}`);
      }
      at += 1;
    }
  }
  console.log(`${newer.size} of ${hooks().length} hooks are newer than ` +
    'ECMAScript 5.1');
  console.log(`${passed} passed, ${failed} failed`);
}

if (mode === 'cases') {
  hooks().forEach((hook) => casesOf(hook).forEach(
    (one) => console.log(JSON.stringify(one))));
} else {
  check();
}
