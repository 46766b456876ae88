// xml.js - XML 1.0 to json.

// xml_reader: needs fail, put
// An element with neither attributes nor elements is its text; any other is an
// object: elements by name, an array where one comes twice, attributes as
// `@name`, text that is not only white space as `#text`. Comments and
// processing instructions are skipped, a DOCTYPE is refused.
function xml_reader(text) {
  var NAME = new RegExp('^[A-Za-z_:\\u00c0-\\u02ff\\u0370-\\uffff]' +
    '[\\-.0-9A-Za-z_:\\u00b7-\\uffff]*');
  var ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};
  var at = 0, depth = 0;

  function refuse(what) {
    throw fail('invalid', 'not XML at character ' + at + ': ' + what);
  }

  function is_at(word) {
    return text.slice(at, at + word.length) === word;
  }

  function skip_space() {
    var start = at;
    while (/[ \t\n]/.test(text.charAt(at))) {
      at += 1;
    }
    return at > start;
  }

  // What stands up to a word, behind which it goes on.
  function up_to(word) {
    var start = at, end = text.indexOf(word, at);
    if (end < 0) {
      refuse('no ' + word);
    }
    at = end + word.length;
    return text.slice(start, end);
  }

  function read_name() {
    var end = at, name;
    while (/[^\u0000- "#-&'-,\/;-@\[-\^`{-\u007f]/.test(text.charAt(end))) {
      end += 1;
    }
    name = NAME.exec(text.slice(at, end));
    if (name === null || name[0].length !== end - at) {
      refuse('no name');
    }
    at = end;
    return name[0];
  }

  function is_character(code) {
    return code === 9 || code === 10 || code === 13 ||
      (code >= 32 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) ||
      (code > 0xffff && code < 0x110000);
  }

  function referenced(name) {
    var digits = /^#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}))$/.exec(name), code;
    if (digits === null) {
      if (!Object.prototype.hasOwnProperty.call(ENTITIES, name)) {
        refuse('an entity');
      }
      return ENTITIES[name];
    }
    code = digits[1] ? parseInt(digits[1], 16) : parseInt(digits[2], 10);
    if (!is_character(code)) {
      refuse('no character');
    }
    return code < 0x10000 ? String.fromCharCode(code) : String.fromCharCode(
      0xd800 + (code - 0x10000 >> 10), 0xdc00 + (code & 1023));
  }

  function resolved(raw) {
    if (/&(?![^&;]+;)/.test(raw)) {
      refuse('an ampersand');
    }
    return raw.replace(/&([^&;]+);/g, function (whole, name) {
      return referenced(name);
    });
  }

  function skip_comment() {
    at += 4;
    if (/--|-$/.test(up_to('-->'))) {
      refuse('a comment');
    }
  }

  function skip_instruction() {
    at += 2;
    if (read_name().toLowerCase() === 'xml') {
      refuse('a declaration');
    }
    if (!is_at('?>') && !skip_space()) {
      refuse('an instruction');
    }
    up_to('?>');
  }

  function read_attributes(result) {
    var name, quote, value;
    while (skip_space() && !is_at('>') && !is_at('/>')) {
      name = '@' + read_name();
      skip_space();
      if (!is_at('=') || Object.prototype.hasOwnProperty.call(result, name)) {
        refuse('an attribute');
      }
      at += 1;
      skip_space();
      quote = text.charAt(at);
      at += 1;
      if (quote !== '"' && quote !== "'") {
        refuse('no quote');
      }
      value = up_to(quote);
      if (value.indexOf('<') >= 0) {
        refuse('a < in an attribute');
      }
      put(result, name, resolved(value.replace(/[\t\n]/g, ' ')));
    }
  }

  function add(result, name, value) {
    if (!Object.prototype.hasOwnProperty.call(result, name)) {
      put(result, name, value);
    } else if (Array.isArray(result[name])) {
      result[name].push(value);
    } else {
      put(result, name, [result[name], value]);
    }
  }

  function read_text() {
    var start = at, raw;
    at = text.indexOf('<', at);
    if (at < 0) {
      at = start;
      refuse('an element without end');
    }
    raw = text.slice(start, at);
    if (raw.indexOf(']]>') >= 0) {
      refuse('a ]]>');
    }
    return resolved(raw);
  }

  // Adds elements to `result`, up to the closing tag, and gives the text.
  function read_content(result) {
    var parts = [], name;
    while (!is_at('</')) {
      if (is_at('<!--')) {
        skip_comment();
      } else if (is_at('<![CDATA[')) {
        at += 9;
        parts.push(up_to(']]>'));
      } else if (is_at('<?')) {
        skip_instruction();
      } else if (is_at('<')) {
        at += 1;
        name = read_name();
        add(result, name, read_element(name));
      } else {
        parts.push(read_text());
      }
    }
    return parts.join('');
  }

  function read_end(name) {
    at += 2;
    if (read_name() !== name) {
      refuse('another element ends');
    }
    skip_space();
    if (!is_at('>')) {
      refuse('no >');
    }
    at += 1;
  }

  // The element whose name has been read.
  function read_element(name) {
    var result = {}, content = '';
    depth += 1;
    if (depth > 128) {
      refuse('nested too deep');
    }
    read_attributes(result);
    if (is_at('/>')) {
      at += 2;
    } else if (is_at('>')) {
      at += 1;
      content = read_content(result);
      read_end(name);
    } else {
      refuse('no >');
    }
    depth -= 1;
    if (Object.keys(result).length === 0) {
      return content;
    }
    if (/[^ \t\n\r]/.test(content)) {
      result['#text'] = content;
    }
    return result;
  }

  function skip_outside() {
    skip_space();
    while (is_at('<!--') || is_at('<?')) {
      if (is_at('<?')) {
        skip_instruction();
      } else {
        skip_comment();
      }
      skip_space();
    }
  }

  function skip_declaration() {
    var value = '[ \\t\\n]*=[ \\t\\n]*(["\'])';
    var found = new RegExp(
      '^<\\?xml[ \\t\\n]+version' + value + '1\\.[0-9]+\\1' +
      '(?:[ \\t\\n]+encoding' + value + '[A-Za-z][-A-Za-z0-9._]*\\2)?' +
      '(?:[ \\t\\n]+standalone' + value + '(?:yes|no)\\3)?[ \\t\\n]*\\?>'
    ).exec(text.slice(0, 1000));
    at = found === null ? 0 : found[0].length;
  }

  function read_whole() {
    var result = {}, name;
    text = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) ||
        /[\ud800-\udfff]/.test(
          text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) {
      refuse('a control character');
    }
    skip_declaration();
    skip_outside();
    if (!is_at('<')) {
      refuse('no element');
    }
    at += 1;
    name = read_name();
    put(result, name, read_element(name));
    skip_outside();
    if (at !== text.length) {
      refuse('more than one element');
    }
    return result;
  }

  return read_whole();
}

// string_parse_xml: needs xml_reader
function string_parse_xml(text) {
  return xml_reader(text);
}
