// bytes.js - bytes, their texts, and URLs, which are made of escaped bytes.
// Bytes are arrays of numbers from 0 to 255.

// string_to_bytes: needs well_formed
// UTF-8.
function string_to_bytes(text) {
  var escaped = encodeURIComponent(well_formed(text)), result = [], i;
  for (i = 0; i < escaped.length; i += 1) {
    if (escaped.charAt(i) === '%') {
      result.push(parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else {
      result.push(escaped.charCodeAt(i));
    }
  }
  return result;
}

// bytes_of: needs string_to_bytes
// A text as UTF-8, bytes as they are.
function bytes_of(data) {
  return typeof data === 'string' ? string_to_bytes(data) : data;
}

// bytes: needs bytes_of
function bytes() {
  var result = [], i;
  for (i = 0; i < arguments.length; i += 1) {
    result = result.concat(bytes_of(arguments[i]));
  }
  return result;
}

// bytes_length:
function bytes_length(data) {
  return data.length;
}

// bytes_to_hex:
function bytes_to_hex(data) {
  return data.map(function (byte) {
    return (byte < 16 ? '0' : '') + byte.toString(16);
  }).join('');
}

// bytes_to_text: needs fail, bytes_to_hex
// UTF-8 to the letter: nothing longer than needed, no surrogates.
function bytes_to_text(data) {
  var escaped = bytes_to_hex(data).replace(/../g, '%$&');
  var unit = '%[0-7].|%(?:c[2-9a-f]|d.)%[89ab].|%e0%[ab].%[89ab].|' +
    '%(?:e[1-9a-cef])(?:%[89ab].){2}|%ed%[89].%[89ab].|' +
    '%f0%[9ab].(?:%[89ab].){2}|%f[1-3](?:%[89ab].){3}|%f4%8.(?:%[89ab].){2}';
  if (escaped.replace(new RegExp(unit, 'g'), '') !== '') {
    throw fail('invalid', 'not UTF-8');
  }
  return decodeURIComponent(escaped);
}

// string_from_hex: needs fail
function string_from_hex(text) {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) {
    throw fail('invalid', 'not pairs of hexadecimal digits');
  }
  return (text.match(/../g) || []).map(function (pair) {
    return parseInt(pair, 16);
  });
}

// bytes_in_base64:
function bytes_in_base64(data, alphabet) {
  var result = '', i, group;
  for (i = 0; i < data.length; i += 3) {
    group = data[i] << 16 | (data[i + 1] || 0) << 8 | (data[i + 2] || 0);
    result += alphabet.charAt(group >> 18) + alphabet.charAt(group >> 12 & 63);
    if (i + 1 < data.length) {
      result += alphabet.charAt(group >> 6 & 63);
    }
    if (i + 2 < data.length) {
      result += alphabet.charAt(group & 63);
    }
  }
  return result;
}

// bytes_to_base64: needs bytes_in_base64
function bytes_to_base64(data) {
  var text = bytes_in_base64(data, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' +
    'abcdefghijklmnopqrstuvwxyz0123456789+/');
  return text + ['', '', '==', '='][text.length % 4];
}

// bytes_to_base64url: needs bytes_in_base64
function bytes_to_base64url(data) {
  return bytes_in_base64(data, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' +
    'abcdefghijklmnopqrstuvwxyz0123456789-_');
}

// string_from_base64: needs fail
// Either alphabet, padding or none; bits to spare are zero.
function string_from_base64(text) {
  var digits = text.replace(/-/g, '+').replace(/_/g, '/'), result = [];
  var alphabet, bits = 0, count = 0, i;
  if (digits.length % 4 === 0) {
    digits = digits.replace(/==?$/, '');
  }
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  if (!/^[A-Za-z0-9+\/]*$/.test(digits) || digits.length % 4 === 1) {
    throw fail('invalid', 'not base64');
  }
  for (i = 0; i < digits.length; i += 1) {
    bits = (bits << 6 | alphabet.indexOf(digits.charAt(i))) & 0xfffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result.push(bits >> count & 255);
    }
  }
  if ((bits & (1 << count) - 1) !== 0) {
    throw fail('invalid', 'not base64');
  }
  return result;
}

// string_url_encode: needs well_formed
// All but the unreserved characters of RFC 3986.
function string_url_encode(text) {
  return encodeURIComponent(well_formed(text)).replace(/[!'()*]/g,
    function (character) {
      return '%' + character.charCodeAt(0).toString(16).toUpperCase();
    });
}

// string_url_decode: needs url_decoded
function string_url_decode(text) {
  return url_decoded(text);
}

// url_decoded: needs bytes_to_text, fail, string_to_bytes
function url_decoded(text) {
  var data = string_to_bytes(text), result = [], i, pair;
  for (i = 0; i < data.length; i += 1) {
    if (data[i] === 37) {
      pair = String.fromCharCode(data[i + 1] || 0, data[i + 2] || 0);
      if (!/^[0-9a-fA-F]{2}$/.test(pair)) {
        throw fail('invalid', 'a % without two hexadecimal digits');
      }
      result.push(parseInt(pair, 16));
      i += 2;
    } else {
      result.push(data[i]);
    }
  }
  return bytes_to_text(result);
}

// string_parse_query: needs new_map, string_after, string_before, url_decoded
// With or without `?` before it; a plus is a space.
function string_parse_query(text) {
  var result = new_map();
  text.replace(/^\?/, '').split('&').forEach(function (pair) {
    if (pair !== '') {
      pair = pair.replace(/\+/g, ' ');
      result[url_decoded(string_before(pair, '='))] =
        url_decoded(string_after(pair, '='));
    }
  });
  return result;
}

// map_to_query: needs map_keys, string_url_encode
function map_to_query(map) {
  return map_keys(map).map(function (name) {
    return string_url_encode(name) + '=' + string_url_encode(map[name]);
  }).join('&');
}

// url_parts: needs fail
// Of `scheme://user@host:port/path?query#fragment`.
function url_parts(text) {
  var part = new RegExp('^[A-Za-z][A-Za-z0-9+.\\-]*://(?:[^/?#@]*@)?' +
    '(\\[[0-9A-Fa-f:.]+\\]|[^/?#@:\\[\\]\\\\\\s]+)(?::[0-9]*)?' +
    '(/[^?#]*)?(?:\\?[^#]*)?(?:#[^]*)?$').exec(text);
  if (part === null) {
    throw fail('invalid', 'not a URL with a host');
  }
  return {host: part[1], path: part[2] || '/'};
}

// string_url_host: needs string_lower, url_parts
function string_url_host(text) {
  return string_lower(url_parts(text).host);
}

// string_url_path: needs url_parts
function string_url_path(text) {
  return url_parts(text).path;
}

// string_url_param: needs map_get, string_parse_query
// Null too where the query can't be decoded.
function string_url_param(text, name) {
  var query = /^[^?#]*\?([^#]*)/.exec(text);
  try {
    return query === null ? null : map_get(string_parse_query(query[1]), name);
  } catch (failure) {
    return null;
  }
}
