// vectors.js - runs the vectors of the standard functions.
//
// Owns: how a value of vectors.ndjson stands in JavaScript. A function is run
// with the helpers that its `needs` lists and no others, on frozen arguments.
// ES5.1, after platform.js; library_text is the text of stdlib/*.js.

var vectors = (function (global) {
  'use strict';

  // The functions that a vector may hand over, by their text in .conn.
  var FUNCTIONS = {
    'x => x': function (x) { return x; },
    'x => x + 1': function (x) { return x + 1; },
    'x => x * x': function (x) { return x * x; },
    'x => x > 1': function (x) { return x > 1; },
    'x => x % 2': function (x) { return x % 2; },
    'x => x % 3 == 0': function (x) { return x % 3 === 0; },
    'x => true': function () { return true; },
    'x => false': function () { return false; },
    'x => 0': function () { return 0; },
    'x => -x': function (x) { return -x; },
    'x => [x, x]': function (x) { return [x, x]; },
    'x => []': function () { return []; },
    'x => [[x]]': function (x) { return [[x]]; },
    'x => null': function () { return null; },
    'x => "k"': function () { return 'k'; },
    's => s + "!"': function (s) { return s + '!'; },
    's => s.length': function (s) { return Array.from ?
      Array.from(s).length : s.replace(
        /[\ud800-\udbff][\udc00-\udfff]/g, '-').length; },
    's => s == "b"': function (s) { return s === 'b'; },
    's => s.is_empty': function (s) { return s === ''; },
    'x => fail invalid("no")': function () {
      throw {kind: 'invalid', message: 'no', after: null};
    },
    'p => p.k': function (p) { return p.k; },
    'p => p.v': function (p) { return p.v; },
    'x => x == null': function (x) { return x === null; }
  };

  // ---- The helpers, as the library lists them

  function read_library(text) {
    var helpers = {}, name = null;
    text.split('\n').forEach(function (line) {
      var head = /^\/\/ ([A-Za-z0-9_]+):(?: needs ([A-Za-z0-9_, ]+))?$/.exec(
        line);
      if (head !== null) {
        name = head[1];
        helpers[name] = {needs: head[2] ? head[2].split(', ') : [], text: ''};
      } else if (/^\/\/ [a-z]+\.js - /.test(line)) {
        name = null;
      } else if (name !== null) {
        helpers[name].text += line + '\n';
      }
    });
    return helpers;
  }

  var helpers = null;
  var made = {};

  function with_needs(name, done) {
    if (!Object.prototype.hasOwnProperty.call(helpers, name)) {
      throw new Error('no helper is called ' + name);
    }
    if (done.indexOf(name) < 0) {
      done.push(name);
      helpers[name].needs.forEach(function (other) {
        with_needs(other, done);
      });
    }
    return done;
  }

  function make(name) {
    var needed, text;
    helpers = helpers || read_library(global.library_text);
    needed = with_needs(name, []);
    text = needed.map(function (other) {
      return helpers[other].text;
    }).join('\n');
    function own(type) {
      return needed.indexOf(type) < 0 ? 'function ' + type + '(value) {' +
        'this.digits = value;}' : type;
    }
    return new Function('"use strict";\n' + text +
      '\nreturn {call: ' + name + ', Digits: ' + own('Digits') +
      ', Fields: ' + own('Fields') + '};')();
  }

  // ---- Values

  function bytes_of_hex(hex) {
    return (hex.match(/../g) || []).map(function (pair) {
      return parseInt(pair, 16);
    });
  }

  // Arguments are frozen but for those of a function that changes them.
  function settled(value, own) {
    return own.changes ? value : Object.freeze(value);
  }

  function decoded_map(members, own) {
    var map = Object.create(null);
    Object.keys(members).forEach(function (name) {
      map[name] = decoded(members[name], own);
    });
    return settled(map, own);
  }

  function decoded_object(value, own) {
    var result = {};
    Object.keys(value).forEach(function (name) {
      Object.defineProperty(result, name, {value: decoded(value[name], own),
        writable: true, enumerable: true, configurable: true});
    });
    return settled(result, own);
  }

  function decoded(value, own) {
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (Array.isArray(value)) {
      return settled(value.map(function (item) {
        return decoded(item, own);
      }), own);
    }
    switch (Object.keys(value).join()) {
    case '$bytes':
      return Object.freeze(bytes_of_hex(value.$bytes));
    case '$float':
      return Number(value.$float);
    case '$map':
      return decoded_map(value.$map, own);
    case '$fn':
      if (!FUNCTIONS[value.$fn]) {
        throw new Error('no function is ' + value.$fn);
      }
      return FUNCTIONS[value.$fn];
    case '$function':
      return make(value.$function).call;
    case '$digits':
      return new own.Digits(value.$digits);
    case '$fields':
      return new own.Fields(value.$fields.map(function (pair) {
        return [pair[0], decoded(pair[1], own)];
      }));
    default:
      return decoded_object(value, own);
    }
  }

  // What canonical text can't tell apart is marked.
  function encoded(value) {
    var result = {};
    if (typeof value === 'number' && (value === 0 ? 1 / value < 0 :
      !isFinite(value))) {
      return {$float: value === 0 ? '-0' : String(value)};
    }
    if (value === undefined) {
      return {$undefined: true};
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map(encoded);
    }
    if (typeof value.digits === 'string' && value.constructor &&
        value.constructor !== Object) {
      return {$digits: value.digits};
    }
    Object.keys(value).forEach(function (name) {
      Object.defineProperty(result, name, {value: encoded(value[name]),
        writable: true, enumerable: true, configurable: true});
    });
    return Object.getPrototypeOf(value) === null ? {$map: result} : result;
  }

  function failed(thrown) {
    var failure = platform.failure_of(thrown);
    return failure.kind ? {fail: failure.kind, message: failure.message} :
      failure;
  }

  function prepared(name) {
    made[name] = made[name] && !/^now$/.test(name) ? made[name] : make(name);
    return made[name];
  }

  function run(vector) {
    var own = prepared(vector.f), log = [], given, result;
    own.changes = vector.after !== undefined;
    given = vector['in'].map(function (value) {
      return decoded(value, own);
    });
    platform.set_time_and_chance(vector);
    global.console = {log: function (text) {
      log.push(text);
    }};
    try {
      result = {out: encoded(own.call.apply(null, given))};
    } catch (thrown) {
      result = failed(thrown);
    }
    if (own.changes) {
      result.after = encoded(given[0]);
    }
    if (log.length > 0) {
      result.log = log;
    }
    return result;
  }

  function wanted(vector) {
    var result = {}, own = make('json_to_json');
    ['fail', 'ends', 'log'].forEach(function (name) {
      if (vector[name] !== undefined) {
        result[name] = vector[name];
      }
    });
    ['out', 'after'].forEach(function (name) {
      if (vector[name] !== undefined) {
        result[name] = encoded(decoded(vector[name], own));
      }
    });
    return result;
  }

  // A result without the words of a failure.
  function bare(result) {
    delete result.message;
    return result;
  }

  return {
    made: function (name) {
      return typeof make(name).call === 'function' ? name : 'not a function';
    },
    run: function (line) {
      return platform.canonical(bare(run(JSON.parse(line))));
    },
    told: function (line) {
      return platform.canonical(run(JSON.parse(line)));
    },
    wanted: function (line) {
      return platform.canonical(wanted(JSON.parse(line)));
    }
  };
}(this));
