// random.js - hooks of random well-typed statements, and what they must do.
//
//   node random.js sources FOLDER COUNT SEED    writes FOLDER/randomN.conn
//   node random.js cases FOLDER COUNT SEED      reads FOLDER/randomN.json, made
//       of them by connc; writes cases, wanted and names, a line each, and
//       FOLDER/randomN.cases for the same hooks as C
//
// Owns: a second reading of the language, made independently of the compiler:
// each construct is generated as its text together with a function that
// evaluates it, so that what a hook does is known without its JavaScript. The
// same seed gives the same hooks and documents.
'use strict';

const fs = require('fs');
const path = require('path');
const {MOST, WORDS, Failure, End, Left, below, pick, chance, set_seed} =
  require('./random_base');
const {forget_names} = require('./random_values');
const {steps, after_steps, event_steps} = require('./random_steps');

const HOOKS_A_FILE = 100;
const EVENTS_A_FILE = 20;

// ---- Documents

function item() {
  const made = {name: pick(WORDS), count: below(20) - 5,
    tags: WORDS.slice(below(10)).slice(0, below(3)),
    state: pick(['open', 'CLOSED!', 'of later']), open: chance(50),
    at: pick(['1970-01-02T00:00:00Z', '2026-01-02T03:04:05Z',
      '2024-02-29T23:59:59+02:00']), big: pick([-77, 0, 9007199254740991])};
  if (chance(50)) {
    made.note = pick(WORDS.concat([null]));
  }
  if (chance(50)) {
    made.rank = below(5);
  }
  return made;
}

function doc() {
  const made = {title: pick(WORDS), total: pick([0, 1, 5, -3, MOST]),
    sizes: [1, 2, 3, 3].slice(below(4)), items: [], labels: {}};
  for (let n = below(4); n > 0; n--) {
    made.items.push(item());
  }
  for (let n = below(4); n > 0; n--) {
    made.labels[pick(['a', 'b', 'x', '日本', '😀', '\uFFFD'])] = pick(WORDS);
  }
  if (chance(50)) {
    made.note = pick(WORDS);
  }
  return made;
}

// ---- Hooks

const TOP = `edition = 2026
import std.time { from_unix }
connector random

setup {
  properties { base_url = "https://api.example.com" }
  events webhook docs {
    route = request.headers["X-Kind"]
`;

const HEAD = `  }
}

type Doc { title: string, total: int, note: string?, sizes: int[],
           items: Item[], labels: map<string> }
type Item { name: string, count: int, note: string?, rank: int?, tags: string[],
            state: State, open: bool, at: timestamp, big: int64 }
enum State { open, closed = "CLOSED!" }

fn weight(text: string, by: int = 1) -> int { return text.length + by }

resource docs {
`;

const KINDS = {
  before: {make: steps, body: 'request.body'},
  after: {make: after_steps, body: 'response.body'},
  on: {make: event_steps, body: 'body'}
};

function hook(kind) {
  const {make, body} = KINDS[kind];
  forget_names();
  const statements = make(
    [{name: 'doc', type: 'Doc', writable: kind !== 'on'}]);
  const lines = ['let doc = ' + body].concat(statements.lines);
  return {kind, after: kind === 'after', lines, run: (at) => {
    try {
      statements.run(at);
    } catch (error) {
      if (!(error instanceof Left)) {
        throw error;
      }
    }
  }};
}

function source(hooks) {
  const events = hooks.filter((made) => made.kind === 'on');
  const others = hooks.filter((made) => made.kind !== 'on');
  return TOP + events.map((made, i) => '    on "e' + i + '" -> Doc {\n' +
    made.lines.map((line) => '      ' + line + '\n').join('') +
    '    }\n').join('') + HEAD +
    others.map((made, i) => '  op h' + i + ' POST "/h' + i +
    '" -> Doc {\n    body: Doc\n    ' + (made.after ? 'after' : 'before') +
    ' {\n' +
    made.lines.map((line) => '      ' + line).join('\n') +
    '\n    }\n  }\n').join('') + '}\n';
}

// The one event that is made, or none where its hook fails.
function wanted_events(made, variables, route) {
  const answer = {};
  try {
    made.run(new Map([['doc', variables.events], ['#answer', answer]]));
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof End)) {
      throw error;
    }
    return {events: []};
  }
  const event = {event_type: 'UNKNOWN', event_object_type: route};
  if (answer.id !== undefined) {
    event.event_object_id = answer.id;
  }
  return {events: [event]};
}

const STATUSES = {invalid: 400, conflict: 409, not_found: 404, vendor: 502};

// What `done` must be called with; which parts it names is the hook's affair.
function wanted(made, variables) {
  const {after} = made;
  const body = JSON.parse(JSON.stringify(
    after ? variables.response_body : variables.request_vendor_body));
  const headers = Object.assign({},
    after ? variables.response_headers : variables.request_vendor_headers);
  const answer = {status: variables.response_status_code};
  const query = Object.assign({}, variables.request_vendor_parameters);
  try {
    made.run(new Map([['doc', body], ['#headers', headers],
      ['#query', query], ['#answer', answer]]));
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof End)) {
      throw error;
    }
    return Object.assign(after ? {} : {'continue': false},
      {response_status_code: STATUSES[error.kind] || 500,
        response_body: {message: error.message},
        response_error: error.message});
  }
  const text = made.lines.join('\n'), result = {};
  if (/(^|\n) *(doc|_\w+)\.\w+ = /.test(text)) {
    result[after ? 'response_body' : 'request_vendor_body'] = body;
  }
  if (text.includes('request.headers[')) {
    result.request_vendor_headers = headers;
  }
  if (text.includes('response.headers[')) {
    result.response_headers = headers;
  }
  if (text.includes('response.status = ')) {
    result.response_status_code = answer.status;
  }
  if (text.includes('request.query.')) {
    result.request_vendor_parameters = query;
  }
  return result;
}

function canonical(value) {
  return JSON.stringify(value, (key, part) =>
    (part !== null && typeof part === 'object' && !Array.isArray(part) ?
      Object.fromEntries(Object.entries(part).sort((a, b) =>
        (a[0] < b[0] ? -1 : 1))) : part))
    .replace(/[\u007f-\uffff]/g, (c) => '\\u' +
      c.charCodeAt(0).toString(16).padStart(4, '0'));
}

// ---- The two commands

function files(count) {
  const made = [];
  for (let left = count; left > 0; left -= HOOKS_A_FILE) {
    const hooks = [];
    while (hooks.length < Math.min(left, HOOKS_A_FILE)) {
      hooks.push(hook(hooks.length < EVENTS_A_FILE ? 'on' :
        hooks.length % 2 ? 'after' : 'before'));
    }
    made.push(hooks);
  }
  return made;
}

function write_sources(folder, count) {
  files(count).forEach((hooks, i) => fs.writeFileSync(
    path.join(folder, 'random' + i + '.conn'), source(hooks)));
}

function write_cases(folder, count) {
  const cases = [], results = [], titles = [], native = [];
  function add(emitted, variables, result, title) {
    cases.push(JSON.stringify({hook: emitted ? emitted.body : 'no hook',
      contextParams: emitted ? emitted.contextParams : '', variables}));
    results.push(canonical({done: result}));
    titles.push(title);
  }
  function add_native(file, kind, owner, variables) {
    native[file] = (native[file] || '') +
      JSON.stringify({kind, owner, variables}) + '\n';
  }
  function add_event(made, route, emitted, title, file) {
    const variables = {events: Object.assign(doc(),
      {eventHeaders: {'x-kind': route}})};
    add_native(file, 'on', 'docs', variables);
    add(emitted, variables, wanted_events(made, variables, route), title);
  }
  files(count).forEach((hooks, i) => {
    const element = JSON.parse(fs.readFileSync(
      path.join(folder, 'random' + i + '.json'), 'utf8'));
    const own = element.hooks.filter((one) => one.type === 'event');
    hooks.forEach((made, k) => {
      if (made.kind === 'on') {
        add_event(made, 'e' + k, own[0], 'random' + i + '.conn, e' + k, i);
        return;
      }
      const name = 'h' + (k - Math.min(EVENTS_A_FILE, hooks.length));
      const resource = element.resources.find(
        (one) => one.path === '/hubs/general/' + name);
      const variables = {request_vendor_body: doc(),
        request_vendor_headers: {accept: 'text/plain', 'X-Two': '2'},
        request_vendor_parameters: {page: '1'}, response_body: doc(),
        response_headers: {accept: 'none', 'X-One': '1'},
        response_status_code: 200, response_iserror: false};
      add_native(i, made.kind, 'docs.' + name, variables);
      add(resource.hooks[0], variables, wanted(made, variables),
        'random' + i + '.conn, ' + name);
    });
  });
  fs.writeFileSync(path.join(folder, 'cases'), cases.join('\n') + '\n');
  fs.writeFileSync(path.join(folder, 'wanted'), results.join('\n') + '\n');
  fs.writeFileSync(path.join(folder, 'names'), titles.join('\n') + '\n');
  native.forEach((lines, i) => fs.writeFileSync(
    path.join(folder, 'random' + i + '.cases'), lines));
}

const [verb, folder, count, seed] = process.argv.slice(2);
set_seed(Number(seed));
if (verb === 'sources') {
  write_sources(folder, Number(count));
} else {
  write_cases(folder, Number(count));
}
