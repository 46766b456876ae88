// wire.js - calls of the helpers that generated hooks use beneath the standard
// functions, as vectors without a result: node wire.js >calls
//
// Owns: which values each of them is given. Both engines must make the same of
// them; what JavaScript itself would throw at is left out.
'use strict';

const NUMBERS = [0, 1, -1, 42, 1.5, -1.5, 0.1, -0.25, 1e-7, 1e21, -1e21, 1e300,
  2147483647, 2147483648, -2147483648, -2147483649, 9007199254740991,
  -9007199254740991, 1700000000, 1700000000.25, 1700000000123, -0.000001,
  0.0000005, -0.0000005, 9007199254.740991, {$float: '-0'}];
const TEXTS = ['', ' ', 'a', 'true', 'false', 'True', '0', '-0', '00', '007',
  '-007', '1', '-1', '12', '1.5', '-1.50', '1.', '.5', '+1', '1e3', '1E+3',
  '1e-3', '-2.5e-2', '1e400', '1e99999999999', '0e99999999999', '0.1', '00.10',
  '9007199254740991', '9007199254740992', '9007199254740993',
  '9223372036854775807', '9223372036854775808', '-9223372036854775808',
  '-9223372036854775809', '0.30000000000000004',
  '123456789012345678901234567890',
  '1.000000000000000000000000001', 'NaN', 'Infinity', '1970-01-01T00:00:00Z',
  '2026-02-29T00:00:00Z', '2024-02-29T23:59:59.123456789+05:30', '1500-01-01',
  'YQ==', 'YQ', 'Y', '_-8', 'YR==', 'zo\u00eb \ud83d\ude00', '\u0000'];
const DIGITS = ['9007199254740993', '-9007199254740993', '9223372036854775807',
  '9223372036854775808', '1' + '0'.repeat(400)].map((d) => ({$digits: d}));
const BOOLS = [true, false];
const OTHERS = [null];
const DECIMALS = TEXTS.filter(
  (text) => /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text));
const INT64S = ['0', '1', '-1', '9007199254740991', '9007199254740992',
  '-9007199254740993', '9223372036854775807', '-9223372036854775808'];
const INTS = NUMBERS.filter(Number.isInteger)
  .filter((number) => Math.abs(number) <= Number.MAX_SAFE_INTEGER);
const SCALARS = [...OTHERS, ...NUMBERS, ...TEXTS, ...BOOLS];
const OBJECTS = [[], [1, 'a', null], {}, {a: 1, b: null}, [[1], {c: [2]}],
  {$map: {x: 'y', '10': 'n', a: null}}];

const calls = {
  int64_of: [...OTHERS, ...NUMBERS, ...TEXTS, ...DIGITS],
  int64_json: [null, ...INT64S],
  decimal_of: [...OTHERS, ...NUMBERS, ...TEXTS, ...DIGITS],
  decimal_json: [null, ...DECIMALS],
  negated: [...INT64S, ...DECIMALS],
  int32: [null, ...NUMBERS],
  time_of: [null, ...TEXTS],
  time_text: [null, ...INTS],
  time_of_unix: SCALARS,
  unix_of_time: [null, ...INTS],
  time_of_millis: SCALARS,
  millis_of_time: [null, ...INTS],
  duration_of: SCALARS,
  seconds_of: [null, ...INTS],
  bytes_of_text: [null, ...TEXTS],
  text_of_bytes: [null, {$bytes: ''}, {$bytes: '00ff61'}],
  quoted: [...SCALARS],
  text_of: SCALARS,
  text_bool: SCALARS,
  text_int: SCALARS,
  text_float: SCALARS,
  kept_text: [...SCALARS, ...OBJECTS],
  number_to_int: [...NUMBERS, ...DECIMALS, ...INT64S],
  number_to_int64: [...NUMBERS, ...INT64S, '007', 'a', '1.5'],
  string_to_duration: TEXTS.filter((text) => text !== '-0'), // C has no -0
  items_of: [...SCALARS, ...OBJECTS],
  map_of: [{}, {a: 1, b: null, c: {d: null}}],
  copy: [...TEXTS, ...BOOLS, null, ...OBJECTS.slice(0, -1)]
};

const PAIRS = ['', 'a', 'ab', 'b', '\u00e9', '\ud83d\ude00', '\uffff'];
const pairs = {
  begins_with: [null, ...PAIRS].flatMap((a) => PAIRS.map((b) => [a, b])),
  json_item: [[], [7, 8], {a: 1, '0': 2}, 'text', null, 5].flatMap(
    (value) => [0, 1, 2, -1, 'a', '0', ''].map((index) => [value, index])),
  headers_has: [{A: 'x', b: null}, {}].flatMap(
    (headers) => ['a', 'A', 'B', 'c'].map((name) => [headers, name])),
  decimals_equal: DECIMALS.flatMap((a) => DECIMALS.map((b) => [a, b])),
  record_keys: [{}, {b: 1, a: 2, '\ud83d\ude00': 3, '\uffff': 4}].flatMap(
    (record) => [[], ['z', 'b'], ['a', 'b']].map((names) => [record, names]))
};
// Those that change their first argument; what they give is of no account.
const changes = {
  given: [{}, {a: null, b: 1, c: null}].flatMap(
    (object) => [[], ['a'], ['a', 'c']].map((sent) => [object, sent])),
  list_put: [[1, 2]].flatMap(
    (list) => [0, 1, 2, -1].map((index) => [list, index, 'x'])),
  put_value: [{a: 1}].flatMap((object) => [null, 2].flatMap(
    (value) => ['a', 'b', '__proto__'].map((name) => [object, name, value]))),
  json_put: [{a: 1}, [1]].flatMap((value) => ['a', '__proto__', 0, 1].map(
    (index) => [value, index, {x: null}])),
  headers_set: [{}, {A: '1', a: '2'}, {Accept: null}].flatMap(
    (headers) => ['a', 'A', 'accept'].map((name) => [headers, name, 'new'])),
  headers_remove: [{}, {A: '1', a: '2'}, {b: null}].flatMap(
    (headers) => ['a', 'A', 'B'].map((name) => [headers, name]))
};

function write(f, args, rest) {
  console.log(JSON.stringify({f, in: args, ...rest}));
}

for (const [f, values] of Object.entries(calls)) {
  values.forEach((value) => write(f, [value]));
}
for (const [f, rows] of Object.entries(pairs)) {
  rows.forEach((row) => write(f, row));
}
for (const [f, rows] of Object.entries(changes)) {
  rows.forEach((row) => write(f, row, {after: null}));
}
