// hostile.js - scripts that mean no good, in the engine of C clients:
//     node hostile.js cases >cases
//     node hostile.js check RESULTS
// A result is as it must be, and comes in bounded time; which of two limits a
// script reaches first depends on the machine, and on who watches. Ends with
// `N passed, N failed`.
'use strict';

const fs = require('fs');

const LIMIT = /^\{"failed":\{"error":"too much (time|memory)"\}/;
const EITHER = /^\{"failed":\{"error":"(too much time|RangeError|Error)"\}\}$/;
const RANGE = /^\{"failed":\{"error":"RangeError"\}\}$/;
const TYPE = /^\{"failed":\{"error":"TypeError"\}\}$/;

function failed(text) {
  return `{"failed":{"error":${JSON.stringify(text)}}}`;
}

function given(value) {
  return `{"done":${JSON.stringify(value)}}`;
}

const nested = 'var o = [1]; for (var i = 0; i < 40; i++) { o = [o, o]; } ';
const chain = 'var o = {}; for (var i = 0; i < 100000; i++) ' +
  '{ o = Object.create(o); } ';
const backtracking = '/^(a+)+$/.test(new Array(40).join("a") + "b")';

const ROWS = [
  // Time
  ['for (;;) { try { for (;;) {} } catch (e) {} }', LIMIT],
  ['done(1); for (;;) {}', LIMIT],
  ['done({toJSON: function () { for (;;) {} }})', LIMIT],
  ['var e = new Error("x"); Object.defineProperty(e, "stack", ' +
    '{get: function () { for (;;) {} }}); throw e', LIMIT],
  ['}; for (;;) {} ; function x() {', failed('done was not called')],
  [backtracking, EITHER],
  [`for (;;) { try { ${backtracking}; } catch (e) {} }`, LIMIT],
  ['var a = "aaaaaaaaaa"; while (a.length < 8e6) { a += a; } ' +
    'done(a.indexOf(a.slice(0, 4e6) + "b"))', LIMIT],
  ['Array.prototype.reverse.call({length: 4294967295}); done(1)', LIMIT],
  ['done(Number(new Array(20000000).join("9")))', LIMIT],
  ['for (;;) { CE.md5("x"); }', LIMIT],
  [nested + 'CBOR.encode(o); done()', LIMIT],
  [chain + chain + 'done(1)', /^\{("done":1|"failed":\{"error":"too much)/],
  // Memory
  ['var s = "x"; for (;;) { s += s; }', LIMIT],
  ['var s = "x"; for (;;) { try { s += s; } catch (e) {} }', LIMIT],
  ['var a = []; for (;;) { try { a.push({a: a.length}); } catch (e) {} }',
    LIMIT],
  ['var a = []; for (;;) { a.push(new Uint8Array(1e6)); }', LIMIT],
  ['var a = new Array(1000000); for (;;) { a = a.concat(a); }', LIMIT],
  ['done("x".repeat(1e9))', LIMIT],
  ['try { "x".repeat(1e9); } catch (e) { done(e instanceof Error); }',
    given(true)],
  // Depth
  ['function f() { return f() + 1; } f(); done()', RANGE],
  ['function f() { [1].forEach(f); } f(); done()', RANGE],
  ['function f() { f(); } try { f(); } catch (e) { done(e.name); }',
    given('RangeError')],
  ['var o = {toString: function () { return "" + o; }}; "" + o; done()', RANGE],
  ['var o = {}; Object.defineProperty(o, "x", {get: function () ' +
    '{ return o.x; }}); o.x; done()', RANGE],
  ['var o = {}, p = o; for (var i = 0; i < 100000; i++) { p = p.a = {}; } ' +
    'done(o)', RANGE],
  ['JSON.parse(new Array(100000).join("["))', RANGE],
  ['new Function(new Array(100000).join("("))', RANGE],
  ['new RegExp(new Array(100000).join("("))', RANGE],
  ['var f = function () { return 1; }; for (var i = 0; i < 20000; i++) ' +
    '{ f = f.bind(null, 1); } done(f())', /^\{("done":1|"failed":)/],
  // done
  ['done(1); done(2)', given(1)],
  ['done(1); throw 2', given(1)],
  ['', failed('done was not called')],
  ['done({toJSON: function () { done(1); return 2; }})', given(2)],
  ['var o = {}; o.o = o; done(o)', TYPE],
  ['done = null', failed('done was not called')],
  ['done(function () {})', given(null)],
  // What is thrown
  ['throw new Error("no")', failed('Error')],
  ['throw null', failed('thrown: null')],
  ['throw undefined', failed('thrown: undefined')],
  ['throw {toJSON: function () { throw 1; }, toString: null}',
    failed("what was thrown can't be told")],
  ['Object.defineProperty(Error.prototype, "name", ' +
    '{get: function () { throw 1; }}); null.x', /^\{"failed":/],
  ['throw new Error("a\\nb\\u0000c\\ud800")', failed('Error')],
  ['throw new Error(new Array(1000000).join("long "))', EITHER],
  // Prototypes and globals
  ['Object.prototype.toJSON = function () { return 7; }; done({a: 1})',
    given(7)],
  ['Object.defineProperty(Object.prototype, "a", {set: function (v) ' +
    '{ throw 1; }}); done(configuration)', given({a: 'b'})],
  ['Array.prototype[0] = 9; Array.prototype.push = null; done([, 1])',
    given([9, 1])],
  ['JSON = Array = Object = Error = String = null; done({a: "b"})',
    given({a: 'b'})],
  ['var g = Function("return this")(); Object.getOwnPropertyNames(g).forEach(' +
    'function (n) { if (n !== "done") { try { delete g[n]; } catch (e) {} } ' +
    '}); done({a: 1})', given({a: 1})],
  ['Object.freeze(Function("return this")()); done(1)', given(1)],
  ['done(configuration.__proto__ === Object.prototype)', given(true)],
  ['done([typeof Duktape, typeof process, typeof fetch, typeof setTimeout, ' +
    'typeof XMLHttpRequest, typeof readFile, typeof load, typeof module])',
  given(new Array(8).fill('undefined'))],
  // Texts
  ['done("\\ud800")', '{"done":"\\ufffd"}'],
  ['done("\\ud83d\\ude00".length)', given(2)],
  ['done(String.fromCharCode(0x7fffffff))', /^\{"done":"(\\ufffd)+"\}$/],
  ['done(new TextDecoder().decode(new Uint8Array([255, 65])))',
    '{"done":"\\ufffdA"}'],
  ['done("\\u0000")', '{"done":"\\u0000"}'],
  ['done([NaN, -Infinity, -0, 1e21])', '{"done":[null,null,0,1e+21]}'],
  ['CE.decode64("*"); done()', TYPE]
];

function matches(wanted, result) {
  return wanted instanceof RegExp ? wanted.test(result) : wanted === result;
}

function check(results) {
  let passed = 0, failures = 0;
  ROWS.forEach(([hook, wanted], i) => {
    if (matches(wanted, results[i])) {
      passed += 1;
    } else {
      failures += 1;
      console.error(`not ok - hostile: ${hook}\n    wanted ${wanted}\n` +
        `    got    ${results[i]}`);
    }
  });
  console.log(`${passed} passed, ${failures} failed`);
}

if (process.argv[2] === 'cases') {
  ROWS.forEach(([hook]) => console.log(
    JSON.stringify({hook, variables: {configuration: {a: 'b'}}})));
} else {
  check(fs.readFileSync(process.argv[3], 'utf8').split('\n'));
}
