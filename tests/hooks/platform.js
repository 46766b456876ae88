// platform.js - what a hook finds on the platform, so that it can be run here.
//
// Owns: the variables, `done`, the library CE, and the rules of the platform:
// strict mode, arguments that can't be changed, contextParams as the list of
// what is bound. ES5.1, for any engine. The clock stands still and chance is
// seeded, so that a run can be repeated. `play` feeds it; README.md says what a
// case is. library_text is the text of stdlib/*.js: CE uses its digests, hooks
// carry what they need of it.

var platform = (function (global) {
  'use strict';

  var VARIABLES = ['request_body', 'request_body_map', 'request_body_raw',
    'request_headers', 'request_path', 'request_path_variables',
    'request_parameters', 'request_method', 'request_expression',
    'request_vendor_parameters', 'request_vendor_method', 'request_vendor_path',
    'request_vendor_headers', 'request_vendor_body', 'request_vendor_body_map',
    'request_vendor_url', 'request_previous_response',
    'request_previous_response_headers', 'request_root_key',
    'response_root_key', 'meta_data', 'object_name', 'configuration',
    'multipart_hook_context_items', 'response_body', 'response_body_map',
    'response_body_raw', 'response_body_raw_map', 'response_headers',
    'response_status_code', 'response_iserror', 'response_error', 'events'];

  // ---- The canonical text of a value: names sorted, ASCII only.

  function escaped(character) {
    var code = character.charCodeAt(0).toString(16);
    return '\\u' + '0000'.slice(code.length) + code;
  }

  function canonical_text(text) {
    return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escaped);
  }

  // As JSON.stringify would, which decides what of it is JSON at all.
  function canonical(value) {
    var names, i, parts = [];
    if (typeof value === 'string') {
      return canonical_text(value);
    }
    if (value === null || typeof value !== 'object') {
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
      for (i = 0; i < value.length; i += 1) {
        parts.push(canonical(value[i]));
      }
      return '[' + parts.join(',') + ']';
    }
    names = Object.keys(value).sort();
    for (i = 0; i < names.length; i += 1) {
      parts.push(canonical_text(names[i]) + ':' + canonical(value[names[i]]));
    }
    return '{' + parts.join(',') + '}';
  }

  // What the platform is handed: the value as JSON, or null without one.
  function handed_over(value) {
    var text = JSON.stringify(value);
    return text === undefined ? null : JSON.parse(text);
  }

  // ---- Time and chance

  var RealDate = Date;
  var clock = 0;
  var chance = 1;

  function StoppedDate(year, month, day, hour, minute, second, ms) {
    if (!(this instanceof StoppedDate)) {
      return new RealDate(clock).toString();
    }
    switch (arguments.length) {
    case 0:
      return new RealDate(clock);
    case 1:
      return new RealDate(year);
    default:
      return new RealDate(year, month, day === undefined ? 1 : day, hour || 0,
        minute || 0, second || 0, ms || 0);
    }
  }
  StoppedDate.prototype = RealDate.prototype;
  StoppedDate.UTC = RealDate.UTC;
  StoppedDate.parse = RealDate.parse;
  StoppedDate.now = function () {
    return clock;
  };
  global.Date = StoppedDate;

  // xorshift32, of which a C program can make the same.
  Math.random = function () {
    chance ^= chance << 13;
    chance ^= chance >>> 17;
    chance ^= chance << 5;
    return (chance >>> 0) / 4294967296;
  };

  function set_time_and_chance(given) {
    clock = given.now === undefined ? 0 : RealDate.parse(given.now);
    if (clock !== clock) {
      throw new Error('`now` is no RFC 3339 time: ' + given.now);
    }
    chance = given.seed === undefined ? 1 : given.seed | 0;
    if (chance === 0) {
      throw new Error('`seed` is an integer other than 0');
    }
  }

  // ---- What hooks may call

  function random_string(length) {
    var letters = 'abcdefghijklmnopqrstuvwxyz', text = '';
    while (text.length < (length || 10)) {
      text += letters.charAt(Math.floor(Math.random() * letters.length));
    }
    return text;
  }

  var functions = null;

  // A function of the standard library.
  function of_library(name) {
    functions = functions || new Function(global.library_text + '\nreturn {' +
      ['md5', 'hmac_md5', 'hmac_sha1', 'hmac_sha256', 'hmac_sha512',
        'bytes_to_hex', 'bytes_to_base64', 'bytes_to_text', 'string_to_bytes',
        'string_from_base64'].map(function (other) {
        return other + ': ' + other;
      }).join(', ') + '};')();
    return functions[name];
  }

  function written(bytes, encoding) {
    return of_library(encoding === 'hex' ? 'bytes_to_hex' :
      'bytes_to_base64')(bytes);
  }

  function hmac(algorithm) {
    return function (encoding) {
      return function (secret, text) {
        return written(of_library('hmac_' + algorithm)(secret, text), encoding);
      };
    };
  }

  function library() {
    var ce = {
      randomString: random_string,
      randomEmail: function () {
        return random_string(10) + '@' + random_string(8) + '.com';
      },
      md5: function (text) {
        return written(of_library('md5')(text), 'hex');
      },
      b64: function (text) {
        return written(of_library('string_to_bytes')(text), 'base64');
      },
      decode64: function (text) {
        return of_library('bytes_to_text')(
          of_library('string_from_base64')(text));
      },
      hmac: hmac
    };
    [['Sha1', 'sha1'], ['Sha256', 'sha256'], ['Md5', 'md5']].forEach(
      function (row) {
        ce['hmac' + row[0] + 'Hex'] = hmac(row[1])('hex');
        ce['hmac' + row[0] + 'Base64'] = hmac(row[1])('base64');
      });
    return ce;
  }

  function no_module(name) {
    throw new Error('no module is called ' + name);
  }

  // ---- One run

  // Deep, so that no part of an argument can be changed; recursion is bounded
  // by the reader of JSON.
  function frozen(value) {
    if (value !== null && typeof value === 'object') {
      Object.keys(value).forEach(function (name) {
        frozen(value[name]);
      });
      Object.freeze(value);
    }
    return value;
  }

  function is_listed(name, listed) {
    return listed === undefined || listed === null || listed.trim() === '' ||
      listed.split(',').some(function (other) {
        return other.trim() === name;
      });
  }

  // Variables are bound as globals, so that a hook may declare one itself.
  function bind(given, copies) {
    VARIABLES.forEach(function (name) {
      var value = (given.variables || {})[name];
      if (!is_listed(name, given.contextParams)) {
        value = undefined;
      }
      global[name] = copies ? value : frozen(value);
    });
    Object.keys(given.variables || {}).forEach(function (name) {
      if (VARIABLES.indexOf(name) < 0) {
        throw new Error('the platform has no variable ' + name);
      }
    });
  }

  function bind_functions(answer) {
    function note(text) {
      answer.log = answer.log || [];
      answer.log.push(Array.prototype.map.call(arguments, function (part) {
        return typeof part === 'string' ? part : canonical(part);
      }).join(' '));
    }
    global.done = function (value) {
      answer.calls += 1;
      if (answer.calls === 1 && !answer.failed) {
        answer.done = handed_over(value);
      }
    };
    global.print = note;
    global.console = {log: note, info: note, warn: note, error: note};
    global.notify = {
      email: function (to, subject, text) {
        note('email', to, subject, text);
      }
    };
    global.CE = library();
    global.require = no_module;
  }

  // A failure of the language has a kind, one that ends the hook a reason; of
  // an engine's own errors only the name is the same everywhere.
  function failure_of(thrown) {
    if (thrown !== null && typeof thrown === 'object') {
      if (typeof thrown.kind === 'string') {
        return {kind: thrown.kind, message: thrown.message};
      }
      if (typeof thrown.ends === 'string') {
        return {ends: thrown.ends};
      }
      if (thrown instanceof Error) {
        return {error: thrown.name};
      }
    }
    return {thrown: handed_over(thrown)};
  }

  function call(given, answer) {
    var value = new Function('"use strict";\n' + given.hook + '\n')();
    if (given.isLegacy === true && answer.calls === 0) {
      global.done(value);
    }
  }

  // The first call of done counts; what is thrown later changes nothing.
  function run(given) {
    var answer = {calls: 0}, result = {};
    set_time_and_chance(given);
    bind(given, given.arguments === 'copies');
    bind_functions(answer);
    try {
      call(given, answer);
      if (answer.calls === 0) {
        answer.failed = {error: 'done was not called'};
      }
    } catch (thrown) {
      answer.failed = answer.calls > 0 ? undefined : failure_of(thrown);
    }
    if (answer.failed) {
      result.failed = answer.failed;
    } else {
      result.done = answer.done;
    }
    if (answer.log) {
      result.log = answer.log;
    }
    return result;
  }

  return {
    canonical: canonical,
    failure_of: failure_of,
    set_time_and_chance: set_time_and_chance,
    // A case as JSON text, its result as canonical JSON text.
    play: function (text) {
      return canonical(run(JSON.parse(text)));
    }
  };
}(this));
