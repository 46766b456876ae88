// numbers.js - conversions of numbers, and what float and int can do.

// string_to_int: needs fail
function string_to_int(text) {
  if (!/^-?[0-9]+$/.test(text) || Math.abs(Number(text)) > 9007199254740991) {
    throw fail('invalid', 'not an integer within 2^53');
  }
  return Number(text) + 0;
}

// string_to_int64: needs fail, compare_digits
// The number's one text: no needless zeros, no -0.
function string_to_int64(text) {
  var number;
  if (!/^-?[0-9]+$/.test(text)) {
    throw fail('invalid', 'not an integer of 64 bits');
  }
  number = text.replace(/^(-?)0+(?=[0-9])/, '$1');
  number = number === '-0' ? '0' : number;
  if (number.length > 20 || compare_digits(number, '9223372036854775807') > 0 ||
      compare_digits(number, '-9223372036854775808') < 0) {
    throw fail('invalid', 'not an integer of 64 bits');
  }
  return number;
}

// is_number:
// Whether a text is a number as JSON writes it.
function is_number(text) {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?$/.test(text);
}

// read_float:
// What a number of JSON is as a float. Engines may choke on large exponents:
// those of more than six digits are as good as six nines.
function read_float(text) {
  return Number(text.replace(/[eE]([+\-]?)0*[1-9][0-9]{6,}$/, 'e$1999999'));
}

// string_to_float: needs fail, is_number, read_float
function string_to_float(text) {
  if (!is_number(text) || !isFinite(read_float(text))) {
    throw fail('invalid', 'not a number');
  }
  return read_float(text);
}

// string_to_decimal: needs fail, is_number
function string_to_decimal(text) {
  if (!is_number(text)) {
    throw fail('invalid', 'not a decimal number');
  }
  return text;
}

// int_to_string:
function int_to_string(number) {
  return String(number);
}

// int_to_float:
function int_to_float(number) {
  return number;
}

// int_abs:
function int_abs(number) {
  return Math.abs(number);
}

// int_idiv: needs ends
function int_idiv(number, by) {
  if (by === 0) {
    throw ends('division by zero');
  }
  return (number - number % by) / by + 0;
}

// int64_to_string:
function int64_to_string(number) {
  return number;
}

// int64_to_int: needs string_to_int
function int64_to_int(number) {
  return string_to_int(number);
}

// decimal_to_string:
function decimal_to_string(number) {
  return number;
}

// decimal_to_float: needs finite, read_float
function decimal_to_float(number) {
  return finite(read_float(number));
}

// float_to_string:
// The shortest that reads back the same, laid out as ECMAScript does.
function float_to_string(number) {
  return String(number);
}

// float_abs:
function float_abs(number) {
  return Math.abs(number);
}

// float_round: needs decimal_parts, finite
// Half to even, of the digits that float_to_string shows.
function float_round(number, digits) {
  var parts = decimal_parts(String(number));
  var kept = parts.exponent + (digits || 0), head, rest, up;
  if (kept >= parts.digits.length || parts.sign === 0) {
    return number;
  }
  head = kept > 0 ? parts.digits.slice(0, kept) : '0';
  rest = kept < 0 ? '0' : parts.digits.slice(kept);
  up = rest > '5' || (rest === '5' && Number(head.charAt(head.length - 1)) % 2);
  head = '0' + head;
  if (up) {
    head = head.replace(/[0-8]9*$/, function (tail) {
      return Number(tail.charAt(0)) + 1 + tail.slice(1).replace(/9/g, '0');
    });
  }
  return finite(parts.sign * Number(head + 'e' + -(digits || 0)));
}

// whole: needs fail
// An integer of a float, where it is within 2^53.
function whole(number) {
  if (Math.abs(number) > 9007199254740991) {
    throw fail('invalid', 'beyond the range of int');
  }
  return number + 0;
}

// float_floor: needs whole
function float_floor(number) {
  return whole(Math.floor(number));
}

// float_ceil: needs whole
function float_ceil(number) {
  return whole(Math.ceil(number));
}
