// patterns.js - regular expressions of the checked subset, run by the engine's
// own: translated, because that counts UTF-16 units, and knows white space and
// line ends beyond ASCII.

// astral_range:
// A pattern for the characters from one code point above U+FFFF to another.
function astral_range(low, high) {
  function unit(code) {
    return '\\u' + code.toString(16);
  }
  function piece(lead, end, from, to) {
    return (lead === end ? unit(lead) : '[' + unit(lead) + '-' + unit(end) +
      ']') + '[' + unit(from) + '-' + unit(to) + ']';
  }
  var a = 0xd800 + (low - 0x10000 >> 10), b = 0xdc00 + (low & 1023);
  var c = 0xd800 + (high - 0x10000 >> 10), d = 0xdc00 + (high & 1023);
  var parts = [];
  if (a === c) {
    return piece(a, a, b, d);
  }
  parts.push(piece(a, a, b, 0xdfff), piece(c, c, 0xdc00, d));
  if (a + 1 < c) {
    parts.push(piece(a + 1, c - 1, 0xdc00, 0xdfff));
  }
  return parts.join('|');
}

// class_source: needs astral_range
// A pattern for a class: `units` is the inside of [ ] as far as U+FFFF,
// `astral` a list of [low, high] above, `negative` whether all others are
// meant. For a `plain` text, which has none above, it is a class again.
function class_source(units, astral, negative, plain) {
  var others = [], from = 0x10000;
  if (plain) {
    return units === '' && !negative ? '(?!)' :
      (negative ? '[^' : '[') + units + ']';
  }
  astral.concat([[0x110000]]).sort(function (a, b) {
    return a[0] - b[0];
  }).forEach(function (range) {
    if (negative && range[0] > from) {
      others.push([from, range[0] - 1]);
    }
    from = Math.max(from, range[1] + 1);
  });
  others = (negative ? others : astral).map(function (range) {
    return astral_range(range[0], range[1]);
  });
  if (negative || units !== '') {
    others.unshift('[' + (negative ? '^\\ud800-\\udfff' : '') + units + ']');
  }
  return '(?:' + others.join('|') + ')';
}

// pattern_unit:
function pattern_unit(code) {
  return '\\u' + ('000' + code.toString(16)).slice(-4);
}

// pattern_class: needs class_source, pattern_unit
// Reads the class that begins at `at` (behind its bracket) of the characters
// and gives [the translation, where it ends].
function pattern_class(characters, at, plain) {
  var NAMED = {d: '0-9', w: '0-9A-Za-z_', s: '\\t-\\r ',
    D: '\\u0000-/:-\\ud7ff\\ue000-\\uffff',
    W: '\\u0000-/:-@\\[-\\^`{-\\ud7ff\\ue000-\\uffff',
    S: '\\u0000-\\u0008\\u000e-\\u001f!-\\ud7ff\\ue000-\\uffff'};
  var negative = characters[at] === '^', units = '', astral = [], low, high;

  function next() {
    var character = characters[at], code;
    at += character === '\\' ? 2 : 1;
    if (character === '\\') {
      character = characters[at - 1];
      if (NAMED.hasOwnProperty(character)) {
        units += NAMED[character];
        if (character < 'a') {
          astral.push([0x10000, 0x10ffff]);
        }
        return null;
      }
      code = 'bnrtfv'.indexOf(character);
      character = code < 0 ? character : '\b\n\r\t\f\v'.charAt(code);
    }
    code = character.charCodeAt(0);
    return character.length === 1 ? code :
      (code - 0xd800) * 1024 + character.charCodeAt(1) - 0xdc00 + 0x10000;
  }

  function add(from, to) {
    if (from <= to) {
      units += pattern_unit(from) + '-' + pattern_unit(to);
    }
  }

  at += negative ? 1 : 0;
  while (characters[at] !== ']') {
    low = next();
    high = low;
    if (low !== null && characters[at] === '-' && characters[at + 1] !== ']') {
      at += 1;
      high = next();
      if (high === null) { // [a-\d] is three things
        units += '\\-';
        high = low;
      }
    }
    if (low !== null) {
      add(low, Math.min(high, 0xd7ff));
      add(Math.max(low, 0xe000), Math.min(high, 0xffff));
    }
    if (high > 0xffff) {
      astral.push([Math.max(low, 0x10000), high]);
    }
  }
  return [class_source(units, astral, negative, plain), at + 1];
}

// pattern_source: needs class_source, pattern_class, pattern_unit, scalars
// What RegExp is to be made of for a text that is plain or not.
function pattern_source(pattern, plain) {
  var characters = scalars(pattern), source = '', at = 0, character, read;

  function literal(text) {
    var units = text.split('').map(function (unit) {
      return pattern_unit(unit.charCodeAt(0));
    }).join('');
    source += text.length > 1 ? '(?:' + units + ')' : units;
  }

  function escape(letter) {
    var control = 'nrtfv'.indexOf(letter);
    if ('dDwWsS'.indexOf(letter) >= 0) {
      source += pattern_class(['\\', letter, ']'], 0, plain)[0];
    } else if (letter === 'b' || letter === 'B') {
      source += '\\' + letter;
    } else {
      literal(control < 0 ? letter : '\n\r\t\f\v'.charAt(control));
    }
  }

  while (at < characters.length) {
    character = characters[at];
    at += 1;
    if (character === '[') {
      read = pattern_class(characters, at, plain);
      source += read[0];
      at = read[1];
    } else if (character === '\\') {
      escape(characters[at]);
      at += 1;
    } else if (character === '.') {
      source += class_source('\\n', [], true, plain);
    } else if (character === '{') {
      while (character !== '}') {
        source += character;
        character = characters[at];
        at += 1;
      }
      source += '}';
    } else if ('()*+?|^$'.indexOf(character) >= 0) {
      source += character === '(' && characters[at] === '?' ? '(?:' : character;
      at += character === '(' && characters[at] === '?' ? 2 : 0;
    } else {
      literal(character);
    }
  }
  return source;
}

// finder: needs pattern_source
// A function that gives the next find as RegExp's exec does, or null.
function finder(text, pattern) {
  var plain = !/[\ud800-\udfff]/.test(text);
  var expression = new RegExp(pattern_source(pattern, plain), 'g');

  function is_inside_pair(at) {
    return /^[\ud800-\udbff][\udc00-\udfff]/.test(
      text.slice(Math.max(at - 1, 0), at + 1));
  }

  return function () {
    var found = expression.exec(text);
    while (found !== null && is_inside_pair(found.index)) {
      expression.lastIndex = found.index + 1;
      found = expression.exec(text);
    }
    if (found !== null && found[0] === '') {
      expression.lastIndex = found.index + 1;
    }
    return found;
  };
}

// string_matches: needs finder
function string_matches(text, pattern) {
  return finder(text, pattern)() !== null;
}

// string_find_match: needs finder
function string_find_match(text, pattern) {
  var found = finder(text, pattern)();
  return found === null ? null : found[0];
}

// string_find_matches: needs finder
function string_find_matches(text, pattern) {
  var next = finder(text, pattern), result = [], found = next();
  for (; found !== null; found = next()) {
    result.push(found[0]);
  }
  return result;
}

// string_groups: needs finder
function string_groups(text, pattern) {
  var found = finder(text, pattern)();
  return found === null ? null : found.slice(1).map(function (group) {
    return group === undefined ? null : group;
  });
}

// string_replace_matches: needs finder, limited
function string_replace_matches(text, pattern, by) {
  var next = finder(text, pattern), result = [], at = 0, found = next();
  for (; found !== null; found = next()) {
    result.push(text.slice(at, found.index));
    at = found.index + found[0].length;
  }
  limited(result.length * by.length);
  return result.concat([text.slice(at)]).join(by);
}
