// random_steps.js - random statements, each as its lines together with a
// function that carries it out: {lines, run(at)}. `at` may be given new names,
// of which `name` says what they are.
'use strict';

const {WORDS, Failure, Left, below, pick, chance, compare_text, parse_int,
  quoted} = require('./random_base');
const {gen, call, fresh} = require('./random_values');

function block(statements) {
  return {
    lines: statements.flatMap((one) => one.lines),
    run: (at) => {
      const inner = new Map(at);
      statements.forEach((one) => one.run(inner));
    }
  };
}

function indented(lines) {
  return lines.map((line) => '  ' + line);
}

// A few statements, the names that each binds seen by those that follow.
function some(depth, scope, least = 1) {
  const statements = [], named = [];
  let seen = scope;
  for (let n = least + below(3); n > 0; n--) {
    const made = pick(chance(8) ? leaving : depth > 0 ? shapes : flat)(
      depth, seen);
    if (made.name && named.includes(made.name.name)) {
      continue; // a block names a thing once
    }
    statements.push(made);
    if (made.name) {
      named.push(made.name.name);
      seen = seen.filter((other) => other.name !== made.name.name)
        .concat([made.name]);
    }
  }
  return block(statements);
}

function set_field(base, field, value) {
  return {
    lines: [base.text + '.' + field + ' = ' + value.text],
    run: (at) => {
      const made = value.run(at), object = base.run(at);
      if (made === null) {
        delete object[field];
      } else {
        object[field] = made;
      }
    }
  };
}

const shapes = [
  (depth, scope) => { // let
    const type = pick(['int', 'string', 'bool', 'int[]', 'string[]', 'string?',
      'int?']);
    const value = gen(type, depth, scope), name = '_' + fresh(type[0]);
    return {lines: ['let ' + name + ': ' + type + ' = ' + value.text],
      run: (at) => at.set(name, value.run(at)), name: {name, type}};
  },
  (depth, scope) => { // a field
    const type = pick(['Doc', 'Item']);
    const bases = scope.filter((name) => name.type === type && name.writable);
    if (bases.length === 0) {
      return header(depth, scope);
    }
    const name = pick(bases).name;
    const base = {text: name, run: (at) => at.get(name)};
    const [field, of] = pick(type === 'Doc' ? [['title', 'string'],
      ['total', 'int'], ['note', 'string?'], ['sizes', 'int[]']] :
      [['name', 'string'], ['count', 'int'], ['note', 'string?'],
        ['rank', 'int?'], ['tags', 'string[]'], ['open', 'bool']]);
    return set_field(base, field, gen(of, depth, scope));
  },
  header,
  (depth, scope) => { // a query parameter, or the status
    if (whose === 'response') {
      return status(depth, scope);
    }
    if (whose === 'event') {
      return header(depth, scope);
    }
    const type = pick(['int', 'string', 'bool']);
    const value = gen(type, depth, scope), name = pick(['q', 'page', 'sort']);
    return {lines: ['request.query.' + name + ' = ' + value.text],
      run: (at) => { at.get('#query')[name] = value.run(at); }};
  },
  (depth, scope) => { // if
    const test = gen('bool', depth, scope), yes = some(depth - 1, scope),
      no = chance(50) ? some(depth - 1, scope) : null;
    return {lines: ['if ' + test.text + ' {'].concat(indented(yes.lines),
      no ? ['} else {'].concat(indented(no.lines)) : [], ['}']),
    run: (at) => {
      if (test.run(at)) {
        yes.run(at);
      } else if (no) {
        no.run(at);
      }
    }};
  },
  (depth, scope) => { // if let
    const of = pick(['string', 'int']), value = gen(of + '?', depth, scope);
    const name = '_' + fresh(of[0]);
    const yes = some(depth - 1, scope.filter((other) => other.name !== name)
      .concat([{name, type: of}]));
    return {lines: ['if let ' + name + ' = ' + value.text + ' {'].concat(
      indented(yes.lines), ['}']),
    run: (at) => {
      const made = value.run(at);
      if (made !== null) {
        yes.run(new Map(at).set(name, made));
      }
    }};
  },
  (depth, scope) => { // for item in items
    const docs = scope.filter((name) => name.type === 'Doc');
    const {name: base, writable} = pick(docs), name = '_' + fresh('item');
    const inside = some(depth - 1, scope.filter((other) =>
      other.name !== name).concat([{name, type: 'Item', writable}]));
    return {lines: ['for ' + name + ' in ' + base + '.items {'].concat(
      indented(inside.lines), ['}']),
    run: (at) => at.get(base).items.forEach((item) =>
      inside.run(new Map(at).set(name, item)))};
  },
  (depth, scope) => { // for n in numbers
    const list = gen('int[]', depth, scope), name = '_' + fresh('n');
    const inside = some(depth - 1, scope.filter((other) =>
      other.name !== name).concat([{name, type: 'int'}]));
    return {lines: ['for ' + name + ' in ' + list.text + ' {'].concat(
      indented(inside.lines), ['}']),
    run: (at) => list.run(at).forEach((n) =>
      inside.run(new Map(at).set(name, n)))};
  },
  (depth, scope) => { // for key, value in map
    const base = pick(scope.filter((name) => name.type === 'Doc')).name;
    const key = '_' + fresh('k') + '1', name = '_' + fresh('v');
    const inside = some(depth - 1, scope.filter((other) =>
      other.name !== name && other.name !== key)
      .concat([{name: key, type: 'string'}, {name, type: 'string'}]));
    return {lines: ['for ' + key + ', ' + name + ' in ' + base +
      '.labels {'].concat(indented(inside.lines), ['}']),
    run: (at) => Object.keys(at.get(base).labels).sort(compare_text).forEach(
      (k) => inside.run(new Map(at).set(key, k)
        .set(name, at.get(base).labels[k])))};
  },
  (depth, scope) => { // match
    const subject = gen('string', depth, scope), word = pick(WORDS);
    const yes = some(depth - 1, scope), no = some(depth - 1, scope);
    return {lines: ['match ' + subject.text + ' {', '  ' + quoted(word) +
      ' -> {'].concat(indented(indented(yes.lines)), ['  }', '  else -> {'],
      indented(indented(no.lines)), ['  }', '}']),
    run: (at) => (subject.run(at) === word ? yes : no).run(at)};
  },
];

// Those that may leave the hook.
const leaving = [
  (depth, scope) => { // fail
    const test = gen('bool', depth, scope);
    const message = gen('string', depth, scope);
    const kind = pick(['invalid', 'conflict', 'not_found', 'vendor']);
    return {lines: ['if ' + test.text + ' { fail ' + kind + '(' + message.text +
      ') }'],
    run: (at) => {
      if (test.run(at)) {
        throw new Failure(kind, message.run(at));
      }
    }};
  },
  (depth, scope) => { // return
    const test = gen('bool', depth, scope);
    return {lines: ['if ' + test.text + ' { return }'],
      run: (at) => {
        if (test.run(at)) {
          throw new Left();
        }
      }};
  },
  (depth, scope) => { // let with a failure
    const text = chance(80) ? call(gen('int', depth, scope), 'to_string', [],
      (a) => String(a)) : gen('string', depth, scope);
    const name = '_' + fresh('n'), hands = chance(50);
    return {lines: ['let ' + name + ' = ' + (hands ? 'try ' : '') + '(' +
      text.text + ').to_int()' + (hands ? '' : ' catch fail conflict("no")')],
    run: (at) => {
      let made;
      try {
        made = parse_int(text.run(at));
      } catch (error) {
        throw hands || !(error instanceof Failure) ? error :
          new Failure('conflict', 'no');
      }
      at.set(name, made);
    }, name: {name, type: 'int'}};
  },
  (depth, scope) => { // let of what may be null, or leave
    const value = gen('string?', depth, scope), name = '_' + fresh('t');
    return {lines: ['let ' + name + ' = ' + value.text +
      ' ?? fail not_found("nothing")'],
    run: (at) => {
      const made = value.run(at);
      if (made === null) {
        throw new Failure('not_found', 'nothing');
      }
      at.set(name, made);
    }, name: {name, type: 'string'}};
  }
];

// Those that hold no others.
const flat = shapes.filter((make) => !/some\(/.test(String(make)));

function status(depth, scope) {
  const value = gen('int', depth, scope);
  return {lines: ['response.status = ' + value.text],
    run: (at) => { at.get('#answer').status = value.run(at); }};
}

// Whose headers are set: the request's, or behind the answer the response's; of
// an event its id is set.
let whose = 'request';

function of_whom(owner, make) {
  whose = owner;
  const made = make();
  whose = 'request';
  return made;
}

function event_id(depth, scope) {
  const value = gen('string', depth, scope);
  return {lines: ['event.id = ' + value.text],
    run: (at) => { at.get('#answer').id = value.run(at); }};
}

function header(depth, scope) {
  if (whose === 'event') {
    return event_id(depth, scope);
  }
  const value = gen('string', depth, scope);
  const name = pick(['X-One', 'X-Two', 'Accept']);
  return {lines: [whose + '.headers["' + name + '"] = ' + value.text],
    run: (at) => {
      const headers = at.get('#headers');
      const same = Object.keys(headers).find((other) =>
        other.toLowerCase() === name.toLowerCase());
      headers[same || name] = value.run(at);
    }};
}

// As many as a whole hook has.
function steps(scope) {
  return some(3, scope, 2);
}

// The same behind the answer.
function after_steps(scope) {
  return of_whom('response', () => some(3, scope, 2));
}

// The same that make an event.
function event_steps(scope) {
  return of_whom('event', () => some(3, scope, 2));
}

module.exports = {steps, after_steps, event_steps};
