// contract.js - what statements of a hook rest upon, and how a hook ends on the
// platform. See core.js.

// raise:
// `throw` where an expression stands.
function raise(thrown) {
  throw thrown;
}

// caught:
// Only failures can be caught; what ends the hook goes on.
function caught(error) {
  if (typeof error.kind !== 'string') {
    throw error;
  }
}

// attempt: needs caught
// What the first function gives, or the second where that fails.
function attempt(first, second) {
  try {
    return first();
  } catch (error) {
    caught(error);
    return second();
  }
}

// skip:
// What is thrown to answer without calling the vendor.
function skip(response) {
  return {skip: response};
}

// step: needs ends
// Counts steps: a hook ends after a million.
function step(count) {
  step.taken = (step.taken || 0) + count;
  if (step.taken > 1000000) {
    throw ends('too many steps');
  }
}

// put_value: needs put
// Sets a member, or takes it away where the value is null.
function put_value(object, name, value) {
  if (value === null || value === undefined) {
    delete object[name];
  } else {
    put(object, name, value);
  }
}

// list_put: needs ends
function list_put(list, index, value) {
  if (!(index >= 0 && index < list.length)) {
    throw ends('no such item');
  }
  list[index] = value;
}

// items_of:
// The items of an array; of anything else there are none.
function items_of(value) {
  return Array.isArray(value) ? value : [];
}

// json_item: needs has_own, json_get
// An item of an array or a member of an object, or null.
function json_item(value, index) {
  if (typeof index === 'string') {
    return json_get(value, index);
  }
  return Array.isArray(value) && has_own(value, String(index)) ? value[index] :
    null;
}

// json_put: needs fail, json_is_object, list_put, put
function json_put(value, index, item) {
  if (typeof index === 'string' && json_is_object(value)) {
    put(value, index, item);
  } else if (typeof index === 'number' && Array.isArray(value)) {
    list_put(value, index, item);
  } else {
    throw fail('invalid', 'there is no object to set a member of');
  }
}

// record_keys: needs has_own, map_keys
// Names of the members that are there, those declared first.
function record_keys(record, declared) {
  return declared.filter(function (name) {
    return has_own(record, name);
  }).concat(map_keys(record).filter(function (name) {
    return declared.indexOf(name) < 0;
  }));
}

// header_name: needs string_lower
// The name as it stands among the headers.
function header_name(headers, name) {
  var names = Object.keys(headers), i;
  for (i = 0; i < names.length; i += 1) {
    if (string_lower(names[i]) === string_lower(name)) {
      return names[i];
    }
  }
  return name;
}

// headers_set: needs header_name
// The platform takes null for a header that is not to be sent.
function headers_set(headers, name, value) {
  headers[header_name(headers, name)] = value;
}

// headers_remove: needs header_name
function headers_remove(headers, name) {
  if (headers[header_name(headers, name)] !== undefined) {
    headers[header_name(headers, name)] = null;
  }
}

// headers_has: needs headers_get
function headers_has(headers, name) {
  return headers_get(headers, name) !== null;
}

// kept_text: needs json_to_json
// The platform keeps texts.
function kept_text(value) {
  return value === null || value === undefined ? null :
    typeof value === 'object' ? json_to_json(value) : String(value);
}

// status_of:
// The status that tells the platform of a failure.
function status_of(kind) {
  return {auth_expired: 401, unauthorized: 401, forbidden: 403, not_found: 404,
    conflict: 409, invalid: 400, rate_limited: 429, unavailable: 502,
    misconfigured: 400, vendor: 502}[kind] || 500;
}

// stopped_answer: needs status_of
// What an error makes of the answer.
function stopped_answer(error) {
  var message = typeof error.kind === 'string' ? error.message :
    error.ends || 'unexpected data';
  var answer = {response_status_code: status_of(error.kind),
    response_body: {message: message}, response_error: message};
  if (error.after) {
    answer.response_headers =
      {'Retry-After': String(Math.ceil(error.after / 1000000))};
  }
  return answer;
}

// before_stopped: needs stopped_answer
// A hook before the call answers for the vendor.
function before_stopped(error) {
  var answer = stopped_answer(error), given = error.skip;
  if (given) {
    answer = {};
    [['status', 'response_status_code'], ['headers', 'response_headers'],
      ['json', 'response_body'], ['body', 'response_body'],
      ['error', 'response_error']].forEach(function (row) {
      if (given[row[0]] !== undefined && given[row[0]] !== null) {
        answer[row[1]] = given[row[0]];
      }
    });
  }
  answer['continue'] = false;
  return answer;
}

// after_stopped: needs stopped_answer
function after_stopped(error) {
  return stopped_answer(error);
}

// event_stopped:
// An event that is refused is none.
function event_stopped(error) {
  return {events: []};
}

// with_vendor:
// What a map makes, and what of: that is not sent with it.
function with_vendor(read, vendor) {
  var common = read(vendor, {});
  return Object.prototype.hasOwnProperty.call(common, 'vendor') ? common :
    Object.defineProperty(common, 'vendor', {value: vendor, writable: true});
}

// begins_with:
function begins_with(text, start) {
  return text !== null && text.slice(0, start.length) === start;
}

// event_of: needs time_text
// An event as the platform knows it.
function event_of(event, type) {
  var made = {event_type: {created: 'CREATED', updated: 'UPDATED',
    deleted: 'DELETED'}[event.kind] || 'UNKNOWN', event_object_type: type};
  if (event.id !== undefined) {
    made.event_object_id = event.id;
  }
  if (event.at !== undefined) {
    made.event_date = time_text(event.at);
  }
  if (event.object !== undefined) {
    made.event_object = event.object;
  }
  return made;
}
