// patterns.js - random patterns of the checked subset over random texts, as
// vectors without a result: node patterns.js COUNT SEED >calls
//
// Owns: the grammar that patterns are drawn from. Engines must find the same
// with them: JavaScript's by its own RegExp, C by the runtime's.
'use strict';

const [count, seed] = process.argv.slice(2).map(Number);
let state = seed || 1;

function below(limit) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
}

const pick = (list) => list[below(list.length)];
const many = (most, make) => Array.from({length: below(most + 1)}, make);

const CHARACTERS = ['a', 'b', 'c', 'a', 'b', '1', '-', '_', ' ', '\n', 'B',
  '\u00e9', '\ud83d\ude00', '\ud83d\ude01', '\uffff', '.'];
const SINGLE = ['a', 'b', 'c', '1', '.', '\\.', '\\d', '\\w', '\\s', '\\D',
  '\\W', '\\S', '\u00e9', '\ud83d\ude00', '-', '\\n', '}', ']'];
const IN_CLASS = ['a', 'b', '0-9', 'a-c', '\\d', '\\w', '\\W', '\\-', '_',
  '\u00e9', '\u00e0-\u00ff', '\ud83d\ude00-\ud83d\ude4f', '\ue000-\ud83d\ude00',
  '\\]', '.', '\\b', '\\S', 'a-\\d'];
const QUANTIFIERS = ['*', '+', '?', '{0}', '{1}', '{2}', '{0,1}', '{1,2}',
  '{2,}', '{0,}', '{1,3}'];

function char_class() {
  return '[' + pick(['', '', '^']) + pick(IN_CLASS) +
    many(2, () => pick(IN_CLASS)).join('') + ']';
}

function atom(depth) {
  const kind = below(depth > 0 ? 9 : 6);
  return kind < 5 ? pick(SINGLE) : kind === 5 ? char_class() :
    (kind === 6 ? '(?:' : '(') + either(depth - 1) + ')';
}

function piece(depth) {
  if (below(12) === 0) {
    return pick(['^', '$', '\\b', '\\B']);
  }
  return atom(depth) + (below(3) === 0 ? pick(QUANTIFIERS) +
    pick(['', '', '?']) : '');
}

function sequence(depth) {
  return many(4, () => piece(depth)).join('');
}

function either(depth) {
  return sequence(depth) + many(below(3), () => '|' + sequence(depth)).join('');
}

for (let i = 0; i < count; i += 1) {
  const text = many(12, () => pick(CHARACTERS)).join('');
  const pattern = either(3);
  const f = pick(['string_groups', 'string_groups', 'string_find_matches',
    'string_matches', 'string_find_match', 'string_replace_matches']);
  console.log(JSON.stringify({f, in: f === 'string_replace_matches' ?
    [text, pattern, '<>'] : [text, pattern]}));
}
