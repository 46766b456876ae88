// lint.js - what the standard functions in JavaScript must have: node lint.js
//
// Owns the rules: a helper for each function of grammar/functions.def, twenty
// vectors for each, a list of needs that is exactly what a helper calls, no
// helper that nobody uses, lines of 80 columns. Prints a line for each rule and
// ends with the line `N passed, N failed`.
'use strict';

const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
const files_of = (folder, ending) => fs.readdirSync(path.join(root, folder))
  .filter((file) => file.endsWith(ending)).sort()
  .map((file) => path.join(folder, file));

const VECTORS = 20;

// No hook can call these: they are read from declarations and streams.
const NOT_IN_HOOKS = ['custom', 'stream<T>'];

// Functions with fewer different arguments than that.
const FEW_ARGUMENTS = {bool_to_string: 2};

// ---- what there is

function read_helpers() {
  const helpers = new Map();
  for (const file of files_of('stdlib', '.js')) {
    let helper = null;
    read(file).split('\n').forEach((line, i) => {
      const head = /^\/\/ (\w+):(?: needs (.+))?$/.exec(line);
      if (head) {
        helper = {name: head[1], place: `${file}:${i + 1}`, text: '',
          needs: head[2] ? head[2].split(', ') : []};
        helper.twice = helpers.has(helper.name);
        helpers.set(helper.name, helper);
      } else if (helper) {
        helper.text += line + '\n';
      }
    });
  }
  return helpers;
}

function receiver_word(receiver) {
  const list = /^(\w+)\??\[\]$/.exec(receiver);
  if (list) {
    return (/^T$|^string$/.test(list[1]) ? '' : list[1] + '_') + 'list_';
  }
  return receiver === '' ? '' : receiver.replace(/[<.].*$/, '') + '_';
}

function read_functions() {
  const pattern = /^FUNCTION\("[^"]*", "([^"]*)", (\w+),/gm;
  return Array.from(read('grammar/functions.def').matchAll(pattern))
    .filter((row) => !NOT_IN_HOOKS.includes(row[1]))
    .map((row) => receiver_word(row[1]) + row[2]);
}

function count_vectors() {
  const counts = new Map();
  for (const line of read('tests/hooks/vectors.ndjson').trim().split('\n')) {
    const name = JSON.parse(line).f;
    counts.set(name, (counts.get(name) || 0) + 1);
  }
  return counts;
}

const PATTERN = new RegExp('([=(,:;!&|]\\s*)/(?![/*])' +
  '(?:[^/\\\\\\n[]|\\\\.|\\[(?:[^\\]\\\\]|\\\\.)*\\])+/', 'g');

// The code of a helper, without comments, texts and patterns.
function code_of(helper) {
  return helper.text.replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(PATTERN, '$1null');
}

const helpers = read_helpers();
const functions = read_functions();
const counts = count_vectors();

// ---- the rules: each gives a list of what breaks it

function every_helper_has_a_name_of_its_own() {
  return Array.from(helpers.values()).filter((helper) => helper.twice)
    .map((helper) => `${helper.place} ${helper.name}`);
}

function every_function_has_a_helper() {
  return functions.filter((name) => !helpers.has(name));
}

function every_function_has_vectors() {
  return functions.filter((name) => (counts.get(name) || 0) <
    (FEW_ARGUMENTS[name] || VECTORS))
    .map((name) => `${name} has ${counts.get(name) || 0}`);
}

function every_vector_has_a_helper() {
  return Array.from(counts.keys()).filter((name) => !helpers.has(name));
}

// A name counts where it is not a member, a key or declared in the helper.
function used_by(helper) {
  const code = code_of(helper);
  const own = new Set([helper.name]);
  for (const found of code.matchAll(/\bfunction (\w+)|\bvar ([^;]+);/g)) {
    own.add(found[1]);
    for (const name of (found[2] || '').matchAll(/(?:^|,)\s*(\w+)/g)) {
      own.add(name[1]);
    }
  }
  for (const found of code.matchAll(/\bfunction \w*\s?\(([^)]*)\)/g)) {
    found[1].split(/,\s*/).forEach((name) => own.add(name));
  }
  const used = new Set();
  for (const found of code.matchAll(/(?<![.\w$])(\w+)\b(?!\s*:)/g)) {
    if (helpers.has(found[1]) && !own.has(found[1])) {
      used.add(found[1]);
    }
  }
  return used;
}

function needs_are_what_is_called() {
  const broken = [];
  for (const helper of helpers.values()) {
    const used = used_by(helper);
    const lacking = Array.from(used).filter((n) => !helper.needs.includes(n));
    const idle = helper.needs.filter((n) => !used.has(n));
    if (lacking.length || idle.length) {
      broken.push(`${helper.place} ${helper.name}:` +
        lacking.map((n) => ` lacks ${n}`).join() +
        idle.map((n) => ` does not call ${n}`).join());
    }
  }
  return broken;
}

// By a function, another helper, a vector, or the emitter, which says its name;
// those of headers it makes up of the function's.
function every_helper_is_used() {
  const named = new Set(functions.concat(Array.from(counts.keys())));
  for (const helper of helpers.values()) {
    helper.needs.forEach((name) => named.add(name));
  }
  const emitter = ['compiler/emit/javascript', 'compiler/emit/open_connectors']
    .flatMap((folder) => files_of(folder, '.c')).map(read).join('\n');
  return Array.from(helpers.keys()).filter((name) => !named.has(name) &&
    !(/^headers_/.test(name) && named.has(name.replace('headers', 'map'))) &&
    !new RegExp(`\\b${name}\\b`).test(emitter));
}

function lines_of_80_columns() {
  return files_of('stdlib', '.js').concat(files_of('tests/hooks', '.js'))
    .flatMap((file) => read(file).split('\n').map((line, i) =>
      line.length > 80 || /\t|\s$/.test(line) ? `${file}:${i + 1}` : ''))
    .filter((place) => place !== '');
}

let passed = 0;
let failed = 0;
for (const rule of [every_helper_has_a_name_of_its_own,
  every_function_has_a_helper, every_function_has_vectors,
  every_vector_has_a_helper, needs_are_what_is_called, every_helper_is_used,
  lines_of_80_columns]) {
  const broken = rule();
  const title = rule.name.replace(/_/g, ' ');
  if (broken.length === 0) {
    passed += 1;
    console.log(`ok - ${title}`);
  } else {
    failed += 1;
    console.log(`not ok - ${title}\n    ${broken.join('\n    ')}`);
  }
}
console.log(`${functions.length} functions, ${helpers.size} helpers`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
