// core.js - failures, arithmetic, equality and order: what other helpers and
// hooks rest upon. The *.js files of this folder are the standard functions in
// JavaScript (ES5.1). A hook carries those it uses; each stands below a line
// `// name:` or `// name: needs a, b`, which lists the helpers that it calls.
//
// A function of functions.def is called receiver_name, T[] being list. Values:
// string, bool and null as they are; int and float a number, always finite;
// int64 and decimal their text; bytes an array of numbers; timestamp and
// duration microseconds, so that times reach from 1684 to 2255; date, url, uuid
// and enum their text; map an object without prototype; json what JSON.parse
// makes, with Digits for an integer that no number holds.
//
// A call that fails throws fail(kind, message). What ends the hook, and can't
// be caught, throws ends(reason).

// fail:
// What is thrown by what fails; `after` in microseconds, or null.
function fail(kind, message, after) {
  return {kind: kind, message: message, after: after || null};
}

// ends:
// What is thrown where the hook can't go on.
function ends(reason) {
  return {ends: reason};
}

// checked: needs ends
// The result of + - * on int, duration and timestamp. There is no -0.
function checked(number) {
  if (!(number >= -9007199254740991 && number <= 9007199254740991)) {
    throw ends('overflow');
  }
  return number + 0;
}

// finite: needs ends
// The result of + - * / on float.
function finite(number) {
  if (!isFinite(number)) {
    throw ends('overflow');
  }
  return number;
}

// divided: needs ends, finite
function divided(a, b) {
  if (b === 0) {
    throw ends('division by zero');
  }
  return finite(a / b);
}

// remainder: needs ends
// Of int and float; it has the sign of the first.
function remainder(a, b) {
  if (b === 0) {
    throw ends('division by zero');
  }
  return a % b + 0;
}

// limited: needs ends
// Lengths that a hook asks for; no text or list may fill the memory.
function limited(count) {
  if (count > 16777216) {
    throw ends('too large');
  }
  return count;
}

// scalars:
// The characters of a text; a surrogate pair is one.
function scalars(text) {
  return text.match(/[\ud800-\udbff][\udc00-\udfff]|[^]/g) || [];
}

// compare_text:
// By code point, where UTF-16 puts U+E000 to U+FFFF behind all others.
function compare_text(a, b) {
  var i = 0, x, y;
  while (i < a.length && i < b.length && a.charAt(i) === b.charAt(i)) {
    i += 1;
  }
  if (i === a.length || i === b.length) {
    return a.length - b.length;
  }
  x = a.charCodeAt(i);
  y = b.charCodeAt(i);
  x += x >= 0xe000 ? -0x800 : x >= 0xd800 ? 0x2000 : 0;
  y += y >= 0xe000 ? -0x800 : y >= 0xd800 ? 0x2000 : 0;
  return x - y;
}

// compare: needs compare_text
// Two values of a type: < 0, 0 or > 0. Of int64 and decimal: compare_digits.
function compare(a, b) {
  if (typeof a === 'string') {
    return compare_text(a, b);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

// decimal_parts:
// The number 0.DIGITS times ten to the exponent, and its sign: -1, 0 or 1.
function decimal_parts(text) {
  var part = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+\-]?\d+))?$/.exec(text);
  var digits = part[2] + (part[3] || '');
  var zeros = /^0*/.exec(digits)[0].length;
  var exponent = part[2].length - zeros + Number(part[4] || 0);
  digits = digits.slice(zeros).replace(/0+$/, '');
  return digits === '' ? {sign: 0, exponent: 0, digits: ''} :
    {sign: part[1] ? -1 : 1, exponent: exponent, digits: digits};
}

// decimal_key: needs decimal_parts
// The same text for the same number, however it is written.
function decimal_key(text) {
  var parts = decimal_parts(text);
  return parts.sign + 'e' + parts.exponent + '|' + parts.digits;
}

// compare_digits: needs decimal_parts
// Two numbers as text, of int64 or decimal.
function compare_digits(a, b) {
  var x = decimal_parts(a), y = decimal_parts(b);
  if (x.sign !== y.sign) {
    return x.sign - y.sign;
  }
  if (x.exponent !== y.exponent) {
    return x.exponent < y.exponent ? -x.sign : x.sign;
  }
  return x.digits === y.digits ? 0 : x.digits < y.digits ? -x.sign : x.sign;
}

// Digits:
// An integer of JSON that no number holds.
function Digits(text) {
  this.digits = text;
}

// equal: needs Digits
// Two values of a type; objects by their members.
function equal(a, b) {
  var names, i;
  if (a === b || a === null || b === null || typeof a !== 'object' ||
      typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b) ||
      a instanceof Digits !== b instanceof Digits) {
    return a === b;
  }
  names = Object.keys(a);
  if (names.length !== Object.keys(b).length) {
    return false;
  }
  for (i = 0; i < names.length; i += 1) {
    if (!Object.prototype.hasOwnProperty.call(b, names[i]) ||
        !equal(a[names[i]], b[names[i]])) {
      return false;
    }
  }
  return true;
}

// put:
// Sets a member of an object, whatever it is called.
function put(object, name, value) {
  if (name === '__proto__') {
    Object.defineProperty(object, name, {value: value, writable: true,
      enumerable: true, configurable: true});
  } else {
    object[name] = value;
  }
}

// new_map:
function new_map() {
  return Object.create(null);
}

// has_own:
function has_own(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}
