// json.js - json values, and the one reader and the one writer of JSON text.

// json_reader: needs Digits, fail, put, read_float
// RFC 8259 to the letter: UTF-8 that is none is refused, so are a byte order
// mark, a name that comes twice, a number beyond the range of float and nesting
// of more than 128; an escaped lone surrogate is read as U+FFFD.
function json_reader(text) {
  var NUMBER = /^-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+\-]?[0-9]+)?$/;
  var PLAIN = new RegExp('^(?:[ !#-\\[\\]-\\ud7ff\\ue000-\\uffff]|' +
    '[\\ud800-\\udbff][\\udc00-\\udfff])+');
  var ESCAPES = {'"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n',
    r: '\r', t: '\t'};
  var WORDS = {t: ['true', true], f: ['false', false], n: ['null', null]};
  var at = 0, depth = 0;

  function refuse(what) {
    throw fail('invalid', 'not JSON at character ' + at + ': ' + what);
  }

  function skip_space() {
    while (/[ \t\n\r]/.test(text.charAt(at))) {
      at += 1;
    }
  }

  function matched(pattern) {
    var found = pattern.exec(text.slice(at, at + 4096));
    return found === null ? '' : found[0];
  }

  function read_unit() {
    var digits = /^\\u[0-9a-fA-F]{4}/.exec(text.slice(at, at + 6));
    if (digits === null) {
      refuse('an escape');
    }
    at += 6;
    return parseInt(digits[0].slice(2), 16);
  }

  function read_escape() {
    var letter = text.charAt(at + 1), unit, low, start;
    if (letter !== 'u') {
      if (!ESCAPES.hasOwnProperty(letter)) {
        refuse('an escape');
      }
      at += 2;
      return ESCAPES[letter];
    }
    unit = read_unit();
    if (unit < 0xd800 || unit > 0xdfff) {
      return String.fromCharCode(unit);
    }
    start = at;
    if (unit < 0xdc00 && text.slice(at, at + 2) === '\\u') {
      low = read_unit();
      if (low >= 0xdc00 && low <= 0xdfff) {
        return String.fromCharCode(unit, low);
      }
      at = start;
    }
    return '\ufffd';
  }

  function read_string() {
    var parts = [], piece;
    at += 1;
    while (text.charAt(at) !== '"') {
      piece = matched(PLAIN);
      at += piece.length;
      if (piece === '') {
        if (text.charAt(at) !== '\\') {
          refuse('a character of a string');
        }
        piece = read_escape();
      }
      parts.push(piece);
    }
    at += 1;
    return parts.join('');
  }

  function read_number() {
    var end = at, digits, parts, number;
    while (/[\-+.0-9eE]/.test(text.charAt(end))) {
      end += 1;
    }
    digits = text.slice(at, end);
    parts = NUMBER.exec(digits);
    if (parts === null) {
      refuse('no value');
    }
    at = end;
    number = read_float(digits);
    if (!parts[1] && !parts[2] && Math.abs(number) > 9007199254740991) {
      return new Digits(digits);
    }
    if (!isFinite(number)) {
      refuse('a number out of range');
    }
    return number;
  }

  function read_word() {
    var word = WORDS[text.charAt(at)];
    if (text.slice(at, at + word[0].length) !== word[0]) {
      refuse('no value');
    }
    at += word[0].length;
    return word[1];
  }

  // Whether an item follows, `first` being whether none has come yet.
  function is_next(first, close) {
    skip_space();
    if (text.charAt(at) === close) {
      at += 1;
      depth -= 1;
      return false;
    }
    if (!first) {
      if (text.charAt(at) !== ',') {
        refuse('no comma');
      }
      at += 1;
    }
    return true;
  }

  function enter() {
    at += 1;
    depth += 1;
    if (depth > 128) {
      refuse('nested too deep');
    }
  }

  function read_array() {
    var items = [];
    enter();
    while (is_next(items.length === 0, ']')) {
      items.push(read_value());
    }
    return items;
  }

  function read_object() {
    var object = {}, first = true, name;
    enter();
    while (is_next(first, '}')) {
      first = false;
      skip_space();
      if (text.charAt(at) !== '"') {
        refuse('no name');
      }
      name = read_string();
      if (Object.prototype.hasOwnProperty.call(object, name)) {
        refuse('a name twice');
      }
      skip_space();
      if (text.charAt(at) !== ':') {
        refuse('no colon');
      }
      at += 1;
      put(object, name, read_value());
    }
    return object;
  }

  function read_value() {
    skip_space();
    switch (text.charAt(at)) {
    case '{':
      return read_object();
    case '[':
      return read_array();
    case '"':
      return read_string();
    case 't':
    case 'f':
    case 'n':
      return read_word();
    default:
      return read_number();
    }
  }

  function read_whole() {
    var value = read_value();
    skip_space();
    if (at !== text.length) {
      refuse('more than one value');
    }
    return value;
  }

  return read_whole();
}

// string_parse_json: needs json_reader
function string_parse_json(text) {
  return json_reader(text);
}

// well_formed:
// A surrogate that stands alone is no character: U+FFFD instead.
function well_formed(text) {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
    function (character) {
      return character.length === 2 ? character : '\ufffd';
    });
}

// json_quoted: needs well_formed
function json_quoted(text) {
  var ESCAPES = {'"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f',
    '\n': '\\n', '\r': '\\r', '\t': '\\t'};
  text = well_formed(text).replace(/["\\\u0000-\u001f]/g, function (unit) {
    return ESCAPES[unit] ||
      '\\u' + ('000' + unit.charCodeAt(0).toString(16)).slice(-4);
  });
  return '"' + text + '"';
}

// Fields:
// A record for the writer: [name, value] in the order that it declares.
function Fields(pairs) {
  this.pairs = pairs;
}

// json_to_json: needs Digits, Fields, json_quoted, map_keys, list_map
// Without spaces; members sorted by name, those of Fields as they are. Numbers
// are written as ECMAScript does, members without value left out.
function json_to_json(value) {
  var pairs;
  if (value === null || value === undefined) {
    return 'null';
  }
  if (typeof value === 'string') {
    return json_quoted(value);
  }
  if (typeof value !== 'object') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return '[' + list_map(value, json_to_json).join(',') + ']';
  }
  if (value instanceof Digits) {
    return value.digits;
  }
  pairs = value instanceof Fields ? value.pairs :
    list_map(map_keys(value), function (name) {
      return [name, value[name]];
    });
  return '{' + pairs.filter(function (pair) {
    return pair[1] !== undefined;
  }).map(function (pair) {
    return json_quoted(pair[0]) + ':' + json_to_json(pair[1]);
  }).join(',') + '}';
}

// list_to_json: needs json_to_json
function list_to_json(list) {
  return json_to_json(list);
}

// map_to_json: needs json_to_json
function map_to_json(map) {
  return json_to_json(map);
}

// record_to_json: needs json_to_json
function record_to_json(fields) {
  return json_to_json(fields);
}

// json_is_object: needs Digits
function json_is_object(value) {
  return value !== null && typeof value === 'object' &&
    !Array.isArray(value) && !(value instanceof Digits);
}

// json_get: needs has_own, json_is_object
function json_get(value, name) {
  return json_is_object(value) && has_own(value, name) ? value[name] : null;
}

// json_has: needs has_own, json_is_object
function json_has(value, name) {
  return json_is_object(value) && has_own(value, name);
}

// json_step: needs json_get
// Into an object by name, into an array by an index without needless zeros.
function json_step(value, name) {
  if (!Array.isArray(value)) {
    return json_get(value, name);
  }
  return /^(0|[1-9][0-9]*)$/.test(name) && Number(name) < value.length ?
    value[Number(name)] : null;
}

// json_at: needs json_step
// A JSON Pointer (RFC 6901) begins with a slash; a path is `a.b[0].c`.
function json_at(value, path) {
  var steps, i;
  if (path.charAt(0) === '/') {
    if (/~(?![01])/.test(path)) {
      return null;
    }
    steps = path.slice(1).split('/').map(function (step) {
      return step.replace(/~1/g, '/').replace(/~0/g, '~');
    });
  } else {
    steps = (path.match(/\[[^\]]*\]?|[^.\[]+/g) || []).map(function (step) {
      return step.charAt(0) === '[' ? step.slice(1).replace(/\]$/, '') : step;
    });
  }
  for (i = 0; i < steps.length && value !== null; i += 1) {
    value = json_step(value, steps[i]);
  }
  return value;
}

// json_items: needs fail
function json_items(value) {
  if (!Array.isArray(value)) {
    throw fail('invalid', 'not an array');
  }
  return value.slice();
}

// json_keys: needs fail, json_is_object, map_keys
function json_keys(value) {
  if (!json_is_object(value)) {
    throw fail('invalid', 'not an object');
  }
  return map_keys(value);
}

// json_truthy:
function json_truthy(value) {
  return value !== null && value !== false && value !== 0 && value !== '';
}

// json_to_string: needs Digits, fail
function json_to_string(value) {
  if (value instanceof Digits) {
    return value.digits;
  }
  if (value === null || typeof value === 'object') {
    throw fail('invalid', 'neither text nor a number or bool');
  }
  return String(value);
}

// json_remove: needs json_is_object
function json_remove(value, name) {
  if (json_is_object(value)) {
    delete value[name];
  }
  return null;
}

// json_push: needs fail
function json_push(value, item) {
  if (!Array.isArray(value)) {
    throw fail('invalid', 'no array to put an item into');
  }
  value.push(item);
  return null;
}
