// random_values.js - random expressions, each as its text together with a
// function that evaluates it: {text, run(at)}. `at` maps names to values; a
// scope lists the names that are seen, {name, type, writable}.
'use strict';

const {MOST, WORDS, Failure, End, below, pick, chance, checked, code_points,
  compare_text, ascii, null_of, parse_int, quoted} = require('./random_base');

function literal(text, value) {
  return {text, run: () => value};
}

function locals_of(scope, type) {
  return scope.filter((name) => name.type === type)
    .map((name) => ({text: name.name, run: (at) => at.get(name.name)}));
}

// A path into what the hook works on.
function member(base, name) {
  return {text: base.text + '.' + name,
    run: (at) => null_of(base.run(at)[name])};
}

function paths_of(scope, type) {
  const fields = {Doc: {int: ['total'], string: ['title'], 'string?': ['note'],
    'int[]': ['sizes'], 'Item[]': ['items'], 'map<string>': ['labels']},
  Item: {int: ['count'], string: ['name'], 'string?': ['note'],
    'int?': ['rank'], 'string[]': ['tags'], State: ['state'], bool: ['open'],
    timestamp: ['at'], int64: ['big']}};
  const found = [];
  scope.forEach((name) => {
    const own = (fields[name.type] || {})[type] || [];
    const base = {text: name.name, run: (at) => at.get(name.name)};
    own.forEach((field) => found.push(member(base, field)));
  });
  return found;
}

function known_of(scope, type) {
  return locals_of(scope, type).concat(paths_of(scope, type));
}

function gen(type, depth, scope) {
  const known = known_of(scope, type);
  if (known.length > 0 && (depth <= 0 || chance(35))) {
    return pick(known);
  }
  if (depth <= 0) {
    return plain[type](scope);
  }
  return pick(makers[type])(depth - 1, scope);
}

const plain = {
  int: () => {
    const n = pick([0, 1, 2, 3, 7, 10, 255, 4294967296, MOST, -1, -12]);
    return literal(n < 0 ? '(' + n + ')' : String(n), n);
  },
  bool: () => (chance(50) ? literal('true', true) : literal('false', false)),
  string: () => {
    const word = pick(WORDS);
    return literal(quoted(word), word);
  },
  'string?': () => ({text: 'doc.note',
    run: (at) => null_of(at.get('doc').note)}),
  'int?': () => ({text: 'doc.sizes.get(1)',
    run: (at) => null_of(at.get('doc').sizes[1])}),
  'int[]': (scope) => {
    const items = [0, 1, 2].slice(0, 1 + below(3)).map(() => plain.int(scope));
    return {text: '[' + items.map((i) => i.text).join(', ') + ']',
      run: (at) => items.map((i) => i.run(at))};
  },
  'string[]': (scope) => {
    const items = [0, 1, 2].slice(0, 1 + below(3))
      .map(() => plain.string(scope));
    return {text: '[' + items.map((i) => i.text).join(', ') + ']',
      run: (at) => items.map((i) => i.run(at))};
  },
  timestamp: () => literal('from_unix(86400)', 86400000000),
  int64: () => literal('(try "-77".to_int64())', '-77')
};

function binary(a, sign, b, run) {
  return {text: '(' + a.text + ' ' + sign + ' ' + b.text + ')',
    run: (at) => run(a.run(at), b.run(at))};
}

function call(a, name, args, run) {
  return {text: '(' + a.text + ').' + name + '(' +
    args.map((arg) => arg.text).join(', ') + ')',
  run: (at) => {
    const receiver = a.run(at);
    return run(receiver, ...args.map((arg) => arg.run(at)));
  }};
}

function property(a, name, run) {
  return {text: '(' + a.text + ').' + name, run: (at) => run(a.run(at))};
}

let names = 0;

function fresh(like) {
  names += 1;
  return pick([like, like, like + names, 'value', 'list', 'copy', 'error',
    'i', 'done', 'checked']);
}

// x => body: `body` made with x of that type in scope.
function lambda(type, result, depth, scope) {
  const name = fresh('x');
  const inner = scope.filter((other) => other.name !== name)
    .concat([{name, type}]);
  const body = gen(result, depth, inner);
  return {text: name + ' => ' + body.text,
    run: (at) => (value) => body.run(new Map(at).set(name, value))};
}

function choice(type) {
  return (depth, scope) => {
    const a = gen('bool', depth, scope), b = gen(type, depth, scope),
      c = gen(type, depth, scope);
    return {text: '(if ' + a.text + ' then ' + b.text + ' else ' + c.text + ')',
      run: (at) => (a.run(at) ? b.run(at) : c.run(at))};
  };
}

function matching(type) {
  return (depth, scope) => {
    const subject = gen('string', depth, scope);
    const words = [0, 1, 2].map(() => pick(WORDS));
    const arms = Array.from(new Set(words)).map((word) =>
      ({word, value: gen(type, depth, scope)}));
    const rest = gen(type, depth, scope);
    return {text: '(match ' + subject.text + ' { ' + arms.map((arm) =>
      quoted(arm.word) + ' -> ' + arm.value.text).join(', ') + ', else -> ' +
      rest.text + ' })',
    run: (at) => {
      const value = subject.run(at);
      const arm = arms.find((other) => other.word === value);
      return (arm ? arm.value : rest).run(at);
    }};
  };
}

function fallback(type) {
  return (depth, scope) => {
    const a = gen(type + '?', depth, scope), b = gen(type, depth, scope);
    return {text: '(' + a.text + ' ?? ' + b.text + ')',
      run: (at) => {
        const value = a.run(at);
        return value === null ? b.run(at) : value;
      }};
  };
}

const makers = {
  int: [
    (d, s) => binary(gen('int', d, s), '+', gen('int', d, s),
      (a, b) => checked(a + b)),
    (d, s) => binary(gen('int', d, s), '-', gen('int', d, s),
      (a, b) => checked(a - b)),
    (d, s) => binary(gen('int', d, s), '*', gen('int', d, s), (a, b) => {
      const exact = BigInt(a) * BigInt(b);
      if (exact > BigInt(MOST) || exact < -BigInt(MOST)) {
        throw new End('overflow');
      }
      return Number(exact);
    }),
    (d, s) => binary(gen('int', d, s), '%', gen('int', d, s), (a, b) => {
      if (b === 0) {
        throw new End('division by zero');
      }
      return a % b + 0;
    }),
    (d, s) => call(gen('int', d, s), 'idiv', [gen('int', d, s)], (a, b) => {
      if (b === 0) {
        throw new End('division by zero');
      }
      return Number(BigInt(a) / BigInt(b));
    }),
    (d, s) => call(gen('int', d, s), 'abs', [], (a) => Math.abs(a)),
    (d, s) => property(gen('string', d, s), 'length',
      (a) => code_points(a).length),
    (d, s) => property(gen('int[]', d, s), 'length', (a) => a.length),
    (d, s) => property(gen('string[]', d, s), 'length', (a) => a.length),
    (d, s) => call(gen('int[]', d, s), 'count', [lambda('int', 'bool', d, s)],
      (a, test) => a.filter((x) => test(x)).length),
    (d, s) => call(gen('int[]', d, s), 'sum', [],
      (a) => a.reduce((x, y) => checked(x + y), 0)),
    (d, s) => {
      const text = gen('string', d, s), other = gen('int', d, s);
      return {text: '((' + text.text + ').to_int() catch ' + other.text + ')',
        run: (at) => {
          try {
            return parse_int(text.run(at));
          } catch (error) {
            if (!(error instanceof Failure)) {
              throw error;
            }
            return other.run(at);
          }
        }};
    },
    (d, s) => {
      const a = gen('int', d, s), b = gen('string', d, s);
      return {text: 'weight(' + b.text + ', by: ' + a.text + ')',
        run: (at) => {
          const text = b.run(at), by = a.run(at);
          return checked(code_points(text).length + by);
        }};
    },
    fallback('int'), choice('int'), matching('int')],
  bool: [
    (d, s) => binary(gen('int', d, s), pick(['<', '>']), gen('int', d, s),
      null),
    (d, s) => binary(gen('int', d, s), '==', gen('int', d, s),
      (a, b) => a === b),
    (d, s) => binary(gen('string', d, s), '!=', gen('string', d, s),
      (a, b) => a !== b),
    (d, s) => binary(gen('string', d, s), '<', gen('string', d, s),
      (a, b) => compare_text(a, b) < 0),
    (d, s) => {
      const a = gen('bool', d, s), b = gen('bool', d, s), and = chance(50);
      return {text: '(' + a.text + (and ? ' and ' : ' or ') + b.text + ')',
        run: (at) => (and ? a.run(at) && b.run(at) : a.run(at) || b.run(at))};
    },
    (d, s) => {
      const a = gen('bool', d, s);
      return {text: '(not ' + a.text + ')', run: (at) => !a.run(at)};
    },
    (d, s) => call(gen('string', d, s), 'contains', [gen('string', d, s)],
      (a, b) => a.includes(b)),
    (d, s) => call(gen('string', d, s), 'starts_with', [gen('string', d, s)],
      (a, b) => a.startsWith(b)),
    (d, s) => property(gen('string', d, s), 'is_empty', (a) => a === ''),
    (d, s) => call(gen('int[]', d, s), 'any', [lambda('int', 'bool', d, s)],
      (a, test) => a.some((x) => test(x))),
    (d, s) => call(gen('string[]', d, s), 'all',
      [lambda('string', 'bool', d, s)], (a, test) => a.every((x) => test(x))),
    (d, s) => call(gen('int[]', d, s), 'contains', [gen('int', d, s)],
      (a, b) => a.includes(b)),
    (d, s) => binary(gen('string[]', d, s), '==', gen('string[]', d, s),
      (a, b) => JSON.stringify(a) === JSON.stringify(b)),
    (d, s) => binary(gen('timestamp', d, s), '==', gen('timestamp', d, s),
      (a, b) => micros(a) === micros(b)),
    (d, s) => {
      const a = gen('string?', d, s);
      return {text: '(' + a.text + ' == null)',
        run: (at) => a.run(at) === null};
    },
    (d, s) => {
      const known = known_of(s, 'State');
      if (known.length === 0) {
        return plain.bool();
      }
      const a = pick(known), member = pick(['open', 'closed']);
      return {text: '(' + a.text + ' == ' + member + ')',
        run: (at) => a.run(at) === (member === 'closed' ? 'CLOSED!' : member)};
    },
    choice('bool')],
  string: [
    (d, s) => binary(gen('string', d, s), '+', gen('string', d, s),
      (a, b) => a + b),
    (d, s) => {
      const a = gen('int', d, s), b = gen('bool', d, s),
        c = gen('string', d, s);
      return {text: '"n=${' + a.text + '}/${' + b.text + '} ${' + c.text + '}"',
        run: (at) => 'n=' + a.run(at) + '/' + b.run(at) + ' ' + c.run(at)};
    },
    (d, s) => call(gen('string', d, s), 'upper', [],
      (a) => ascii(a, (c) => c.toUpperCase())),
    (d, s) => call(gen('string', d, s), 'lower', [],
      (a) => ascii(a, (c) => c.toLowerCase())),
    (d, s) => call(gen('string', d, s), 'trim', [],
      (a) => a.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '')),
    (d, s) => {
      const n = below(4);
      return call(gen('string', d, s), 'take', [literal(String(n), n)],
        (a, count) => code_points(a).slice(0, count).join(''));
    },
    (d, s) => call(gen('string', d, s), 'before', [literal('"-"', '-')],
      (a, b) => a.split(b)[0]),
    (d, s) => call(gen('string', d, s), 'replace',
      [literal('"a"', 'a'), gen('string', d, s)],
      (a, b, c) => a.split(b).join(c)),
    (d, s) => call(gen('string[]', d, s), 'join', [gen('string', d, s)],
      (a, b) => a.join(b)),
    (d, s) => call(gen('int', d, s), 'to_string', [], (a) => String(a)),
    (d, s) => call(gen('bool', d, s), 'to_string', [], (a) => String(a)),
    (d, s) => call(gen('int64', d, s), 'to_string', [], (a) => String(a)),
    (d, s) => call(gen('timestamp', d, s), 'to_unix', [],
      (a) => Math.floor(micros(a) / 1000000)),
    fallback('string'), choice('string'), matching('string')],
  'string?': [
    (d, s) => {
      const maps = known_of(s, 'map<string>');
      if (maps.length === 0) {
        return plain['string?']();
      }
      const map = pick(maps), key = gen('string', d, s), get = chance(50);
      return {text: map.text + (get ? '.get(' + key.text + ')' :
        '[' + key.text + ']'),
      run: (at) => {
        const where = map.run(at), name = key.run(at);
        return Object.prototype.hasOwnProperty.call(where, name) ?
          where[name] : null;
      }};
    },
    (d, s) => {
      const lists = known_of(s, 'Item[]');
      if (lists.length === 0) {
        return plain['string?']();
      }
      const list = pick(lists), test = lambda('Item', 'bool', d, s);
      const field = pick(['name', 'note']);
      return {text: list.text + '.find(' + test.text + ')?.' + field,
        run: (at) => {
          const by = test.run(at);
          const found = list.run(at).find((item) => by(item));
          return found === undefined ? null : null_of(found[field]);
        }};
    },
    (d, s) => call(gen('string[]', d, s), 'get', [gen('int', d, s)],
      (a, b) => null_of(a[b]))],
  'int?': [
    (d, s) => call(gen('int[]', d, s), 'max', [],
      (a) => (a.length === 0 ? null : a.reduce((x, y) => (y > x ? y : x)))),
    (d, s) => call(gen('int[]', d, s), 'find', [lambda('int', 'bool', d, s)],
      (a, test) => null_of(a.find((x) => test(x)))),
    (d, s) => call(gen('string', d, s), 'index_of', [gen('string', d, s)],
      (a, b) => {
        const at = a.indexOf(b);
        return at < 0 ? null : code_points(a.slice(0, at)).length;
      })],
  'int[]': [
    (d, s) => plain['int[]'](s),
    (d, s) => call(gen('int[]', d, s), 'map', [lambda('int', 'int', d, s)],
      (a, by) => a.map((x) => by(x))),
    (d, s) => call(gen('int[]', d, s), 'filter', [lambda('int', 'bool', d, s)],
      (a, test) => a.filter((x) => test(x))),
    (d, s) => call(gen('int[]', d, s), 'concat', [gen('int[]', d, s)],
      (a, b) => a.concat(b)),
    (d, s) => call(gen('int[]', d, s), 'append', [gen('int', d, s)],
      (a, b) => a.concat([b])),
    (d, s) => call(gen('int[]', d, s), 'sort_by', [lambda('int', 'int', d, s)],
      (a, by) => a.map((x) => [by(x), x]).sort((x, y) => x[0] - y[0])
        .map((x) => x[1])),
    (d, s) => call(gen('int[]', d, s), 'unique', [],
      (a) => Array.from(new Set(a))),
    (d, s) => call(gen('int[]', d, s), 'reverse', [],
      (a) => a.slice().reverse()),
    (d, s) => {
      const lists = known_of(s, 'Item[]');
      return lists.length === 0 ? plain['int[]'](s) :
        call(pick(lists), 'map', [lambda('Item', 'int', d, s)],
          (a, by) => a.map((x) => by(x)));
    },
    choice('int[]')],
  'string[]': [
    (d, s) => plain['string[]'](s),
    (d, s) => call(gen('string', d, s), 'split', [literal('","', ',')],
      (a, b) => a.split(b)),
    (d, s) => call(gen('string[]', d, s), 'map',
      [lambda('string', 'string', d, s)], (a, by) => a.map((x) => by(x))),
    (d, s) => call(gen('string[]', d, s), 'sort_by',
      [lambda('string', 'string', d, s)],
      (a, by) => a.map((x) => [by(x), x])
        .sort((x, y) => compare_text(x[0], y[0])).map((x) => x[1])),
    (d, s) => call(gen('string[]', d, s), 'filter',
      [lambda('string', 'bool', d, s)], (a, test) => a.filter((x) => test(x))),
    choice('string[]')],
  timestamp: [() => plain.timestamp()],
  int64: [() => plain.int64()]
};

// `<` and `>` of numbers, whose sign is chosen before.
makers.bool[0] = (d, s) => {
  const a = gen('int', d, s), b = gen('int', d, s), less = chance(50);
  return binary(a, less ? '<' : '>', b, (x, y) => (less ? x < y : x > y));
};
makers.string = makers.string.filter((make) => !/to_unix/.test(String(make)));
makers.int.push((d, s) => call(gen('timestamp', d, s), 'to_unix', [],
  (a) => Math.floor(micros(a) / 1000000)));

// A time on the wire, or one that was computed.
function micros(time) {
  return typeof time === 'number' ? time : Date.parse(time) * 1000;
}

// From here on names are numbered anew.
function forget_names() {
  names = 0;
}

module.exports = {gen, call, fresh, forget_names};
