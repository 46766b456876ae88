// random_base.js - chance, texts and what ends a hook: what the files that make
// random hooks share. Chance is xorshift32, so that a seed means the same
// everywhere.
'use strict';

const MOST = Number.MAX_SAFE_INTEGER;

let state = 1;

function below(n) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}

function pick(list) {
  return list[below(list.length)];
}

function chance(percent) {
  return below(100) < percent;
}

function set_seed(seed) {
  state = seed || 1;
}

// ---- What ends a hook

class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}
class End extends Error {}
class Left extends Error {}

function checked(n) {
  if (!(n >= -MOST && n <= MOST)) {
    throw new End('overflow');
  }
  return n + 0;
}

// ---- Helpers of the second reading

function code_points(text) {
  return Array.from(text);
}

function compare_text(a, b) {
  const x = code_points(a), y = code_points(b);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] !== y[i]) {
      return x[i].codePointAt(0) - y[i].codePointAt(0);
    }
  }
  return x.length - y.length;
}

function ascii(text, change) {
  return text.replace(/[A-Za-z]/g, (c) => change(c));
}

function null_of(value) {
  return value === undefined ? null : value;
}

function parse_int(text) {
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new Failure('invalid', 'not an integer within 2^53');
  }
  return Number(text) + 0;
}

// ---- Texts

const WORDS = ['', 'a', 'b', 'ab', 'Zoë', 'x-y-z', 'a,b,,c', '12', '-7', '1e3',
  '9007199254740991', '😀', 'e\u0301', '"quoted"', "it's", '</script><!--',
  'line\nend', 'tab\t', 'back\\slash', '\u2028', '${x}', '日本', '  spaces ',
  'true', 'null', '__proto__', 'constructor', '\uFFFD', '\u{1F468}\u200D'];

function quoted(text) {
  return '"' + Array.from(text, (c) => {
    const code = c.codePointAt(0);
    if (c === '"' || c === '\\' || c === '$') {
      return '\\' + c;
    }
    return code < 32 || code > 126 ? '\\u{' + code.toString(16) + '}' : c;
  }).join('') + '"';
}

module.exports = {MOST, WORDS, Failure, End, Left, below, pick, chance,
  set_seed, checked, code_points, compare_text, ascii, null_of, parse_int,
  quoted};
