"""oracle_text.py - vectors of string, of conversions, URLs, patterns, the log."""
import re
from decimal import Decimal, ROUND_HALF_EVEN, localcontext
from urllib.parse import quote

from oracle import (Ends, Fail, MAX, bytes_, computed, digits, float_, fn, int_,
                    map_, stated, vector)

ASTRAL = "\U0001f600"
COMBINED = "e\u0301"
TEXTS = ["", "a", "abc", "a-b", "a,,b", ",", ",,", "Zo\u00eb", ASTRAL,
         "x" + ASTRAL + "y" + ASTRAL, COMBINED + "t" + COMBINED, "a\u0000b",
         "\u2028\u2029", "aaa", "abcabc", " a b ", "\uffff" + ASTRAL,
         "line\nline", "\u00df\u0130\u0131", "a" * 60, "$& $1 \\", "a.b*c",
         "\U0010ffff\ue000"]
PARTS = ["", "a", "b", ",", "aa", ASTRAL, "\u0301", "\u0000", "-", "abc", "$&",
         ".", " ", "\ue000", "y" + ASTRAL]
SPACES = " \t\n\v\f\r"


def pairs():
    """Texts with parts that matter for them, and with two that do not."""
    for i, text in enumerate(TEXTS):
        for j, part in enumerate(PARTS):
            if (part and part in text) or (i + j) % 7 == 0 or part == "":
                yield text, part


def positions():
    for i, text in enumerate(TEXTS):
        n = len(text)
        for at in {0, 1, n, n + 1, -1, -n, 2 - i % 3, MAX, -MAX}:
            yield text, at


def index_of(text, part):
    at = text.find(part)
    return None if at < 0 else at


def split(text, separator):
    return text.split(separator) if separator else list(text)


def lines(text):
    pieces = re.split("\r?\n", text)
    return pieces[:-1] if pieces[-1] == "" else pieces


def replace(text, part, by):
    return text.replace(part, by) if part else text


def after(text, separator):
    before, found, rest = text.partition(separator) if separator else (
        "", "found", text)
    return rest if found else ""


def before(text, separator):
    return text.partition(separator)[0] if separator else ""


def pad(text, length, by=" "):
    missing = max(length - len(text), 0) if by else 0
    return (by * (missing // max(len(by), 1) + 1))[:missing]


def limited(size):
    if size > 2**24:
        raise Ends("too large")


def pad_start(text, length, by=" "):
    limited(length)
    return pad(text, length, by) + text


def pad_end(text, length, by=" "):
    limited(length)
    return text + pad(text, length, by)


def repeat(text, count):
    limited(count * len(text))
    return text * max(count, 0)


def ascii_only(change):
    return lambda text: "".join(
        change(c) if c.isascii() else c for c in text)


def write_search():
    cases = list(pairs())
    computed("string_contains", lambda t, p: p in t, cases)
    computed("string_starts_with", str.startswith, cases)
    computed("string_ends_with", str.endswith, cases)
    computed("string_index_of", index_of, cases)
    computed("string_split", split, cases)
    computed("string_before", before, cases)
    computed("string_after", after, cases)
    computed("string_replace", replace,
             [(t, p, by) for i, (t, p) in enumerate(cases)
              for by in ["", "-", "$&", ASTRAL + "$1"][i % 2::2]])
    computed("string_replace_first",
             lambda t, p, by: t.replace(p, by, 1) if p else t,
             [(t, p, by) for i, (t, p) in enumerate(cases)
              for by in ["", "-", "$&", ASTRAL + "$1"][i % 2::2]])
    stated("string_replace", ("a" * 9000, "a", "b" * 9000, Ends("too large")))


def write_cuts():
    one = [(t,) for t in TEXTS]
    computed("string_length", len, one)
    computed("string_is_empty", lambda t: t == "", one)
    computed("string_to_string", lambda t: t, one)
    computed("string_lines", lines, one + [
        (t,) for t in ("\n", "a\n", "a\r\n", "a\r\nb", "a\rb", "\n\n", "\r\n",
                       "a\n\nb\n", "\r", "a\r\r\nb", "\u2028\n\u0085")])
    computed("string_take", lambda t, n: t[:max(n, 0)], positions())
    computed("string_drop", lambda t, n: t[max(n, 0):], positions())
    computed("string_slice", lambda t, n: t[n:], positions())
    ends = [("abcdef", 1, 3), ("abcdef", -3, -1), ("abcdef", 3, 1),
            ("abcdef", 0, 0), ("abcdef", -99, 99), ("abcdef", 2, -2),
            (ASTRAL * 3, 1, 2), ("x" + ASTRAL + "y", 1, -1), ("", 0, 1),
            (COMBINED, 0, 1), ("a\u0000b", 1, 2)]
    computed("string_slice", lambda t, a, b: t[a:b], ends)
    stated("string_slice", ("abc", 1, None, "bc"))
    computed("string_trim", lambda t: t.strip(SPACES), one + [
        (t,) for t in (" ", " \t\n\v\f\r", "\u00a0a\u00a0", "\ufeffa",
                       "\u2003a ", " a\u0000 ", "\u0085a", " " * 50 + "a",
                       "\u001ca\u001f", "  " + ASTRAL + "\n")])
    computed("string_lower", ascii_only(str.lower), one + [
        (t,) for t in ("ABC", "\u00c4\u00d6A", "\u0130I", "\u212aK", "AZaz@[`{",
                       "\u0391A", "MIXED" + ASTRAL)])
    computed("string_upper", ascii_only(str.upper), one + [
        (t,) for t in ("abc", "\u00e4\u00f6a", "\u0131i", "\u00dfs", "AZaz@[`{",
                       "\ufb01fi", "mixed" + ASTRAL)])


def write_growth():
    lengths = [(t, n) for i, t in enumerate(TEXTS)
               for n in (0, len(t) + 1 + i % 4, -3)]
    fillers = [(t, n, by) for t, n in lengths[::2]
               for by in ("0", "ab", "", ASTRAL, COMBINED)]
    huge = [("a", 2**24 + 1), ("a", MAX), ("a", -MAX)]
    computed("string_pad_start", pad_start, lengths + fillers + huge)
    computed("string_pad_end", pad_end, lengths + fillers + huge)
    computed("string_repeat", repeat, [
        (t, n) for t in TEXTS[:12] for n in (0, 1, 2, 5, -1)] + [
            ("", 10**6), ("ab", 2**23 + 1), ("a", MAX), ("ab", -MAX),
            ("abc", 1000)])
    computed("list_join", lambda items, by: by.join(items), [
        (items, by) for items in ([], [""], ["a"], ["a", "b"], ["", "", ""],
                                  [ASTRAL, "x"], ["a\u0000", ","])
        for by in ("", "-", ", ", ASTRAL)])


# ---- conversions

JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
NUMBERS = ["0", "1", "-1", "12", "-12", "007", "-0", "-00", "", "-", "+1", " 1",
           "1 ", "1.0", "1e3", "0x10", "1_000", "\u0661", "9007199254740991",
           "-9007199254740991", "9007199254740992", "-9007199254740992",
           "9007199254740993", "9223372036854775807", "-9223372036854775808",
           "9223372036854775808", "-9223372036854775809", "0" * 30 + "5",
           "99999999999999999999", "-" + "9" * 40, "1\n", "1\u0000", "--1", "NaN",
           "Infinity", "1.5", "-1.50", ".5", "1.", "1e400", "-1e400", "1e-400",
           "5e-324", "2.5e-324", "1.7976931348623157e308",
           "0.1000000000000000055511151231257827", "123456789012345678.125",
           "1E5", "1e+5", "1e", "01.5", "0.1", "-0.0", "1,5",
           "1e-0000000000000000001", "0e99999999999999999999"]


def to_int(text):
    if not re.fullmatch("-?[0-9]+", text, re.A) or abs(int(text)) > MAX:
        raise Fail("invalid")
    return int(text)


def to_int64(text):
    if not re.fullmatch("-?[0-9]+", text, re.A) or not (
            -2**63 <= int(text) < 2**63):
        raise Fail("invalid")
    return str(int(text))


def to_float(text):
    if not JSON_NUMBER.fullmatch(text) or abs(float(text)) == float("inf"):
        raise Fail("invalid")
    return float_(float(text))


def to_decimal(text):
    if not JSON_NUMBER.fullmatch(text):
        raise Fail("invalid")
    return text


def decimal_to_float(text):
    if abs(float(text)) == float("inf"):
        raise Ends("overflow")
    return float_(float(text))


def to_bool(text):
    if text not in ("true", "false"):
        raise Fail("invalid")
    return text == "true"


def ecmascript(x):
    """The text of a float: repr has the digits, ECMAScript the layout."""
    x = float(x)
    if x == 0:
        return "0"
    sign, ds, exponent = Decimal(repr(x)).normalize().as_tuple()
    text = "".join(map(str, ds))
    n = len(text) + exponent
    if 0 < n <= 21:
        text = (text + "0" * (n - len(text)) if n >= len(text)
                else text[:n] + "." + text[n:])
    elif -6 < n <= 0:
        text = "0." + "0" * -n + text
    else:
        mark = ("+" if n > 0 else "-") + str(abs(n - 1))
        text = text[0] + ("." + text[1:] if len(text) > 1 else "") + "e" + mark
    return "-" * sign + text


def rounded(x, places=0):
    with localcontext() as context:
        context.prec = 2000
        shown = Decimal(repr(float(x)))
        if shown == 0 or -places <= shown.as_tuple().exponent:
            return float_(x)
        unit = Decimal(1).scaleb(-places)
        value = float((shown / unit).to_integral_value(ROUND_HALF_EVEN) * unit)
    if abs(value) == float("inf"):
        raise Ends("overflow")
    return float_(value if value else (-0.0 if x < 0 else 0.0))


FLOATS = [0.0, -0.0, 1.0, -1.5, 0.5, 1.5, 2.5, -2.5, 0.1, 0.30000000000000004,
          1e21, 1e20, 123456789012345680000.0, 1e-6, 1e-7, 1.5e-7, 5e-324,
          2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0,
          100.0, 1e300, -1e-300, 4.35, 2.675, 1.005, 0.125, 0.375, 1234.5678,
          9.995, 0.045, 4.5e15 + 0.5, 9007199254740991.0, 9007199254740992.0,
          -9007199254740991.5, 1e16, 99.99, 3.141592653589793,
          6.62607015e-34]


def to_whole(x):
    import math
    def whole(function, value):
        result = getattr(math, function)(value)
        if abs(result) > MAX:
            raise Fail("invalid")
        return result
    return lambda value: whole(x, value)


def write_numbers():
    one = [(t,) for t in NUMBERS]
    computed("string_to_int", to_int, one)
    computed("string_to_int64", to_int64, one)
    computed("string_to_float", to_float, one)
    stated("string_to_float", ("1e99999999999999999999", Fail("invalid")),
           ("-1e99999999999999999999", Fail("invalid")),
           ("1e-99999999999999999999", 0.0))
    computed("string_to_decimal", to_decimal, one)
    decimals = [(t,) for t in NUMBERS if JSON_NUMBER.fullmatch(t)]
    computed("decimal_to_float", decimal_to_float, decimals)
    computed("decimal_to_string", lambda t: t, decimals)
    int64s = [(t,) for t in sorted({str(int(t)) for t in NUMBERS
              if re.fullmatch("-?[0-9]+", t, re.A) and
              -2**63 <= int(t) < 2**63} | {
                  str(s * 2**k - (s > 0)) for k in (0, 1, 31, 52, 53, 54, 62)
                  for s in (1, -1)})]
    computed("int64_to_string", lambda t: t, int64s)
    computed("int64_to_int", to_int, int64s)
    words = ["true", "false", "True", "FALSE", "", "1", "0", "yes", "true ",
             " true", "truefalse", "null", "t", "true\n", "\u0000true", "on",
             "false.", "tru\u00e9", "TRUE", "'true'"]
    computed("string_to_bool", to_bool, [(t,) for t in words])
    ints = [(n,) for n in (0, 1, -1, 7, 10, -10, 100, 12345, 2**31, -2**31,
            2**32, 10**15, -10**15, MAX, -MAX, MAX - 1, 999999999999999, 42, -99,
            1000000)]
    computed("int_to_string", str, ints)
    computed("int_to_float", lambda n: n, ints)
    computed("int_abs", abs, ints)
    computed("bool_to_string", lambda b: "true" if b else "false",
             [(True,), (False,)])
    floats = [(x,) for x in FLOATS]
    computed("float_to_string", ecmascript, floats, write=float_)
    computed("float_abs", abs, floats, write=float_)
    computed("float_floor", to_whole("floor"), floats, write=float_)
    computed("float_ceil", to_whole("ceil"), floats, write=float_)
    computed("float_round", rounded, floats, write=float_)
    computed("float_round", rounded, [
        (x, n) for x in FLOATS for n in (1, 2, -1, 15, -308, 400)],
        write=lambda x: float_(x) if isinstance(x, float) else x)
    stated("float_round", (2.5, None, 2.0), (2.675, 2, 2.68), (1.005, 2, 1.0),
           (0.125, 2, 0.12), (0.375, 2, 0.38), (-2.5, 0, -2.0))
    divisions = [(a, b) for a in (7, -7, 0, 1, MAX, -MAX, 6)
                 for b in (2, -2, 1, 7, -1, MAX, 3, 0)]
    def idiv(a, b):
        if b == 0:
            raise Ends("division by zero")
        return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    def remainder(a, b):
        if b == 0:
            raise Ends("division by zero")
        return abs(a) % abs(b) * (-1 if a < 0 else 1)
    computed("int_idiv", idiv, divisions)
    computed("remainder", remainder, divisions)
    sums = [MAX, MAX + 1, -MAX, -MAX - 1, 0, 1, -1, 2**60, -2**60, 10**15]
    computed("checked", int_, [(n,) for n in sums])
    stated("checked", ({"$float": "-0"}, 0), ({"$float": "Infinity"},
           Ends("overflow")), ({"$float": "NaN"}, Ends("overflow")))
    stated("divided", (1, 4, 0.25), (7, 2, 3.5), (-1, 3, -1 / 3),
           (1, 0, Ends("division by zero")), (0, 0, Ends("division by zero")),
           (1.5, {"$float": "-0"}, Ends("division by zero")),
           (1e308, 1e-10, Ends("overflow")), (0, 5, 0), (5e-324, 2, 0))
    stated("finite", (1.5, 1.5), ({"$float": "Infinity"}, Ends("overflow")),
           ({"$float": "-Infinity"}, Ends("overflow")))


# ---- order and equality

def write_order():
    texts = ["", "a", "b", "ab", "A", "\u007f", "\u00e9", "\ud7ff", "\ue000",
             "\uffff", ASTRAL, "\U0010ffff", "a\ue000", "a" + ASTRAL, "\u0000"]
    for a in texts:
        for b in texts:
            ordered = sorted([a, b])
            vector("list_sort_by", [[a, b], fn("x => x")], out=ordered)
    stated("list_sort_by", ([texts[-1], *texts[:-1]][::-1], fn("x => x"),
           sorted(texts)))
    numbers = ["0", "-0", "1", "1.0", "1.50", "1.5", "-1", "0.001", "-0.001",
               "1e3", "1000", "9223372036854775807", "9223372036854775806",
               "-9223372036854775808", "1e-3", "12345678901234567890.1",
               "12345678901234567890.2", "1e400", "-1e400"]
    for i, a in enumerate(numbers):
        for b in numbers[i:]:
            low = sorted([a, b], key=Decimal)
            vector("list_sort_by", [[a, b], fn("x => x"),
                   {"$function": "compare_digits"}], out=low)
    values = [None, True, False, 0, 1, 1.5, "", "a", "1", [], [1], [[1]], {},
              {"a": 1}, {"a": 1, "b": [2]}, {"a": None}, digits("12345678901234567890"),
              digits("12345678901234567891")]
    for i, a in enumerate(values):
        for j, b in enumerate(values):
            vector("equal", [a, b], out=i == j)
    write_decimals(numbers)
    stated("equal", ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
           (map_({"a": 1}), map_({"a": 1}), True),
           ({"a": 1}, {"a": 1, "b": 1}, False),
           ({"$float": "-0"}, 0, True), (bytes_(b"ab"), bytes_(b"ab"), True))


def write_decimals(numbers):
    equal = {"$function": "decimals_equal"}
    for i, a in enumerate(numbers):
        others = numbers[i + 1:] + numbers[:i]
        at = next((j for j, b in enumerate(others) if Decimal(a) == Decimal(b)),
                  None)
        vector("list_index_of", [others, a, equal], out=at)
        vector("list_contains", [others, a, equal], out=at is not None)
    unique = [a for i, a in enumerate(numbers)
              if all(Decimal(a) != Decimal(b) for b in numbers[:i])]
    vector("list_unique", [numbers, {"$function": "decimal_key"}], out=unique)
    vector("list_unique_by", [numbers, fn("x => x"), {"$function": "decimal_key"}],
           out=unique)


# ---- URLs

URL_TEXTS = ["", "a b", "a+b", "a/b?c=d&e", "-._~", "!'()*", "%", "%41",
             "Zo\u00eb", ASTRAL, "\u0000", "\u007f\u0080", "[]{}|\\^`", "\"<>",
             "azAZ09", "\n", ":@$,;=", "\u20ac", "\uffff", "#", COMBINED]
ESCAPED = ["", "a%20b", "a+b", "%2f%2F", "%41%42", "%", "%4", "%zz", "%%41",
           "%C3%AB", "%c3%ab", "%C3", "%F0%9F%98%80", "%ED%A0%80", "%C0%80",
           "%FF", "%00", "a%20", "%e2%82%ac", "Zo\u00eb%20", "%F4%90%80%80",
           ASTRAL + "%41", "%E2%82", "%+1", "% 41", "%F5%80%80%80"]


def url_decode(text):
    if re.search("%(?![0-9a-fA-F]{2})", text):
        raise Fail("invalid")
    data = re.sub(b"%(..)", lambda m: bytes([int(m[1], 16)]),
                  text.encode(), flags=re.S)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Fail("invalid") from None


def parse_query(text):
    result = {}
    for pair in (text[1:] if text.startswith("?") else text).split("&"):
        if pair:
            name, _, value = pair.replace("+", " ").partition("=")
            result[url_decode(name)] = url_decode(value)
    return map_(result)


def url_param(text, name):
    head = text.partition("#")[0]
    if "?" not in head:
        return None
    try:
        return parse_query(head.partition("?")[2])["$map"].get(name)
    except Fail:
        return None


URLS = [ # URL, host, path; None: refused
    ("https://a.example/b", "a.example", "/b"),
    ("https://a.example", "a.example", "/"),
    ("http://A.Example:8080/B?c#d", "a.example", "/B"),
    ("https://u:p@a.example/", "a.example", "/"),
    ("https://a.example?x=/y", "a.example", "/"),
    ("https://a.example#/y", "a.example", "/"),
    ("https://[2001:DB8::1]:443/x", "[2001:db8::1]", "/x"),
    ("ftp://a/b/c", "a", "/b/c"),
    ("x-y+z.1://host/p", "host", "/p"),
    ("https://a.example:/b", "a.example", "/b"),
    ("https://a.example/b/../c//d", "a.example", "/b/../c//d"),
    ("https://a.example/%2F?q", "a.example", "/%2F"),
    ("https://a@b@c/", None, None), ("https:///b", None, None),
    ("https://", None, None), ("a.example/b", None, None), ("/b", None, None),
    ("", None, None), ("mailto:a@b.example", None, None),
    ("https://a b/", None, None), ("https://a:x/", None, None),
    ("1http://a/", None, None), ("//a.example/b", None, None),
    ("https:/a.example", None, None), ("https://a\\b/", None, None),
    ("https://[::1/", None, None), ("https://@/x", None, None),
    ("HTTPS://B\u00fccher.example/\u00fc", "b\u00fccher.example", "/\u00fc")]


def write_urls():
    one = [(t,) for t in URL_TEXTS]
    computed("string_url_encode", lambda t: quote(t, safe=""), one)
    computed("string_url_decode", url_decode, [(t,) for t in ESCAPED])
    queries = ["", "?", "a=1&b=2", "a", "a=", "=v", "a=1&a=2", "&&a=1&", "a+b=c+d",
               "a%20b=%2B", "?a=1", "??a=1", "a=b=c", "a=%zz", "%zz=a", "a=%FF",
               "__proto__=x", "constructor=y", "Zo\u00eb=\u00e9", "a=1;b=2",
               "a=%F0%9F%98%80", "b=1&a=2&B=3", "a=1#b"]
    computed("string_parse_query", parse_query, [(q,) for q in queries])
    maps = [{}, {"a": "1"}, {"b": "1", "a": "2"}, {"a b": "c d"}, {"": ""},
            {"a": "+&=%"}, {"Z": "1", "a": "2"}, {ASTRAL: "1", "\uffff": "2"},
            {"__proto__": "x"}, {"\u00e9": "\u00eb"}, {"a": ""}, {"10": "b",
            "9": "a"}, {"a": "!'()*"}, {"a": "-._~"}, {"a/b": "?"}, {"a": "\n"},
            {"a": "\u0000"}, {"A": "1", "a": "2", "_": "3"}, {"q": "a+b"},
            {"x[]": "1"}]
    computed("map_to_query", lambda m: "&".join(
        quote(k, safe="") + "=" + quote(m[k], safe="") for k in sorted(m)),
             [(m,) for m in maps], write=map_)
    for url, host, path in URLS:
        stated("string_url_host", (url, Fail("invalid") if host is None else host))
        stated("string_url_path", (url, Fail("invalid") if path is None else path))
    base = "https://a.example/b"
    computed("string_url_param", url_param, [
        (base + "?" + q, "a") for q in queries] + [
            (base, "a"), (base + "#?a=1", "a"), (base + "?a=1#?a=2", "a"),
            ("/b?a=1", "a"), ("?b=x+y", "b"), ("", "a"), ("a=1", "a"),
            (base + "?a=%zz&b=1", "b"), (base + "?b", "b"), (base + "?a?b=1", "a?b")])


# ---- patterns

PATTERNS = [
    ("ab12", "^[a-z]+[0-9]+$"), ("ab12", "[0-9]+"), ("a1b2", "[0-9]"),
    ("a1", "([a-z])([0-9])"), ("", ""), ("abc", ""), ("", "a*"), ("baa", "a*"),
    (ASTRAL, "."), (ASTRAL + "a", "^.a$"), ("a" + ASTRAL + "b", "[^a]"),
    ("a" + ASTRAL, ASTRAL + "+$"), (ASTRAL * 2, "^" + ASTRAL + "{2}$"),
    (ASTRAL, "[\U0001f5ff-\U0001f601]"), ("\U0001f602", "[\U0001f5ff-\U0001f601]"),
    ("x" + ASTRAL, "[^x\U0001f600]"), ("\U0001f601x", "[^x\U0001f600]"),
    ("\uffff\ue000", "[\ue000-\U0010ffff]"), (ASTRAL, "[\ue000-\U0010ffff]"),
    ("\U00010000\U0010ffff", "[\U00010001-\U0010fffe]"),
    ("a" + ASTRAL, "\\W"), ("a" + ASTRAL, "\\w$"), (ASTRAL, "\\S"),
    (ASTRAL + ASTRAL, ""), ("a" + ASTRAL + "b", "x*"), (ASTRAL, "\\D\\D"),
    (ASTRAL, "[\\D]"), (ASTRAL, "[^\\d]"), (ASTRAL, "[^\\S]"), ("a\u00e9", "\\w+"),
    ("\u0661", "\\d"), ("\u00a0\u2003\ufeff", "\\s"), (" \t\n\v\f\r", "^\\s{6}$"),
    ("a\nb", "a.b"), ("a\rb", "a.b"), ("a\u2028b", "a.b"), ("a\u0085b", "a.b"),
    ("a\n", "a$"), ("a\nb", "^b"), ("a\nb", "a$"), ("foo bar", "\\bbar\\b"),
    ("foobar", "\\bbar"), ("\u00e9a", "\\ba"), ("aab", "a+?"), ("aab", "a??b"),
    ("aaaa", "a{2,3}"), ("aaaa", "a{2,}?"), ("ac", "ab?c"), ("abab", "(?:ab)+"),
    ("abcd", "b|c"), ("abcd", "(a|ab)(c|bcd)"), ("ab", "(a)|(b)"),
    ("b", "(a)|(b)"), ("b", "(a)?b"), ("x", "(a)"), ("2024-05-06",
     "(\\d{4})-(\\d\\d)-(\\d\\d)"), ("a.b", "a\\.b"), ("axb", "a\\.b"),
    ("a]b", "[]]".replace("[]]", "\\]")), ("a-b", "[a-]+"), ("a-b", "[-a]+"),
    ("a\\b", "\\\\"), ("a/b", "/"), ("a\"b'", "[\"']"), ("tab\there", "\\t"),
    ("a^b", "[b^]"), ("$1", "\\$1"), ("a{b", "\\{"), ("a}b", "}"), ("a]b", "]"),
    ("\u0000a", "\u0000"), ("\u2028", "\u2028"), ("k=v; k2=v2", "(\\w+)=(\\w+)"),
    ("aXbXc", "X"), ("<a><b>", "<(.+?)>"), ("<a><b>", "<(.+)>"),
    ("x" * 300, "x+y"), ("x" * 300 + "y", "x*y$"), ("a\u00e9" * 100, "[^b]*"),
    ("ab" * 200, "(?:ab)*$"), ("a+b", "a\\+b"), ("ABC", "[a-z]"),
    ("[x]", "[[]x"), ("a&b", "[&|]"), ("0-9", "[\\d-]+"), ("1\u20ac", "\\d\u20ac"),
    ("e\u0301", "^.$"), ("e\u0301", "^..$")]


def python_pattern(pattern):
    """`$` is the very end; `[[` is no warning."""
    return re.compile(re.sub(r"(?<!\\)\$", r"\\Z", pattern).replace("[[]", r"\["),
                      re.A)


def write_patterns():
    def with_(function):
        return lambda text, pattern: function(python_pattern(pattern), text)
    def groups(p, t):
        found = p.search(t)
        return list(found.groups()) if found else None
    computed("string_matches", with_(lambda p, t: bool(p.search(t))), PATTERNS)
    computed("string_find_match", with_(
        lambda p, t: p.search(t)[0] if p.search(t) else None), PATTERNS)
    computed("string_find_matches", with_(
        lambda p, t: [m[0] for m in p.finditer(t)]), PATTERNS)
    computed("string_groups", with_(groups), PATTERNS)
    computed("string_replace_matches", lambda t, p, by: python_pattern(p).sub(
        lambda m: by, t), [(t, p, by) for t, p in PATTERNS
                           for by in ("-", "$1\\1")])
    stated("string_groups", # ECMAScript clears the groups of an earlier turn
           ("ab", "(?:(a)|b)*", [None]), ("ab", "(?:(a)|(b))+", [None, "b"]))


# ---- the log, texts that only hooks have

def write_log():
    texts = TEXTS[:20]
    for level in ("debug", "info", "warn", "error"):
        for text in texts:
            vector("log_" + level, [text], out=None, log=[level + ": " + text])
    for text in texts:
        vector("enum_to_string", [text], out=text)


def write():
    write_search()
    write_cuts()
    write_growth()
    write_numbers()
    write_order()
    write_urls()
    write_patterns()
    write_log()
