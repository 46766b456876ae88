// wire.js - values as they are on the wire, as a hook computes with them, and
// back. Null stays null, and what is not there becomes null. See core.js.

// known:
// What is not there is null.
function known(value) {
  return value === undefined ? null : value;
}

// either:
// The value, or the other where it is null.
function either(value, otherwise) {
  return value === null || value === undefined ? otherwise : value;
}

// each: needs new_map, put
// What the function makes of each item of a list, or value of a map.
function each(values, by) {
  var made;
  if (values === null || values === undefined) {
    return null;
  }
  if (Array.isArray(values)) {
    return values.map(function (value) { return by(value); });
  }
  made = new_map();
  Object.keys(values).forEach(function (name) {
    put(made, name, by(values[name]));
  });
  return made;
}

// map_of: needs new_map, put
// A map with the members of an object.
function map_of(object) {
  var made = new_map();
  Object.keys(object).forEach(function (name) {
    if (object[name] !== null) {
      put(made, name, object[name]);
    }
  });
  return made;
}

// given:
// The object without what is null; `sent` names members that may be.
function given(object, sent) {
  Object.keys(object).forEach(function (name) {
    if (object[name] === null && sent.indexOf(name) < 0) {
      delete object[name];
    }
  });
  return object;
}

// copy:
// A value that may be changed: those of the platform may not.
function copy(value) {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

// unreadable: needs ends
// Ends the hook where the wire holds something else than its type.
function unreadable() {
  throw ends('unexpected data');
}

// readable: needs unreadable
// What a function makes of a value that it can fail at.
function readable(by, value) {
  try {
    return by(value);
  } catch (error) {
    return unreadable();
  }
}

// int64_of: needs Digits, readable, string_to_int64, unreadable
// The digits of a 64-bit number.
function int64_of(value) {
  if (value === null || value === undefined) {
    return null;
  }
  if (value instanceof Digits) {
    value = value.digits;
  }
  if (typeof value === 'number') {
    if (value % 1 !== 0 || Math.abs(value) > 9007199254740991) {
      return unreadable();
    }
    value = String(value);
  }
  return readable(string_to_int64, value);
}

// int64_json: needs Digits
function int64_json(value) {
  if (value === null || value === undefined) {
    return null;
  }
  return Math.abs(Number(value)) <= 9007199254740991 ? Number(value) :
    new Digits(value);
}

// decimal_of: needs Digits, readable, string_to_decimal
// The digits of a number.
function decimal_of(value) {
  if (value === null || value === undefined) {
    return null;
  }
  if (value instanceof Digits) {
    return value.digits;
  }
  return typeof value === 'number' ? String(value) :
    readable(string_to_decimal, value);
}

// decimal_json: needs compare_digits, read_float
// A number where it says the same, else a text.
function decimal_json(value) {
  var number;
  if (value === null || value === undefined) {
    return null;
  }
  number = read_float(value);
  return isFinite(number) && compare_digits(String(number), value) === 0 ?
    number : value;
}

// decimals_equal: needs compare_digits
function decimals_equal(a, b) {
  return a === b || (a !== null && b !== null && compare_digits(a, b) === 0);
}

// negated: needs ends
// Digits with the other sign.
function negated(digits) {
  if (digits === '-9223372036854775808') {
    throw ends('overflow');
  }
  return digits.charAt(0) === '-' ? digits.slice(1) :
    /[1-9]/.test(digits) ? '-' + digits : digits;
}

// int32: needs ends
function int32(value) {
  if (value !== null && (value < -2147483648 || value > 2147483647)) {
    throw ends('overflow');
  }
  return value;
}

// time_of: needs readable, string_to_time
// The time that a text of RFC 3339 is.
function time_of(value) {
  return value === null || value === undefined ? null :
    readable(string_to_time, value);
}

// time_text: needs timestamp_to_string
function time_text(value) {
  return value === null || value === undefined ? null :
    timestamp_to_string(value);
}

// number_of: needs unreadable
// A number, or a text that is one.
function number_of(value) {
  if (typeof value === 'string' &&
      /^-?[0-9]+(\.[0-9]+)?([eE][+\-]?[0-9]+)?$/.test(value)) {
    value = Number(value);
  }
  return typeof value === 'number' && isFinite(value) ? value : unreadable();
}

// scaled: needs checked, number_of
// A number of units as microseconds; a part of one is cut off.
function scaled(value, unit) {
  var micros;
  if (value === null || value === undefined || value === '') {
    return null;
  }
  micros = number_of(value) * unit;
  return checked(micros < 0 ? Math.ceil(micros) : Math.floor(micros));
}

// time_of_unix: needs scaled
function time_of_unix(value) {
  return scaled(value, 1000000);
}

// unix_of_time:
function unix_of_time(value) {
  return value === null || value === undefined ? null :
    Math.floor(value / 1000000);
}

// time_of_millis: needs scaled
function time_of_millis(value) {
  return scaled(value, 1000);
}

// millis_of_time:
function millis_of_time(value) {
  return value === null || value === undefined ? null :
    Math.floor(value / 1000);
}

// duration_of: needs scaled
// Seconds, as a number or its text.
function duration_of(value) {
  return scaled(value, 1000000);
}

// seconds_of:
// A duration as a number of seconds.
function seconds_of(value) {
  return value === null || value === undefined ? null : value / 1000000;
}

// bytes_of_text: needs readable, string_from_base64
function bytes_of_text(value) {
  return value === null || value === undefined ? null :
    readable(string_from_base64, value);
}

// text_of_bytes: needs bytes_to_base64
function text_of_bytes(value) {
  return value === null || value === undefined ? null : bytes_to_base64(value);
}

// quoted:
// A number or bool as a text.
function quoted(value) {
  return value === null || value === undefined ? null : String(value);
}

// text_of:
// A text that people gave; an empty one is none.
function text_of(value) {
  return value === undefined || value === null || value === '' ? null :
    String(value);
}

// text_bool: needs text_of, unreadable
function text_bool(value) {
  var text = text_of(value);
  return text === null ? null : text === 'true' ? true :
    text === 'false' ? false : unreadable();
}

// text_int: needs text_of, readable, string_to_int
function text_int(value) {
  var text = text_of(value);
  return text === null ? null : readable(string_to_int, text);
}

// text_float: needs text_of, readable, string_to_float
function text_float(value) {
  var text = text_of(value);
  return text === null ? null : readable(string_to_float, text);
}

// text_list: needs text_of
// The items of a text, each read by the function.
function text_list(value, separator, by) {
  var text = text_of(value);
  if (Array.isArray(value)) {
    return value.map(function (item) { return by(item); });
  }
  return text === null ? null :
    text.split(separator).map(function (item) { return by(item); });
}

// unless_null:
function unless_null(value, by) {
  return value === null || value === undefined ? null : by(value);
}

// number_to_int: needs fail
// Of a float, or of digits.
function number_to_int(value) {
  var number = Number(value);
  if (number % 1 !== 0 || Math.abs(number) > 9007199254740991) {
    throw fail('invalid', 'not an integer within 2^53');
  }
  return number + 0;
}

// number_to_int64: needs number_to_int, string_to_int64
function number_to_int64(value) {
  return typeof value === 'string' ? string_to_int64(value) :
    String(number_to_int(value));
}

// string_to_duration: needs fail
// Seconds, as digits.
function string_to_duration(text) {
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(text)) {
    throw fail('invalid', 'not a number of seconds');
  }
  return Math.round(Number(text) * 1000000);
}

// kind_of_json: needs Digits
function kind_of_json(value) {
  if (value === null || value === undefined) {
    return 'null';
  }
  if (value instanceof Digits) {
    return 'number';
  }
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' :
    typeof value;
}

// cast_scalar: needs fail, kind_of_json
function cast_scalar(value, name) {
  var kind = kind_of_json(value), wanted = 'string';
  if (/^(int|int32|int64|float|decimal|duration)$/.test(name)) {
    wanted = 'number';
  } else if (name === 'bool') {
    wanted = 'bool';
  }
  if (kind !== wanted &&
      !(kind === 'string' && /^(int64|decimal)$/.test(name))) {
    throw fail('invalid', 'expected ' + name + ', found ' + kind);
  }
  if (/^int/.test(name) && kind === 'number' && !value.digits &&
      (value % 1 !== 0 || Math.abs(value) > 9007199254740991)) {
    throw fail('invalid', 'expected ' + name + ', found ' + value);
  }
  return value;
}

// cast_record: needs cast, fail
// The shape's first item is a word; each other one a field: its name, its
// shape, and whether it must be there.
function cast_record(value, shape) {
  shape.slice(1).forEach(function (field) {
    var member = value[field[0]];
    if (member !== undefined && member !== null) {
      cast(member, field[1]);
    } else if (field[2]) {
      throw fail('invalid', 'the member ' + field[0] + ' is missing');
    }
  });
  return value;
}

// cast: needs cast_record, cast_scalar, fail, kind_of_json
// A value of json that has a shape, or a failure. It stays as it is.
function cast(value, shape) {
  var kind = kind_of_json(value);
  var word = Array.isArray(shape) ? shape[0] : shape;
  var wanted = word === 'list' ? 'array' : 'object';
  if (word === 'json') {
    return value === undefined ? null : value;
  }
  if (word === 'optional') {
    return kind === 'null' ? null : cast(value, shape[1]);
  }
  if (word !== 'list' && word !== 'map' && word !== 'record') {
    return cast_scalar(value, word);
  }
  if (kind !== wanted) {
    throw fail('invalid', 'expected ' + wanted + ', found ' + kind);
  }
  if (word === 'record') {
    return cast_record(value, shape);
  }
  Object.keys(value).forEach(function (name) {
    cast(value[name], shape[1]);
  });
  return value;
}
