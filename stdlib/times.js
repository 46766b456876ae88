// times.js - dates, times and durations: RFC 3339 and the proleptic Gregorian
// calendar, without locale, time zone data and leap seconds.

// now: needs checked
// The same time for the whole run.
var now_at;
function now() {
  if (now_at === undefined) {
    now_at = checked(new Date().getTime() * 1000);
  }
  return now_at;
}

// from_unix: needs checked
function from_unix(seconds) {
  return checked(seconds * 1000000);
}

// from_millis: needs checked
function from_millis(milliseconds) {
  return checked(milliseconds * 1000);
}

// days_of:
// Days since 1970. Years begin in March, so that the leap day is the last.
function days_of(year, month, day) {
  var y = month <= 2 ? year - 1 : year;
  var of_year = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) +
    Math.floor(y / 400) + of_year + day - 719469;
}

// digits_of:
function digits_of(number, count) {
  var text = String(number);
  while (text.length < count) {
    text = '0' + text;
  }
  return text;
}

// date_of: needs days_of
// Year, month and day of a number of days since 1970.
function date_of(days) {
  var year = Math.floor((days + 719528) / 365.2425), month = 12;
  while (days_of(year, 1, 1) > days) {
    year -= 1;
  }
  while (days_of(year + 1, 1, 1) <= days) {
    year += 1;
  }
  while (days_of(year, month, 1) > days) {
    month -= 1;
  }
  return {year: year, month: month, day: days - days_of(year, month, 1) + 1};
}

// parts_of: needs date_of
// A time, taken apart.
function parts_of(time) {
  var days = Math.floor(time / 86400000000);
  var parts = date_of(days), micros = time - days * 86400000000;
  parts.hour = Math.floor(micros / 3600000000);
  parts.minute = Math.floor(micros / 60000000) % 60;
  parts.second = Math.floor(micros / 1000000) % 60;
  parts.micros = micros % 1000000;
  return parts;
}

// date_days: needs days_of
// Days since 1970 of `YYYY-MM-DD`, or null if there is no such day.
function date_days(text) {
  var part = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  var year = part && Number(part[1]), month = part && Number(part[2]), days;
  if (part === null || month < 1 || month > 12 || part[3] === '00') {
    return null;
  }
  days = days_of(year, month, Number(part[3]));
  return days < days_of(month < 12 ? year : year + 1, month % 12 + 1, 1) ?
    days : null;
}

// parse_date: needs fail, date_days
function parse_date(text) {
  if (date_days(text) === null) {
    throw fail('invalid', 'no date as in 2026-01-31');
  }
  return text;
}

// string_to_date: needs parse_date
function string_to_date(text) {
  return parse_date(text);
}

// date_to_string:
function date_to_string(date) {
  return date;
}

// clock_seconds:
// The seconds of `HH:MM:SS` and an offset, or null.
function clock_seconds(clock, offset) {
  var part = /^([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])$/.exec(clock);
  var away = /^(?:[zZ]|([+\-])([01][0-9]|2[0-3]):([0-5][0-9]))$/.exec(offset);
  var shift;
  if (part === null || away === null) {
    return null;
  }
  shift = away[1] ? Number(away[2]) * 3600 + Number(away[3]) * 60 : 0;
  return Number(part[1]) * 3600 + Number(part[2]) * 60 + Number(part[3]) +
    (away[1] === '+' ? -shift : shift);
}

// parse_time: needs fail, date_days, clock_seconds
// RFC 3339. What is finer than a microsecond is cut off.
function parse_time(text) {
  var part = /^(.{10})[tT](.{8})(?:\.([0-9]+))?([zZ]|[+\-].{5})$/.exec(text);
  var days = part && date_days(part[1]);
  var seconds = part && clock_seconds(part[2], part[4]), time;
  if (part === null || days === null || seconds === null) {
    throw fail('invalid', 'no time as in 2026-01-31T12:30:00Z');
  }
  time = (days * 86400 + seconds) * 1000000 +
    Number(((part[3] || '') + '000000').slice(0, 6));
  if (Math.abs(time) > 9007199254740991) {
    throw fail('invalid', 'a time before 1684 or after 2255');
  }
  return time;
}

// string_to_time: needs parse_time
function string_to_time(text) {
  return parse_time(text);
}

// timestamp_to_unix:
function timestamp_to_unix(time) {
  return Math.floor(time / 1000000);
}

// timestamp_to_millis:
function timestamp_to_millis(time) {
  return Math.floor(time / 1000);
}

// timestamp_date: needs parts_of, digits_of
function timestamp_date(time) {
  var parts = parts_of(time);
  return digits_of(parts.year, 4) + '-' + digits_of(parts.month, 2) + '-' +
    digits_of(parts.day, 2);
}

// timestamp_to_string: needs parts_of, digits_of, timestamp_date
function timestamp_to_string(time) {
  var parts = parts_of(time);
  var fraction = digits_of(parts.micros, 6).replace(/0+$/, '');
  return timestamp_date(time) + 'T' + digits_of(parts.hour, 2) + ':' +
    digits_of(parts.minute, 2) + ':' + digits_of(parts.second, 2) +
    (fraction === '' ? '' : '.' + fraction) + 'Z';
}

// timestamp_format: needs parts_of, digits_of
// %Y %m %d %H %M %S %b %a %%; any other % stays.
function timestamp_format(time, pattern) {
  var parts = parts_of(time);
  var weekday = (Math.floor(time / 86400000000) % 7 + 11) % 7;
  var texts = {
    Y: digits_of(parts.year, 4), m: digits_of(parts.month, 2),
    d: digits_of(parts.day, 2), H: digits_of(parts.hour, 2),
    M: digits_of(parts.minute, 2), S: digits_of(parts.second, 2),
    b: 'JanFebMarAprMayJunJulAugSepOctNovDec'.slice(parts.month * 3 - 3,
      parts.month * 3),
    a: 'SunMonTueWedThuFriSat'.slice(weekday * 3, weekday * 3 + 3),
    '%': '%'
  };
  return pattern.replace(/%([YmdHMSba%])/g, function (found, letter) {
    return texts[letter];
  });
}

// timestamp_year: needs parts_of
function timestamp_year(time) {
  return parts_of(time).year;
}

// timestamp_month: needs parts_of
function timestamp_month(time) {
  return parts_of(time).month;
}

// timestamp_day: needs parts_of
function timestamp_day(time) {
  return parts_of(time).day;
}

// timestamp_hour: needs parts_of
function timestamp_hour(time) {
  return parts_of(time).hour;
}

// timestamp_minute: needs parts_of
function timestamp_minute(time) {
  return parts_of(time).minute;
}

// timestamp_second: needs parts_of
function timestamp_second(time) {
  return parts_of(time).second;
}

// duration_abs:
function duration_abs(duration) {
  return Math.abs(duration);
}

// duration_seconds:
function duration_seconds(duration) {
  return duration / 1000000;
}

// duration_millis:
// What is finer is cut off.
function duration_millis(duration) {
  return (duration - duration % 1000) / 1000 + 0;
}
