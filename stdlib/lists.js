// lists.js - the functions of lists and maps. None changes what it is given;
// maps are read by sorted key.

// list_length:
function list_length(list) {
  return list.length;
}

// list_is_empty:
function list_is_empty(list) {
  return list.length === 0;
}

// list_map:
function list_map(list, by) {
  var result = [], i;
  for (i = 0; i < list.length; i += 1) {
    result.push(by(list[i]));
  }
  return result;
}

// list_filter:
function list_filter(list, test) {
  var result = [], i;
  for (i = 0; i < list.length; i += 1) {
    if (test(list[i])) {
      result.push(list[i]);
    }
  }
  return result;
}

// list_find:
function list_find(list, test) {
  var i;
  for (i = 0; i < list.length; i += 1) {
    if (test(list[i])) {
      return list[i];
    }
  }
  return null;
}

// list_any:
function list_any(list, test) {
  var i;
  for (i = 0; i < list.length; i += 1) {
    if (test(list[i])) {
      return true;
    }
  }
  return false;
}

// list_all:
function list_all(list, test) {
  var i;
  for (i = 0; i < list.length; i += 1) {
    if (!test(list[i])) {
      return false;
    }
  }
  return true;
}

// list_count: needs list_filter
function list_count(list, test) {
  return list_filter(list, test).length;
}

// list_flat_map:
function list_flat_map(list, by) {
  var result = [], made, i, j;
  for (i = 0; i < list.length; i += 1) {
    made = by(list[i]);
    for (j = 0; j < made.length; j += 1) {
      result.push(made[j]);
    }
  }
  return result;
}

// merged:
// Merges two sorted runs of [key, item]; of equals the left one comes first.
function merged(a, b, order) {
  var result = [], i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (j === b.length || (i < a.length && order(a[i][0], b[j][0]) <= 0)) {
      result.push(a[i]);
      i += 1;
    } else {
      result.push(b[j]);
      j += 1;
    }
  }
  return result;
}

// sorted: needs merged
function sorted(pairs, order) {
  var middle = Math.floor(pairs.length / 2);
  return pairs.length < 2 ? pairs : merged(
    sorted(pairs.slice(0, middle), order), sorted(pairs.slice(middle), order),
    order);
}

// list_sort_by: needs compare, sorted, list_map
// `order` is compare_digits where the keys are int64 or decimal.
function list_sort_by(list, key, order) {
  var pairs = list_map(list, function (item) {
    return [key(item), item];
  });
  return list_map(sorted(pairs, order || compare), function (pair) {
    return pair[1];
  });
}

// key_text: needs json_to_json
// The same text for equal values of a type.
function key_text(value) {
  return typeof value === 'string' ? '"' + value : json_to_json(value);
}

// list_unique: needs list_unique_by
function list_unique(list, mark) {
  return list_unique_by(list, function (item) {
    return item;
  }, mark);
}

// list_unique_by: needs key_text, list_filter, new_map
// `mark` is decimal_key where the keys are decimal.
function list_unique_by(list, key, mark) {
  var seen = new_map();
  return list_filter(list, function (item) {
    var text = (mark || key_text)(key(item)), is_new = seen[text] === undefined;
    seen[text] = true;
    return is_new;
  });
}

// list_group_by: needs new_map
function list_group_by(list, key) {
  var result = new_map(), i, name;
  for (i = 0; i < list.length; i += 1) {
    name = key(list[i]);
    result[name] = result[name] || [];
    result[name].push(list[i]);
  }
  return result;
}

// list_to_map: needs new_map
function list_to_map(list, key, value) {
  var result = new_map(), i, name;
  for (i = 0; i < list.length; i += 1) {
    name = key(list[i]);
    result[name] = value(list[i]);
  }
  return result;
}

// list_reverse:
function list_reverse(list) {
  return list.slice().reverse();
}

// list_first: needs ends
function list_first(list) {
  if (list.length === 0) {
    throw ends('out of range');
  }
  return list[0];
}

// list_last: needs ends
function list_last(list) {
  if (list.length === 0) {
    throw ends('out of range');
  }
  return list[list.length - 1];
}

// list_item: needs ends
// list[index]
function list_item(list, index) {
  if (!(index >= 0 && index < list.length)) {
    throw ends('out of range');
  }
  return list[index];
}

// list_get:
function list_get(list, index) {
  return index >= 0 && index < list.length ? list[index] : null;
}

// list_take:
function list_take(list, count) {
  return list.slice(0, Math.max(count, 0));
}

// list_drop:
function list_drop(list, count) {
  return list.slice(Math.max(count, 0));
}

// list_slice:
// Negative positions count from the end, as those of a string do.
function list_slice(list, from, to) {
  return list.slice(from, to === null ? undefined : to);
}

// list_concat:
function list_concat(list, other) {
  return list.concat(other);
}

// list_append:
function list_append(list, item) {
  return list.concat([item]);
}

// list_contains: needs list_index_of
function list_contains(list, item, same) {
  return list_index_of(list, item, same) !== null;
}

// list_index_of: needs equal
// `same` is decimals_equal where the items are decimal.
function list_index_of(list, item, same) {
  var i;
  for (i = 0; i < list.length; i += 1) {
    if ((same || equal)(list[i], item)) {
      return i;
    }
  }
  return null;
}

// list_chunk: needs ends
function list_chunk(list, size) {
  var result = [], i;
  if (size < 1) {
    throw ends('out of range');
  }
  for (i = 0; i < list.length; i += size) {
    result.push(list.slice(i, i + size));
  }
  return result;
}

// list_compact: needs list_filter
function list_compact(list) {
  return list_filter(list, function (item) {
    return item !== null && item !== undefined;
  });
}

// list_join:
function list_join(list, separator) {
  return list.join(separator);
}

// int_list_sum: needs checked
function int_list_sum(list) {
  var sum = 0, i;
  for (i = 0; i < list.length; i += 1) {
    sum = checked(sum + list[i]);
  }
  return sum;
}

// float_list_sum: needs finite
function float_list_sum(list) {
  var sum = 0, i;
  for (i = 0; i < list.length; i += 1) {
    sum = finite(sum + list[i]);
  }
  return sum;
}

// least:
// The item that comes first when all are multiplied by the sign; null of none.
function least(list, sign) {
  var result = null, i;
  for (i = 0; i < list.length; i += 1) {
    if (result === null || list[i] * sign < result * sign) {
      result = list[i];
    }
  }
  return result;
}

// int_list_min: needs least
function int_list_min(list) {
  return least(list, 1);
}

// int_list_max: needs least
function int_list_max(list) {
  return least(list, -1);
}

// float_list_min: needs least
function float_list_min(list) {
  return least(list, 1);
}

// float_list_max: needs least
function float_list_max(list) {
  return least(list, -1);
}

// range: needs limited
function range(from, to) {
  var result = [], i;
  limited(to - from);
  for (i = from; i < to; i += 1) {
    result.push(i);
  }
  return result;
}

// map_length:
function map_length(map) {
  return Object.keys(map).length;
}

// map_keys: needs compare_text, sorted
function map_keys(map) {
  var pairs = Object.keys(map).map(function (name) {
    return [name];
  });
  return sorted(pairs, compare_text).map(function (pair) {
    return pair[0];
  });
}

// map_values: needs map_keys
function map_values(map) {
  return map_keys(map).map(function (name) {
    return map[name];
  });
}

// map_get: needs has_own
function map_get(map, key) {
  return has_own(map, key) ? map[key] : null;
}

// map_has: needs has_own
function map_has(map, key) {
  return has_own(map, key);
}

// map_merge: needs map_keys, new_map
function map_merge(map, other) {
  var result = new_map();
  [map, other].forEach(function (source) {
    map_keys(source).forEach(function (name) {
      result[name] = source[name];
    });
  });
  return result;
}

// map_without: needs map_keys, new_map
function map_without(map, key) {
  var result = new_map();
  map_keys(map).forEach(function (name) {
    if (name !== key) {
      result[name] = map[name];
    }
  });
  return result;
}

// map_remove:
function map_remove(map, key) {
  delete map[key];
  return null;
}

// map_map_values: needs map_keys, new_map
function map_map_values(map, by) {
  var result = new_map();
  map_keys(map).forEach(function (name) {
    result[name] = by(map[name]);
  });
  return result;
}

// headers_get: needs map_keys, string_lower
// Of names that differ in case only, the first of the sorted ones counts.
function headers_get(headers, name) {
  var names = map_keys(headers), wanted = string_lower(name), i, value;
  for (i = 0; i < names.length; i += 1) {
    if (string_lower(names[i]) === wanted) {
      value = headers[names[i]];
      return value === undefined ? null : value;
    }
  }
  return null;
}

// record_others: needs new_map
// The members that are not among the declared ones, of which the hook gives
// the names on the wire.
function record_others(record, declared) {
  var result = new_map();
  Object.keys(record).forEach(function (name) {
    if (declared.indexOf(name) < 0) {
      result[name] = record[name];
    }
  });
  return result;
}
