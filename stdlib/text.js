// text.js - the functions of string: counted in Unicode scalars, ASCII case and
// white space.

// string_length:
function string_length(text) {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g) ||
    []).length;
}

// string_contains:
function string_contains(text, part) {
  return text.indexOf(part) >= 0;
}

// string_starts_with:
function string_starts_with(text, part) {
  return text.slice(0, part.length) === part;
}

// string_ends_with:
function string_ends_with(text, part) {
  return text.length >= part.length &&
    text.slice(text.length - part.length) === part;
}

// string_index_of: needs string_length
function string_index_of(text, part) {
  var at = text.indexOf(part);
  return at < 0 ? null : string_length(text.slice(0, at));
}

// string_replace: needs limited
// An empty part is nowhere.
function string_replace(text, part, by) {
  var pieces;
  if (part === '') {
    return text;
  }
  pieces = text.split(part);
  limited((pieces.length - 1) * by.length);
  return pieces.join(by);
}

// string_replace_first: needs limited
// An empty part is nowhere.
function string_replace_first(text, part, by) {
  var at = part === '' ? -1 : text.indexOf(part);
  if (at < 0) {
    return text;
  }
  limited(text.length + by.length);
  return text.slice(0, at) + by + text.slice(at + part.length);
}

// string_split: needs scalars
// An empty separator stands between all characters.
function string_split(text, separator) {
  return separator === '' ? scalars(text) : text.split(separator);
}

// string_lines:
// A line ends with LF or CR LF; the last end is not followed by a line.
function string_lines(text) {
  var lines = text.split(/\r?\n/);
  if (lines[lines.length - 1] === '') {
    lines.pop();
  }
  return lines;
}

// string_before:
function string_before(text, separator) {
  var at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

// string_after:
function string_after(text, separator) {
  var at = text.indexOf(separator);
  return at < 0 ? '' : text.slice(at + separator.length);
}

// string_slice: needs scalars
// Positions outside the text are taken for its ends.
function string_slice(text, from, to) {
  return scalars(text).slice(from, to === null ? undefined : to).join('');
}

// string_take: needs scalars
function string_take(text, count) {
  return scalars(text).slice(0, Math.max(count, 0)).join('');
}

// string_drop: needs scalars
function string_drop(text, count) {
  return scalars(text).slice(Math.max(count, 0)).join('');
}

// string_trim:
function string_trim(text) {
  var start = 0, end = text.length;
  while (start < end && /[ \t-\r]/.test(text.charAt(start))) {
    start += 1;
  }
  while (end > start && /[ \t-\r]/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(start, end);
}

// filling: needs limited, scalars, string_repeat
// What fills a text up to a length: `by` again and again, its end cut off.
function filling(text, length, by) {
  var missing = limited(length) - scalars(text).length;
  var filler = scalars(by === undefined || by === null ? ' ' : by);
  if (missing <= 0 || filler.length === 0) {
    return '';
  }
  return string_repeat(filler.join(''), Math.floor(missing / filler.length)) +
    filler.slice(0, missing % filler.length).join('');
}

// string_pad_start: needs filling
function string_pad_start(text, length, by) {
  return filling(text, length, by) + text;
}

// string_pad_end: needs filling
function string_pad_end(text, length, by) {
  return text + filling(text, length, by);
}

// string_repeat: needs limited
function string_repeat(text, count) {
  var result = '';
  if (text === '' || count <= 0) {
    return '';
  }
  limited(count * text.length);
  for (; count > 0; count = Math.floor(count / 2)) {
    if (count % 2 === 1) {
      result += text;
    }
    text += text;
  }
  return result;
}

// string_lower:
function string_lower(text) {
  return text.replace(/[A-Z]+/g, function (letters) {
    return letters.toLowerCase();
  });
}

// string_upper:
function string_upper(text) {
  return text.replace(/[a-z]+/g, function (letters) {
    return letters.toUpperCase();
  });
}

// string_is_empty:
function string_is_empty(text) {
  return text === '';
}

// string_to_string:
function string_to_string(text) {
  return text;
}

// string_to_bool: needs fail
function string_to_bool(text) {
  if (text !== 'true' && text !== 'false') {
    throw fail('invalid', 'not true or false');
  }
  return text === 'true';
}

// enum_to_string:
function enum_to_string(value) {
  return value;
}

// bool_to_string:
function bool_to_string(value) {
  return value ? 'true' : 'false';
}

// written_to_log:
function written_to_log(level, text) {
  if (typeof console !== 'undefined') {
    console.log(level + ': ' + text);
  }
  return null;
}

// log_debug: needs written_to_log
function log_debug(text) {
  return written_to_log('debug', text);
}

// log_info: needs written_to_log
function log_info(text) {
  return written_to_log('info', text);
}

// log_warn: needs written_to_log
function log_warn(text) {
  return written_to_log('warn', text);
}

// log_error: needs written_to_log
function log_error(text) {
  return written_to_log('error', text);
}
