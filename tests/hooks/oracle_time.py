"""oracle_time.py - vectors of dates, times and durations."""
import re
from datetime import date, datetime, timedelta, timezone

from oracle import Ends, Fail, MAX, computed, float_, int_, stated, vector

EPOCH = datetime(1970, 1, 1)
MICRO = timedelta(microseconds=1)
CLOCK = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]" + CLOCK +
                     r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))")
DATES = ["2026-01-02", "1970-01-01", "2024-02-29", "2023-02-29", "2000-02-29",
         "1900-02-29", "2100-02-28", "2024-02-30", "2024-04-31", "2024-12-31",
         "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "9999-12-31",
         "0001-01-01", "", "2024-1-02", "2024-01-2", "24-01-02", "2024/01/02",
         "20240102", "+2024-01-02", "2024-01-02 ", " 2024-01-02", "2024-01-02T",
         "2024-01-02\n", "-2024-01-02", "\u0662024-01-02", "2024-01-0a",
         "10000-01-01", "1684-06-01", "2024-06-30", "2024-06-31"]
TIMES = ["1970-01-01T00:00:00Z", "1970-01-01T00:00:01+00:00",
         "2024-02-29T23:59:59.999999Z", "2024-02-29T23:59:59.9999999Z",
         "2024-02-29T12:00:00.5+05:30", "2024-02-29t12:00:00z",
         "2024-01-01T00:30:00+01:00", "2023-12-31T23:30:00-01:00",
         "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59Z",
         "1900-01-01T00:00:00Z", "1752-09-10T12:34:56.000001Z",
         "2255-06-05T23:47:34.740991Z", "2255-06-05T23:47:34.740992Z",
         "1684-07-28T00:12:25.259009Z", "1684-07-28T00:12:25.259008Z",
         "2255-12-31T00:00:00Z", "1600-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
         "0001-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z",
         "2024-01-01T24:00:00Z", "2024-01-01T23:60:00Z", "2024-12-31T23:59:60Z",
         "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01",
         "2024-01-01T00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z",
         "2024-01-01T00:00:00+0100", "2024-01-01T00:00:00+01",
         "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+01:60",
         "2024-01-01T00:00:00-00:00", "2024-01-01T00:00:00+23:59",
         "2024-01-01T00:00:00-23:59", "2024-01-01T00:00:00ZZ", "", "Z",
         "2024-01-01T00:00:00Z ", " 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z\n",
         "2024-1-1T00:00:00Z", "2024-01-01T0:00:00Z", "2024-01-01T00:00:00.123Z",
         "2024-01-01T00:00:00.000000000000001Z", "2024-07-04T01:02:03.04+00:00",
         "\u0662024-01-01T00:00:00Z", "2000-02-29T00:00:00Z",
         "2024-01-01T20:19:50Z", "2024-01-01T09:00:00+20:00",
         "2024-01-01T19:59:09-19:30", "2024-10-10T10:10:10+10:10",
         "2024-01-01T00:00:00.1234567890123456789+00:00", "now", "1700000000"]
MOMENTS = [0, 1, -1, 999999, 1000000, -1000000, -999999, 1700000000000000,
           1709251199999999, 951782400000000, -2208988800000000, MAX, -MAX,
           86399999999, 86400000000, -86400000000, -86400000001, 1234567890123456,
           253370764800000000 // 100, -6857222400000000, 4102444799000000, 1500,
           1577836800000000, 1704067199999999, 1720054923040000]


def real_date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fail("invalid") from None


def parse_date(text):
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.A):
        raise Fail("invalid")
    return real_date(text).isoformat()


def parse_time(text):
    part = WRITTEN.fullmatch(text)
    if not part:
        raise Fail("invalid")
    day = real_date(part[1])
    hour, minute, second = int(part[2]), int(part[3]), int(part[4])
    ahead = [int(part[7] or 0), int(part[8] or 0)]
    if hour > 23 or minute > 59 or second > 59 or ahead[0] > 23 or ahead[1] > 59:
        raise Fail("invalid")
    fraction = int(((part[5] or "") + "000000")[:6])
    moment = datetime(day.year, day.month, day.day, hour, minute, second, fraction)
    shift = timedelta(hours=ahead[0], minutes=ahead[1])
    micros = (moment - EPOCH - (shift if part[6] == "+" else -shift)) // MICRO
    if abs(micros) > MAX:
        raise Fail("invalid")
    return micros


def moment(micros):
    return EPOCH + timedelta(microseconds=micros)


def to_string(micros):
    text = moment(micros).isoformat(timespec="microseconds")
    return re.sub(r"\.?0*$", "", text) + "Z"


def formatted(micros, pattern):
    at = moment(micros)
    texts = {"Y": "%04d" % at.year, "m": "%02d" % at.month, "d": "%02d" % at.day,
             "H": "%02d" % at.hour, "M": "%02d" % at.minute, "S": "%02d" % at.second,
             "b": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                   "Oct", "Nov", "Dec"][at.month - 1],
             "a": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at.weekday()],
             "%": "%"}
    return re.sub("%([YmdHMSba%])", lambda found: texts[found[1]], pattern)


def write():
    computed("parse_date", parse_date, [(t,) for t in DATES])
    computed("string_to_date", parse_date, [(t,) for t in DATES])
    stated("parse_date", ("0000-01-01", "0000-01-01"), ("0000-02-29", "0000-02-29"),
           ("0000-02-30", Fail("invalid")))  # a year that Python does not know
    stated("string_to_date", ("0000-02-29", "0000-02-29"))
    computed("date_to_string", lambda d: d, [
        (d,) for d in ["%04d-%02d-%02d" % (1900 + 13 * i, 1 + i % 12, 1 + i)
                       for i in range(20)]])
    computed("parse_time", parse_time, [(t,) for t in TIMES])
    computed("string_to_time", parse_time, [(t,) for t in TIMES])
    one = [(t,) for t in MOMENTS]
    computed("timestamp_to_unix", lambda t: t // 10**6, one)
    computed("timestamp_to_millis", lambda t: t // 1000, one)
    computed("timestamp_to_string", to_string, one)
    computed("timestamp_date", lambda t: moment(t).date().isoformat(), one)
    for name in ("year", "month", "day", "hour", "minute", "second"):
        computed("timestamp_" + name, lambda t: getattr(moment(t), name), one)
    computed("timestamp_date", lambda t: moment(t).date().isoformat(), [
        (((date(y, m, d) - date(1970, 1, 1)).days) * 86400 * 10**6,)
        for y in (1700, 1800, 1899, 1900, 1968, 1972, 2000, 2023, 2024, 2100, 2255)
        for m, d in ((1, 1), (2, 28), (3, 1)) ])
    patterns = ["%d.%m.%Y", "%Y-%m-%dT%H:%M:%S", "%a, %d %b %Y", "", "%%", "%%Y",
                "%", "100%", "%q", "%y", "% Y", "%Y%m%d", "Zo\u00eb %H", "$& %M",
                "%%%S", "%-d", "%b%b", "\u0000%Y", "%Y\n", "%A %B"]
    computed("timestamp_format", formatted, [
        (t, patterns[(i + j) % len(patterns)]) for i, t in enumerate(MOMENTS)
        for j in (0, 7, 13)] + [(86400 * 10**6 * i, "%a %b %d") for i in range(8)])
    seconds = [0, 1, -1, 1700000000, -2208988800, 9007199254, -9007199254,
               9007199255, -9007199255, MAX, -MAX, 60, 86400, 31536000, 951782400,
               1234567890, 2**31, -2**31, 2**32, 4102444800]
    computed("from_unix", lambda s: int_(s * 10**6), [(s,) for s in seconds])
    computed("from_millis", lambda s: int_(s * 1000), [
        (s,) for s in seconds + [9007199254740, 9007199254741, -9007199254741, 1500]])
    lengths = [0, 1, -1, 999, 1000, -999, -1000, 1500, -1500, 90000000, 3600000000,
               86400000000, -86400000000, MAX, -MAX, 2000000, 123456789, 1999, -1999,
               333333, 250000]
    computed("duration_abs", abs, [(d,) for d in lengths])
    computed("duration_seconds", lambda d: float_(d / 10**6), [(d,) for d in lengths])
    computed("duration_millis", lambda d: abs(d) // 1000 * (-1 if d < 0 else 1),
             [(d,) for d in lengths])
    for i in range(20):
        at = datetime(2020 + i % 3, 1 + i % 12, 1 + i, i, 2 * i, 3 * i % 60,
                      i * 37000)
        vector("now", [], out=(at - EPOCH) // MICRO,
               now=at.isoformat(timespec="milliseconds") + "Z")
