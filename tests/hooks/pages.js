// pages.js - lists that are paged by hooks, one turn of `play` after the other:
//     node pages.js FOLDER before|after|end [LINKS]
//
// LINKS is a file of published Link headers.
// FOLDER/pages/pages.json is what pages.conn becomes on the platform. Each turn
// reads what the last gave (got) and writes the next cases: `before` those of
// the requests, `after` those of their answers, `end` what came of the lists
// (names, wanted, got). What lies between two turns is in FOLDER/pages.state.
//
// The platform's part is what its documentation says: parameters are applied
// first, then the hook before the call; a header of null is not sent; the hook
// after the call runs before the next page is looked for, at nextPageKey; what
// is found there becomes the argument nextPage of the next call.
'use strict';

const fs = require('fs');
const path = require('path');

const [folder, turn] = process.argv.slice(2);
const file = (name) => path.join(folder, name);
const read = (name) => fs.readFileSync(file(name), 'utf8');
const lines_of = (list) => list.map((line) => line + '\n').join('');
const definition = JSON.parse(read('pages/pages.json'));
const resource_of = (list) => definition.resources.find(
  (row) => row.vendorPath === list.path);

// ---- what vendors answer, and what must come of it

const id = (...numbers) => numbers.map((number) => ({id: number}));

const BASE = 'https://pages.example.com';
const ODD = '\u00e9"\\\r\n\u2028\ud83d\ude00';

const LISTS = [
  {name: 'the last id goes on', path: '/last',
    answers: [{items: id(1, 2), more: true}, {items: id(3), more: true},
      {items: id(4), more: false}],
    wanted: ['{"order":"id","size":2}', '{"from":2,"order":"id","size":2}',
      '{"from":3,"order":"id","size":2}']},
  {name: 'the caller says the size', path: '/last', query: {size: 1},
    answers: [{items: id(1), more: true}, {items: id(2), more: false}],
    wanted: ['{"order":"id","size":1}', '{"from":1,"order":"id","size":1}']},
  {name: 'nothing set ends the list', path: '/last',
    answers: [{items: [], more: true}], wanted: ['{"order":"id","size":2}']},
  {name: 'a failure ends the list', path: '/last', status: 503,
    answers: [{items: id(1), more: true}], wanted: ['{"order":"id","size":2}']},
  {name: 'what the first answer says holds on', path: '/session',
    answers: [{items: id(1), next: 'a', session: 's1'},
      {items: id(2), next: 'b'}, {items: id(3)}],
    wanted: ['{}', '{"cursor":"a"} X-Session: s1',
      '{"cursor":"b"} X-Session: s1']},
  {name: 'any text is a cursor', path: '/session',
    answers: [{items: id(1), next: ODD}, {items: id(2)}],
    wanted: ['{}', JSON.stringify({cursor: ODD})]},
  {name: 'names that engines know', path: '/session',
    answers: [{items: id(1), next: '__proto__', session: 'constructor'},
      {items: id(2)}],
    wanted: ['{}', '{"cursor":"__proto__"} X-Session: constructor']},
  {name: 'the page stands in the body', path: '/search', body: {text: 't'},
    answers: [{items: id(1), next: 'a'}, {items: id(2)}],
    wanted: ['{} {"text":"t"}', '{} {"after":"a","text":"t"}']},
  {name: 'counted by what was sent', path: '/counted',
    answers: [id(1), id(2), []],
    wanted: ['{"page":1}', '{"page":2}', '{"page":3}']},
  {name: 'a page that nobody gave', path: '/session', token: 'nonsense',
    answers: [], wanted: ['400 nextPage is none of this list']},
  {name: 'a Link header', path: '/linked', query: {per_page: 2, text: 'a&b'},
    answers: [id(1, 2), id(3, 4), id(5)],
    links: ['<https://pages.example.com/linked?per_page=2&p=%26+2>; rel="next"',
      '<?p=3>; rel=prev, </linked?p=3&per_page=2>; title=","; rel="last next"',
      '<?p=2>; rel=prev'],
    wanted: ['{"per_page":2,"text":"a&b"}', '{"p":"& 2","per_page":"2"}',
      '{"p":"3","per_page":"2"}']},
  {name: 'a Link to another path', path: '/linked',
    answers: [id(1), id(2), id(3)],
    links: ['</other/7/x?p=2>; rel=next', '<../y/./z?p=3>; rel=next', ''],
    wanted: ['{}', '/other/7/x {"p":"2"}', '/other/y/z {"p":"3"}']},
  {name: 'a Link without an end', path: '/linked',
    answers: [id(1)], links: ['<?p=2>; title="a, <?p=3>; rel=next'],
    wanted: ['{}']},
  {name: 'a Link to another origin', path: '/linked', answers: [id(1)],
    links: ['<https://pages.example.com.evil.example/linked>; rel=next'],
    wanted: ['{}', '502 the next page is on another origin, ' +
      '`pages.example.com.evil.example`']},
  {name: 'a Link with a user', path: '/linked', answers: [id(1)],
    links: ['<https://pages.example.com@evil.example/linked>; rel=next'],
    wanted: ['{}', "502 the next page's URL is no http URL"]},
  {name: 'a Link that says one name twice', path: '/linked', answers: [id(1)],
    links: ['<?id=1&id=2>; rel=next'],
    wanted: ['{}', "502 the next page's URL says `id` twice"]},
  {name: 'a token that leads elsewhere', path: '/linked', answers: [],
    token: '{"path":"https://evil.example/linked"}',
    wanted: ['400 nextPage is none of this list']},
  {name: 'a token that breaks the path', path: '/linked', answers: [],
    token: '{"path":"/a\\r\\nb"}',
    wanted: ['400 nextPage is none of this list']},
  {name: 'a token behind the host', path: '/linked', answers: [],
    token: '{"path":".evil.example/a"}',
    wanted: ["502 the next page's URL is no http URL"]},
  {name: 'a URL in the answer', path: '/by_url',
    answers: [
      {items: id(1), more: true, paging: {next: '/by_url?c=%zz&d=1'}},
      {items: id(2), more: true,
        paging: {next: '//pages.example.com:443/by_url'}},
      {items: id(3), more: false, paging: {next: '?c=4'}}],
    wanted: ['{}', '{"c":"%zz","d":"1"}']},
  {name: 'a URL where no more is said', path: '/by_url',
    answers: [{items: id(1), paging: {next: '?c=2'}}], wanted: ['{}']},
  {name: 'no URL in the answer', path: '/by_url',
    answers: [{items: id(1), more: true, paging: {next: '?c=2'}},
      {items: id(2), more: true, paging: null}], wanted: ['{}', '{"c":"2"}']},
  {name: 'a URL that is no text', path: '/by_url',
    answers: [{items: id(1), more: true, paging: {next: 7}}],
    wanted: ['{}', "502 the next page's URL is no text"]},
  {name: 'a URL in a header', path: '/by_head', answers: [id(1), id(2)],
    headers: {'x-next': ['https://PAGES.example.com/by_head?c=2', '']},
    wanted: ['{}', '{"c":"2"}']},
  {name: 'the last key goes on', path: '/by_key', query: {limit: 2},
    answers: [id(1, 2), id(3, 4), id(5)],
    wanted: ['{"limit":2}', '{"after":2,"limit":2}', '{"after":4,"limit":2}']},
  {name: 'the caller says how many keys', path: '/by_key', query: {limit: '3'},
    answers: [id(1, 2)], wanted: ['{"limit":"3"}']},
  {name: 'no size is known', path: '/by_key', query: {limit: 'all'},
    answers: [id(1), []], wanted: ['{"limit":"all"}',
      '{"after":1,"limit":"all"}']},
  {name: 'an item without a key', path: '/by_key', answers: [[{id: null}]],
    wanted: ['{}', '502 the last item has no `/id`']},
  {name: 'bytes in a body', path: '/by_bytes', body: {range: {limit: 1}},
    answers: [{items: [{key: 'YQ=='}], more: true}, {items: [{key: 'YWI='}]}],
    wanted: ['{} {"range":{"limit":1}}',
      '{} {"range":{"limit":1,"start":"YQA="}}']},
  {name: 'a header that no step sets', path: '/last',
    token: '{"query":{"from":7},"headers":{"X-Other":"x"}}',
    answers: [{items: id(8), more: false}],
    wanted: ['{"from":7,"order":"id","size":2}']},
];

// Headers that others wrote; hosts become that of this connector. Node's own
// URLs say what must be asked for.
function published(text) {
  return JSON.parse(text).cases.filter((row) => !row.base).map((row) => {
    const at_home = (url) => url.replace(/https?:\/\/[^\/<>?#"]+/g, BASE);
    const next = row.next && new URL(at_home(row.next));
    const moves = next && next.pathname !== '/linked';
    return {name: 'Link: ' + row.name, path: '/linked',
      answers: [id(1), id(2)], links: [at_home(row.value)],
      wanted: ['{}'].concat(next ? [(moves ? next.pathname + ' ' : '') +
        sorted(Object.fromEntries(next.searchParams))] : [])};
  });
}

if (process.argv[4]) {
  LISTS.push(...published(fs.readFileSync(process.argv[4], 'utf8')));
}

// ---- the turns

function sorted(object) {
  return JSON.stringify(Object.fromEntries(Object.entries(object || {})
    .filter(([, value]) => value !== null).sort()));
}

function sent_text(list, sent) {
  const session = sent.request_vendor_headers['X-Session'];
  const moved = sent.request_vendor_path !== list.path;
  return (moved ? sent.request_vendor_path + ' ' : '') +
    sorted(sent.request_vendor_parameters) +
    (session ? ' X-Session: ' + session : '') +
    (sent.request_vendor_headers['X-Other'] ? ' X-Other' : '') +
    (list.body ? ' ' + JSON.stringify(sent.request_vendor_body) : '');
}

function hook_case(list, type, variables) {
  const hook = resource_of(list).hooks.find((row) => row.type === type);
  return JSON.stringify({hook: hook.body, contextParams: hook.contextParams,
    variables: variables});
}

// What else the vendor's answer on that page has.
function headers_of(list, page) {
  const headers = {Date: 'today'};
  const named = Object.assign({}, list.headers,
    list.links ? {link: list.links} : {});
  Object.entries(named).filter(([, values]) => values[page]).forEach(
    ([name, values]) => {
      headers[name] = values[page];
    });
  return headers;
}

// What the parameters make of the caller's arguments.
function request_of(list, run) {
  const next = resource_of(list).parameters.find(
    (row) => row.name === 'nextPage');
  const token = run.token === undefined ? {} : {[next.vendorName]: run.token};
  return {
    request_vendor_url: BASE + list.path, request_vendor_path: list.path,
    request_vendor_parameters: Object.assign({}, list.query,
      next.vendorType === 'query' ? token : {}),
    request_vendor_headers: Object.assign({Accept: 'application/json'},
      next.vendorType === 'header' ? token : {}),
    request_vendor_body: list.body};
}

function begin_turn(list, run) {
  return hook_case(list, 'preRequest', request_of(list, run));
}

// The call itself; undefined where the hook answered.
function answer_turn(list, run, result) {
  if (result.done === undefined || result.done.continue === false) {
    run.ended = true;
    run.trace.push(result.done === undefined ? JSON.stringify(result) :
      result.done.response_status_code + ' ' + result.done.response_error);
    return undefined;
  }
  const sent = Object.assign(request_of(list, run), result.done);
  const page = run.trace.length;
  run.trace.push(sent_text(list, sent));
  return hook_case(list, 'postRequest', Object.assign(sent, {
    request_vendor_url: BASE + sent.request_vendor_path,
    response_body: list.answers[page],
    response_headers: headers_of(list, page),
    response_status_code: list.status || 200,
    response_iserror: list.status !== undefined}));
}

function next_turn(list, run, result) {
  const place = /^header\.(.+)$/.exec(resource_of(list).nextPageKey)[1];
  const done = result.done || {}, headers = done.response_headers || {};
  run.token = headers[place];
  run.ended = run.token === undefined;
  if (done.response_error) {
    run.trace.push(done.response_status_code + ' ' + done.response_error);
  } else if (headers.Date !== 'today') {
    run.trace.push(JSON.stringify(result));
  } else if (!run.ended && !/^[ -~]+$/.test(run.token)) {
    run.trace.push('no text of a header: ' + run.token);
  }
}

function state() {
  return fs.existsSync(file('pages.state')) ?
    JSON.parse(read('pages.state')) :
    LISTS.map((list) => ({token: list.token, trace: [], ended: false}));
}

function write_end(runs) {
  fs.writeFileSync(file('names'), lines_of(LISTS.map((list) => list.name)));
  fs.writeFileSync(file('wanted'), lines_of(LISTS.map(
    (list) => list.wanted.join(' | '))));
  fs.writeFileSync(file('got'), lines_of(runs.map(
    (run) => run.trace.join(' | ') + (run.ended ? '' : ' | and on'))));
}

const runs = state();
const results = fs.existsSync(file('pages.state')) ?
  read('got').split('\n').filter((line) => line !== '').map(JSON.parse) : [];
const cases = [];
LISTS.forEach((list, i) => {
  const run = runs[i];
  if (run.ended || (turn === 'after' && !run.asked)) {
    return;
  }
  if (turn === 'after') {
    const made = answer_turn(list, run, results.shift());
    run.asked = made !== undefined;
    cases.push(...(run.asked ? [made] : []));
    return;
  }
  if (run.asked) {
    next_turn(list, run, results.shift());
  }
  run.asked = !run.ended;
  if (run.asked && turn === 'before') {
    cases.push(begin_turn(list, run));
  }
});
fs.writeFileSync(file('cases'), lines_of(cases));
fs.writeFileSync(file('pages.state'), JSON.stringify(runs));
if (turn === 'end') {
  write_end(runs);
}
