// translated.js - typed hooks made of real JavaScript ones do the same.
//
// Owns: the proof of compiler/import/javascript. Every hook of the definitions
// that is translated is built for the platform again; the original and what was
// built run over inputs made of what the original reads, and must hand over the
// same, or both fail. node translated.js TRANSLATE CONNC ELEMENTS [--why]
//
// What the same means, where the platform leaves no choice:
// - headers, parameters and kept values that done has are added to those that
//   are there, null takes one away (none is kept for it), and they are texts;
// - of an answer, a member that is null is as good as none: by default the
//   platform filters nulls from what it hands on;
// - an original that throws, never calls done, or writes `undefined`, `null`,
//   `NaN` or `[object Object]` into a text has failed.
// What a hook uses as a text is never a list in the inputs, and the other way
// around: JavaScript has methods of the same name for both.
'use strict';

const {execFileSync, spawnSync} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const SAMPLES = 32;
const LEAST = 4; // inputs that the original gets through
const [translateProgram, connc, elements, option] = process.argv.slice(2);

// ---- The hooks

const KINDS = {prerequest: 'before', postrequest: 'after', event: 'event'};

function hooksOf(file) {
  const definition = JSON.parse(fs.readFileSync(file, 'utf8'));
  const lists = [definition.hooks || []];
  (definition.resources || []).forEach((r) => lists.push(r.hooks || []));
  return [].concat(...lists).filter((hook) => hook.body).map((hook) => ({
    file: path.basename(file), body: hook.body,
    kind: KINDS[String(hook.type).replace('_', '').toLowerCase()] || 'event'
  }));
}

function allHooks() {
  const hooks = new Map();
  for (const name of fs.readdirSync(elements).sort()) {
    if (!name.endsWith('.json')) {
      continue;
    }
    for (const hook of hooksOf(path.join(elements, name))) {
      const key = hook.kind + '\n' + hook.body;
      const known = hooks.get(key) || Object.assign(hook, {count: 0});
      known.count += 1;
      hooks.set(key, known);
    }
  }
  return [...hooks.values()];
}

function translate(hooks) {
  const input = hooks.map((hook) => `${hook.kind}\n` +
    `${Buffer.byteLength(hook.body)}\n${hook.body}\n`).join('');
  let out = execFileSync(translateProgram, {input, maxBuffer: 1 << 28});
  for (const hook of hooks) {
    const end = out.indexOf(10);
    const words = out.subarray(0, end).toString().split(' ');
    out = out.subarray(end + 1);
    if (words[0] === 'translated') {
      hook.steps = out.subarray(0, Number(words[1])).toString();
      out = out.subarray(Number(words[1]));
    } else {
      hook.why = words.slice(1).join(' ');
    }
  }
}

// ---- The hooks built again

function build(hooks) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'conn-translated.'));
  const source = ['edition = 2026'];
  if (hooks.some((hook) => hook.steps.includes('now()'))) {
    source.push('import std.time { now }');
  }
  source.push('connector hooks', 'setup { properties {',
    '  base_url = "https://a.example" } }');
  hooks.forEach((hook, i) => source.push(`resource r${i} {`,
    `op run POST "/r${i}" -> json { body: json`,
    `${hook.kind} {\n${hook.steps}} } }`));
  fs.writeFileSync(path.join(folder, 'hooks.conn'), source.join('\n') + '\n');
  const run = spawnSync(path.resolve(connc), ['build', '--strict', '--target',
    'open-connectors', 'hooks.conn', '-o', 'out'], {cwd: folder,
    timeout: 60000});
  if (run.status !== 0) {
    console.log(String(run.stderr).slice(0, 4000));
    throw new Error('what was translated does not compile: ' + folder);
  }
  const made = JSON.parse(fs.readFileSync(path.join(folder, 'out/hooks.json')));
  for (const resource of made.resources) {
    const i = Number((/r([0-9]+)$/).exec(resource.path)[1]);
    hooks[i].made = resource.hooks[0] || {body: 'done();', contextParams: ''};
  }
  fs.rmSync(folder, {recursive: true});
}

// ---- Inputs

function chances(seed) {
  let state = seed;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

// What stands in the hook: names of members, and how they are used.
function wordsOf(body) {
  const code = body.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  const names = new Set(['other']), texts = new Set(['a b', 'x']);
  const lists = new Set(), strings = new Set(), objects = new Set();
  const words = new RegExp('\\.\\s*([A-Za-z_$][\\w$]*)|' +
    '\\[\\s*([\'"])(.*?)\\2\\s*\\]|([\'"])(.*?)\\4', 'g');
  for (const match of code.matchAll(words)) {
    const name = match[1] || match[3];
    if (name) {
      names.add(name);
    } else if (match[5]) {
      texts.add(match[5]);
    }
  }
  const uses = new RegExp('([A-Za-z_$][\\w$]*|' +
    '\\[\\s*[\'"][^\'"]*[\'"]\\s*\\])\\s*' +
    '(?=\\.\\s*([A-Za-z_$][\\w$]*)|\\[\\s*(\\d|[a-z]\\b))', 'g');
  for (const match of code.matchAll(uses)) {
    const name = match[1].replace(/^\[\s*['"]|['"]\s*\]$/g, '');
    const use = match[2];
    if (/^(length|forEach|map|filter|push|find|some)$/.test(use) || match[3]) {
      lists.add(name);
    } else if (/^(indexOf|replace|split|trim|includes|substring)$/.test(use)) {
      strings.add(name);
    } else {
      objects.add(name);
    }
  }
  for (const match of code.matchAll(/\bof\s+([\w$.]+)/g)) {
    lists.add(match[1].split('.').pop());
  }
  // Another name for it is used the same.
  for (let round = 0; round < 3; round += 1) {
    for (const match of code.matchAll(/([\w$]+)\s*=\s*([\w$.]+)\s*(;|\n|$)/g)) {
      const name = match[2].split('.').pop();
      [lists, strings, objects].forEach((set) => {
        if (set.has(match[1])) {
          set.add(name);
        }
      });
    }
  }
  return {names: [...names], texts: [...texts], lists, strings, objects, code};
}

function sampler(words, chance) {
  function pick(list) {
    return list[chance(list.length)];
  }
  function scalar(name) {
    const values = [null, 0, 1, 7, 401, true, false];
    if (!words.lists.has(name)) {
      values.push('', '12', pick(words.texts), pick(words.texts));
    }
    return pick(values);
  }
  function object(depth) {
    const made = {};
    const dense = chance(3) > 0;
    for (const name of words.names) {
      if (chance(dense ? 6 : 2) > 0) {
        made[name] = value(name, depth - 1);
      }
    }
    return made;
  }
  function list(depth) {
    return Array.from({length: chance(4)},
      () => (chance(8) === 0 ? scalar('[]') : object(depth - 1)));
  }
  function value(name, depth) {
    const kind = chance(10);
    const isList = words.lists.has(name), isObject = words.objects.has(name);
    if (depth <= 0 || kind === 0) {
      return scalar(name);
    }
    if (isList ? kind < 7 : kind === 1 && !words.strings.has(name) &&
        !isObject) {
      return list(depth);
    }
    return (isObject ? kind < 8 : kind < 4) ? object(depth) : scalar(name);
  }
  function texts(share) {
    const made = {};
    for (const name of words.names) {
      if (chance(share) > 0) {
        made[name] = pick(['', 'v', 'a b', '2.0', pick(words.texts)]);
      }
    }
    return made;
  }
  return {pick, value, object, texts};
}

function body(words, sample, chance, name) {
  const kind = chance(12);
  if (kind === 0) {
    return undefined;
  }
  if (words.code.includes(name + ' ===') && kind < 6) {
    return sample.pick(['1', 1, '', 0, true, null, 'x']);
  }
  const used = words.lists.has(name) ? 'list' : 'body';
  return used === 'list' ? sample.value(name, 4) : sample.object(3);
}

function inputsOf(hook) {
  const words = wordsOf(hook.body);
  const inputs = [];
  for (let i = 0; i < SAMPLES; i += 1) {
    const chance = chances(7919 * (i + 1) + hook.body.length);
    const sample = sampler(words, chance);
    const share = i % 4 === 0 ? 2 : 6;
    const asked = body(words, sample, chance, 'request_body_map');
    const sent = body(words, sample, chance, 'request_vendor_body');
    const status = sample.pick([200, 200, 201, 404, 401, 500]);
    const method = sample.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
    const variables = {
      request_body: asked === undefined ? undefined : JSON.stringify(asked),
      request_body_map: asked, request_headers: sample.texts(share),
      request_path: '/' + sample.pick(['a/b', 'users/7', 'x']),
      request_path_variables: sample.texts(share),
      request_parameters: sample.texts(share), request_method: method,
      request_expression: sample.pick([null, undefined, [],
        [{attribute: sample.pick(words.texts), operator: '=', value: 'v'}]]),
      request_vendor_parameters: sample.texts(3), request_vendor_method: method,
      request_vendor_path: '/v/' + sample.pick(words.texts),
      request_vendor_headers: sample.texts(share), request_vendor_body: sent,
      request_vendor_body_map: sent,
      request_vendor_url: 'https://a.example/' + sample.pick(words.texts),
      configuration: sample.texts(share)
    };
    if (hook.kind === 'after') {
      const answer = body(words, sample, chance, 'response_body');
      Object.assign(variables, {
        response_body: answer, response_body_map: answer,
        response_headers: sample.texts(share), response_status_code: status,
        response_iserror: status >= 300
      });
    }
    inputs.push(variables);
  }
  return inputs;
}

// ---- Running

// What is garbage in a text can't be seen any more once it is encoded.
const LOUD = 'Array.prototype.toString = function () {' +
  ' return "[object Array]"; };\n' +
  'CE.b64 = (function (b64) { return function (text) {' +
  ' if (/undefined|null|NaN|\\[object/.test(text)) { throw text; }' +
  ' return b64(text); }; }(CE.b64));\n' +
  'require = function () { return {isEmpty: function (value) {' +
  ' return value === null || typeof value !== "object" &&' +
  ' typeof value !== "string" || Object.keys(value).length === 0; }}; };\n';
const STOPPED = /result = (before|after)_stopped\(error\);/;

function play(cases) {
  const out = execFileSync(path.join(__dirname, 'play'), ['node'], {
    input: cases.map((one) => JSON.stringify(one)).join('\n') + '\n',
    maxBuffer: 1 << 28
  });
  return String(out).trim().split('\n').map((line) => JSON.parse(line));
}

function casesOf(hook, inputs) {
  // A hook that ends with an error says so instead of answering for it.
  const made = hook.made.body.replace(STOPPED,
    (text) => `if (!error.skip) { throw error; }\n  ${text}`);
  return [].concat(...inputs.map((variables) => [
    {hook: LOUD + hook.body, variables, arguments: 'copies',
      now: '2026-01-02T03:04:05Z'},
    {hook: made, variables, contextParams: hook.made.contextParams,
      now: '2026-01-02T03:04:05Z'}]));
}

// ---- Comparing

function pruned(value) {
  if (Array.isArray(value)) {
    return value.map(pruned);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const made = {};
  Object.keys(value).sort().forEach((name) => {
    if (value[name] !== null) {
      made[name] = pruned(value[name]);
    }
  });
  return made;
}

function sorted(value) {
  return JSON.parse(JSON.stringify(value), (_, part) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) {
      return part;
    }
    const made = {};
    Object.keys(part).sort().forEach((name) => {
      made[name] = part[name];
    });
    return made;
  });
}

function merged(old, added) {
  const made = Object.assign({}, old);
  for (const name of Object.keys(added || {})) {
    if (added[name] === null) {
      delete made[name];
    } else {
      made[name] = String(added[name]);
    }
  }
  return sorted(made);
}

function kept(old, added) {
  const made = Object.assign({}, old);
  Object.keys(added || {}).forEach((name) => {
    const value = added[name];
    if (value !== null) {
      made[name] = typeof value === 'object' ?
        JSON.stringify(sorted(value)) : String(value);
    }
  });
  return sorted(made);
}

const MERGED = ['request_vendor_headers', 'request_vendor_parameters'];
const SETS = {before: ['request_vendor_body', 'request_vendor_path'],
  after: ['response_body', 'response_status_code']};

function outcome(hook, done, variables) {
  const given = done || {};
  const made = {skipped: given.continue === false};
  for (const name of SETS[made.skipped ? 'after' : hook.kind]) {
    const value = name in given ? given[name] : variables[name];
    made[name] = value === undefined ? null :
      name === 'response_body' ? pruned(value) : sorted(value);
  }
  if (hook.kind === 'after' || made.skipped) {
    made.error = given.response_error_message || given.response_error || null;
    made.response_headers = merged(variables.response_headers,
      given.response_headers);
  } else {
    for (const name of MERGED) {
      made[name] = merged(variables[name], given[name]);
    }
  }
  made.configuration = kept(variables.configuration, given.configuration);
  const known = ['continue', 'response_error', 'response_error_message',
    'configuration', 'response_body', 'response_status_code',
    'response_headers', 'request_vendor_body', 'request_vendor_path',
    'request_vendor_headers', 'request_vendor_parameters'];
  Object.keys(given).forEach((name) => {
    if (!known.includes(name)) {
      made[name] = given[name];
    }
  });
  return JSON.stringify(made);
}

// A text of what the hook made that says it was made of nothing.
function isGarbage(value, input) {
  if (typeof value === 'string') {
    return (/undefined|NaN|\bnull\b|\[object/).test(value) &&
      !input.includes(JSON.stringify(value).slice(1, -1));
  }
  return value !== null && typeof value === 'object' &&
    Object.values(value).some((part) => isGarbage(part, input));
}

// Nor is a list or an object a header.
function isNoHeader(done) {
  return ['request_vendor_headers', 'response_headers'].some((name) =>
    Object.values((done || {})[name] || {}).some(
      (value) => value !== null && typeof value === 'object'));
}

function agree(hook, original, made, variables) {
  const input = JSON.stringify(variables) + hook.body;
  const failed = 'failed' in original || isGarbage(original.done, input) ||
    isNoHeader(original.done);
  if (failed || 'failed' in made) {
    return failed === 'failed' in made;
  }
  return outcome(hook, original.done, variables) ===
    outcome(hook, made.done, variables);
}

function compare(hook, inputs, results) {
  let passed = 0;
  const going = results.filter((one, i) => i % 2 === 0 && 'done' in one);
  if (going.length < LEAST) {
    console.log(`not ok - ${hook.file}: a hook that nearly always fails ` +
      'proves nothing');
    console.log(hook.body.replace(/^/gm, '    | '));
    return 0;
  }
  inputs.forEach((variables, i) => {
    if (agree(hook, results[2 * i], results[2 * i + 1], variables)) {
      passed += 1;
    } else if (hook.shown === undefined) {
      hook.shown = true;
      console.log(`not ok - ${hook.file}: a hook and its translation differ`);
      console.log(hook.body.replace(/^/gm, '    | '));
      console.log(hook.steps.replace(/^/gm, '    > '));
      console.log('    input    ' + JSON.stringify(variables));
      console.log('    original ' + JSON.stringify(results[2 * i]));
      console.log('    made     ' + JSON.stringify(results[2 * i + 1]));
    }
  });
  return passed;
}

// ---- All of it

function reasons(hooks) {
  const counts = {};
  hooks.filter((hook) => hook.why).forEach((hook) => {
    counts[hook.why] = (counts[hook.why] || 0) + hook.count;
  });
  Object.keys(counts).sort((a, b) => counts[b] - counts[a]).forEach((why) =>
    console.log(`${String(counts[why]).padStart(5)} ${why}`));
}

function main() {
  if (!fs.existsSync(elements)) {
    process.stderr.write(`translated hooks: skipped, no ${elements}\n`);
    console.log('0 passed, 0 failed');
    return 0;
  }
  const hooks = allHooks();
  translate(hooks);
  const done = hooks.filter((hook) => hook.steps !== undefined);
  build(done);
  let passed = 0, failed = 0, agreeing = 0;
  const inputs = done.map(inputsOf);
  const results = play([].concat(...done.map(
    (hook, i) => casesOf(hook, inputs[i]))));
  done.forEach((hook, i) => {
    const good = compare(hook, inputs[i],
      results.slice(2 * SAMPLES * i, 2 * SAMPLES * (i + 1)));
    passed += good;
    failed += SAMPLES - good;
    agreeing += good === SAMPLES ? hook.count : 0;
  });
  if (option === '--why') {
    reasons(hooks);
  }
  const total = hooks.reduce((sum, hook) => sum + hook.count, 0);
  const made = done.reduce((sum, hook) => sum + hook.count, 0);
  console.log(`${made} of ${total} hooks translated, ${agreeing} of them ` +
    `proved over ${SAMPLES} inputs each`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

module.exports = {hooksOf, inputsOf};
if (require.main === module) {
  process.exitCode = main();
}
