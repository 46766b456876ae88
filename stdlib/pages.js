// pages.js - what hooks of lists rest upon that continue as the platform does
// not know: by steps, by links and by keys. See core.js.

// page_state: needs fail, headers_get, json_is_object
// What the pages before have set. The platform keeps it between two calls and
// sends it in a header.
function page_state(request) {
  var text = headers_get(request.headers, 'conn-next-page'), state = null;
  try {
    state = text === null ? {} : JSON.parse(text);
  } catch (ignored) {
    state = null;
  }
  if (!json_is_object(state)) {
    throw fail('invalid', 'nextPage is none of this list');
  }
  return state;
}

// page_path: needs fail, page_origin, url_split
// The token comes back by way of the caller: it must not lead a request with
// credentials to somebody else.
function page_path(request, path) {
  var home = page_origin(url_split(request.url));
  if (typeof path !== 'string' || /[\u0000-\u0020\\?#]/.test(path) ||
      (path.charAt(0) !== '/' && page_origin(url_split(path)) !== home)) {
    throw fail('invalid', 'nextPage is none of this list');
  }
  return path;
}

// page_request: needs copy, json_is_object, page_state, put
// A page's request: `steps` set what all carry, unless the caller did; then
// comes what the pages before have set.
function page_request(request, parts, steps) {
  var given = copy(request), state = page_state(request);
  function take(from, part) {
    if (json_is_object(from[part]) && part !== 'body') {
      Object.keys(from[part]).forEach(function (name) {
        put(request[part], name, from[part][name]);
      });
    } else if (part === 'body' && from.body !== undefined) {
      request.body = from.body;
    }
  }
  steps();
  take(given, 'query');
  take(given, 'headers');
  parts.forEach(function (part) {
    take(state, part);
  });
}

// page_request_at: needs page_path, page_request, page_state
// The same of lists whose pages may have paths of their own.
function page_request_at(request, parts, steps) {
  var path = page_state(request).path;
  page_request(request, parts, steps);
  if (path !== undefined) {
    request.path = page_path(request, path);
  }
}

// page_next: needs Digits, copy, has_own, json_is_object, page_state, put
// What `steps` set of the next page's request goes into the header that the
// platform takes it from. Nothing set: there is none.
function page_next(request, response, parts, steps) {
  var before = copy(request), state = page_state(request), found = false;
  function differs(a, b) {
    return JSON.stringify(a) !== JSON.stringify(b);
  }
  function keep(part) {
    var had = before[part];
    if (!has_own(state, part)) {
      state[part] = {};
    }
    Object.keys(request[part]).forEach(function (name) {
      var value = request[part][name];
      if (!has_own(had, name) || differs(had[name], value)) {
        put(state[part], name, value instanceof Digits ? value.digits : value);
        found = true;
      }
    });
  }
  steps();
  parts.forEach(function (part) {
    if (part !== 'body' && json_is_object(request[part])) {
      keep(part);
    } else if (differs(before[part], request[part])) {
      state[part] = request[part];
      found = true;
    }
  });
  if (found) {
    response.headers['conn-next-page'] = JSON.stringify(state).replace(
      /[\u007f-\uffff]/g, function (character) {
        return '\\u' + ('000' + character.charCodeAt(0).toString(16)).slice(-4);
      });
  }
}

// ---- links

// link_spaces:
function link_spaces(cursor) {
  while (/[ \t]/.test(cursor.text.charAt(cursor.at))) {
    cursor.at += 1;
  }
}

// link_token:
// Up to the next delimiter; real servers put more into one than the grammar
// allows.
function link_token(cursor) {
  var token = /^[^ \t;,=]*/.exec(cursor.text.slice(cursor.at))[0];
  cursor.at += token.length;
  return token;
}

// link_quoted:
// A quoted text behind its opening quote; one without an end runs to the end.
function link_quoted(cursor) {
  var value = '', text = cursor.text;
  while (cursor.at < text.length && text.charAt(cursor.at) !== '"') {
    if (text.charAt(cursor.at) === '\\' && cursor.at + 1 < text.length) {
      cursor.at += 1;
    }
    value += text.charAt(cursor.at);
    cursor.at += 1;
  }
  cursor.at += 1;
  return value;
}

// link_parameter: needs link_quoted, link_spaces, link_token
function link_parameter(cursor, link) {
  var name, value = '';
  link_spaces(cursor);
  name = link_token(cursor).toLowerCase();
  link_spaces(cursor);
  if (cursor.text.charAt(cursor.at) === '=') {
    cursor.at += 1;
    link_spaces(cursor);
    if (cursor.text.charAt(cursor.at) === '"') {
      cursor.at += 1;
      value = link_quoted(cursor);
    } else {
      value = link_token(cursor);
    }
  }
  if (name === 'rel' && link.rel === null) {
    link.rel = value.toLowerCase();
  }
  link.anchored = link.anchored || name === 'anchor';
}

// link_skip: needs link_quoted
// To behind the comma that ends this link.
function link_skip(cursor) {
  var character;
  do {
    character = cursor.text.charAt(cursor.at);
    cursor.at += 1;
    if (character === '"') {
      link_quoted(cursor);
    }
  } while (character !== ',' && cursor.at < cursor.text.length);
}

// link_next: needs link_parameter, link_skip, link_spaces
// The target of the first rel=next of a Link header (RFC 8288 appendix B.2), or
// null.
function link_next(text) {
  var cursor = {text: text, at: 0}, link, target;
  while (cursor.at < text.length) {
    link_spaces(cursor);
    target = /^<([^>]*)>/.exec(text.slice(cursor.at));
    link = {rel: null, anchored: false};
    if (target !== null) {
      cursor.at += target[0].length;
      link_spaces(cursor);
      while (text.charAt(cursor.at) === ';') {
        cursor.at += 1;
        link_parameter(cursor, link);
        link_spaces(cursor);
      }
      if (!link.anchored && /(^|[ \t])next([ \t]|$)/.test(link.rel || '')) {
        return target[1];
      }
    }
    link_skip(cursor);
  }
  return null;
}

// ---- URLs

// url_split:
// A reference (RFC 3986 appendix B); a part that is not there is undefined.
function url_split(text) {
  var part = new RegExp('^(?:([A-Za-z][A-Za-z0-9+.\\-]*):)?' +
    '(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?').exec(String(text));
  return {scheme: part[1], authority: part[2], path: part[3], query: part[4]};
}

// page_origin: needs fail
// As text that is equal for equal ones (RFC 6454 section 4).
function page_origin(url) {
  var scheme = String(url.scheme).toLowerCase(),
    port = {http: '80', https: '443'}[scheme],
    host = /^(\[[0-9A-Fa-f:.]+\]|[^\s@:\[\]\\%\u0000-\u0020]+)(?::([0-9]*))?$/
      .exec(url.authority || '');
  if (port === undefined || host === null) {
    throw fail('vendor', "the next page's URL is no http URL");
  }
  return scheme + '://' + host[1].toLowerCase() + ':' + (host[2] || port);
}

// url_without_dots:
// Section 5.2.4 of RFC 3986, of a path that begins with a slash.
function url_without_dots(path) {
  var names = path.split('/').slice(1), kept = [];
  names.forEach(function (name, i) {
    var dots = name === '.' || name === '..';
    if (name === '..') {
      kept.pop();
    } else if (!dots) {
      kept.push(name);
    }
    if (dots && i === names.length - 1) {
      kept.push('');
    }
  });
  return '/' + kept.join('/');
}

// url_resolved: needs url_split, url_without_dots
// Section 5.2.2 of RFC 3986.
function url_resolved(base, text) {
  var to = url_split(text), path = to.path;
  if (to.scheme === undefined && to.authority === undefined) {
    to.authority = base.authority;
    if (path === '') {
      path = base.path;
      to.query = to.query === undefined ? base.query : to.query;
    } else if (path.charAt(0) !== '/') {
      path = base.path.replace(/[^\/]*$/, '') + path;
    }
  }
  to.scheme = to.scheme === undefined ? base.scheme : to.scheme;
  to.path = url_without_dots(path.charAt(0) === '/' ? path : '/' + path);
  return to;
}

// ---- what continues

// page_query: needs fail, new_map, url_decoded
// What is no valid escape is taken as it is.
function page_query(text) {
  var query = new_map();
  function decoded(part) {
    try {
      return url_decoded(part.replace(/\+/g, ' '));
    } catch (ignored) {
      return part;
    }
  }
  text.split('&').forEach(function (pair) {
    var sign = (pair + '=').indexOf('='), name = decoded(pair.slice(0, sign));
    if (name in query) {
      throw fail('vendor', "the next page's URL says `" + name + '` twice');
    }
    if (pair !== '') {
      query[name] = decoded(pair.slice(sign + 1));
    }
  });
  return query;
}

// page_move: needs url_split
// Another path than this page's: behind the base URL where it is the same.
function page_move(request, here, next) {
  var end = url_split(request.path).path,
    start = here.path.length - end.length, base = here.path.slice(0, start);
  if (end !== '' && start >= 0 && here.path.slice(start) === end &&
      next.path.slice(0, start) === base && next.path.charAt(start) === '/') {
    request.path = next.path.slice(start);
  } else {
    request.path = next.scheme + '://' + next.authority + next.path;
  }
}

// page_take_query: needs has_own, page_query, put
// Parameters of the list itself (how.own) that the next page's URL does not
// have are dropped; others, such as keys of the account, stay.
function page_take_query(request, how, text) {
  var query = page_query(text);
  how.own.forEach(function (name) {
    if (!(name in query) && has_own(request.query, name)) {
      request.query[name] = null;
    }
  });
  Object.keys(query).forEach(function (name) {
    put(request.query, name, query[name]);
  });
}

// page_turn: needs fail, page_move, page_origin, page_take_query, url_resolved
// The next page is at `text`, seen from `here`.
function page_turn(request, how, here, text) {
  var next = url_resolved(here, text);
  if (page_origin(next) !== page_origin(here)) {
    throw fail('vendor', 'the next page is on another origin, `' +
      next.authority + '`');
  }
  if (next.path !== here.path) {
    page_move(request, here, next);
  }
  page_take_query(request, how, next.query || '');
}

// page_at: needs json_at
function page_at(body, pointer) {
  return pointer === '' ? body : json_at(body, pointer);
}

// page_by_link: needs headers_get, link_next, page_turn, url_split
// The Link header names the next page.
function page_by_link(request, response, how) {
  var value = headers_get(response.headers, 'Link'), next;
  next = value === null ? null : link_next(String(value));
  if (next !== null) {
    page_turn(request, how, url_split(request.url), next);
  }
}

// page_by_url: needs fail, headers_get, page_at, page_turn, url_split
// The answer holds the next page's URL.
function page_by_url(request, response, how) {
  var body = response.body, value = how.from === undefined ?
      headers_get(response.headers, how.from_header) : page_at(body, how.from);
  if (how.more !== undefined && page_at(body, how.more) !== true) {
    return;
  }
  if (value === null || value === undefined || value === false ||
      value === '') {
    return;
  }
  if (typeof value !== 'string') {
    throw fail('vendor', "the next page's URL is no text");
  }
  page_turn(request, how, url_split(request.url), value);
}

// page_put: needs json_is_object, put
// A parameter of the next page; in a body it is a JSON Pointer.
function page_put(request, how, value) {
  var names = how.param.split('/').slice(1).map(function (name) {
      return name.replace(/~1/g, '/').replace(/~0/g, '~');
    }), last = names.pop(), into;
  if (how.in !== 'body') {
    put(request[how.in], how.param, value);
    return;
  }
  request.body = into = json_is_object(request.body) ? request.body : {};
  names.forEach(function (name) {
    if (!json_is_object(into[name])) {
      put(into, name, {});
    }
    into = into[name];
  });
  put(into, last, value);
}

// page_is_full: needs page_at
// Without a word of the server, a page with fewer items than were asked for is
// the last one.
function page_is_full(request, response, how, count) {
  var size = how.size || 0, sent = how.size_param === undefined ? undefined :
      how.in === 'body' ? page_at(request.body, how.size_param) :
        request[how.in][how.size_param];
  if (how.more !== undefined) {
    return page_at(response.body, how.more) === true;
  }
  if (sent !== undefined && sent !== null) {
    size = /^[0-9]+$/.test(String(sent)) ? Number(sent) : 0;
  }
  return count >= size;
}

// page_successor: needs bytes_to_base64, string_from_base64
// The next possible key of bytes: one with a zero byte more.
function page_successor(key) {
  return bytes_to_base64(string_from_base64(String(key)).concat([0]));
}

// page_by_key: needs fail, page_at, page_is_full, page_put, page_successor
// The next page starts after the key of the last item.
function page_by_key(request, response, how) {
  var list = page_at(response.body, how.items), key;
  if (!Array.isArray(list) || list.length === 0) {
    return;
  }
  key = page_at(list[list.length - 1], how.key);
  if (key === null || key === undefined || typeof key === 'object') {
    throw fail('vendor', 'the last item has no `' + how.key + '`');
  }
  if (page_is_full(request, response, how, list.length)) {
    page_put(request, how, how.successor ? page_successor(key) : key);
  }
}
