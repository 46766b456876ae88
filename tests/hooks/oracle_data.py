"""oracle_data.py - vectors of json, lists, maps, bytes, digests, XML, chance."""
import base64
import functools
import hashlib
import hmac
import json
import re
from xml.parsers import expat

from oracle import (Ends, Fail, MAX, bytes_, computed, digits, fields, float_, fn,
                    int_, map_, stated, vector)
from oracle_text import ASTRAL, FLOATS, TEXTS, ecmascript

# ---- JSON text


def members(pairs):
    result = dict(pairs)
    if len(result) < len(pairs):
        raise Fail("invalid")
    return result


def constant(_):
    raise Fail("invalid")


def integer(text):
    if text == "-0":
        return -0.0
    return int(text) if abs(int(text)) <= MAX else digits(text)


def number(text):
    if abs(float(text)) == float("inf"):
        raise Fail("invalid")
    return float_(float(text))


def tidy(value, depth=0):
    """Lone surrogates replaced, the depth checked, -0 as a file can say it."""
    if depth > 128:
        raise Fail("invalid")
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, float):
        return float_(value)
    if isinstance(value, list):
        return [tidy(item, depth + 1) for item in value]
    if isinstance(value, dict) and list(value) != ["$digits"] and (
            list(value) != ["$float"]):
        result = {tidy(k): tidy(v, depth + 1) for k, v in value.items()}
        if len(result) < len(value):
            raise Fail("invalid")
        return result
    return value


def depth_of(text):
    depth = most = 0
    for c in re.sub(r'"(\\.|[^"\\])*"', "", text):
        depth += (c in "[{") - (c in "]}")
        most = max(most, depth)
    return most


def parse_json(text):
    try:
        value = json.loads(text, object_pairs_hook=members, parse_int=integer,
                           parse_float=number, parse_constant=constant)
    except ValueError:
        raise Fail("invalid") from None
    if depth_of(text) > 128:
        raise Fail("invalid")
    return tidy(value)


def to_json(value):
    """Of values as the file says them."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return ecmascript(value)
    if isinstance(value, list):
        return "[" + ",".join(map(to_json, value)) + "]"
    if list(value) == ["$digits"]:
        return value["$digits"]
    if list(value) == ["$float"]:
        return ecmascript(float(value["$float"]))
    if list(value) == ["$map"]:
        return to_json(value["$map"])
    pairs = value.get("$fields") if list(value) == ["$fields"] else (
        [[k, value[k]] for k in sorted(value)])
    return "{" + ",".join(to_json(k) + ":" + to_json(v) for k, v in pairs) + "}"


JSON_TEXTS = [
    "null", "true", "false", "0", "-0", "1.5", '"a"', "[]", "{}", " [ 1 , 2 ] ",
    '{"a":1}', '{"b":1,"a":{"c":[null]}}', '\t\n\r {"a"\n:\t1}\r\n', "[1,2",
    "[1,]", "[,1]", '{"a":1,}', '{"a"}', "{a:1}", "{'a':1}", "01", "+1", ".5",
    "1.", "1e", "-", "--1", "1e5", "1E+5", "1e-5", "1e400", "-1e400", "1e-400",
    "5e-324", "NaN", "Infinity", "tru", "nul", "True", "", " ", "\ufeff1",
    "1 2", "[1] x", '{"a":1} {}', '"a', '"\\', '"\\x"', '"\\u12"', '"\\u12g4"',
    '"\\u0000"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\ude00"',
    '"\\ude00\\ud83d"', '"\\ud83d\\ud83d\\ude00"', '"\\ud83dx"', '"\\ud83d\\n"',
    '"\n"', '"\t"', '"\u007f\u0080\u2028\u2029"', '"' + ASTRAL + '"', '"\u0000"',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}',
    '{"__proto__":1}', '{"__proto__":{"a":1},"constructor":2}', '{"":0}',
    "9007199254740991", "-9007199254740991", "9007199254740992",
    "9007199254740993", "-9007199254740993", "12345678901234567890",
    "[" + "1" * 40 + "]", "123456789012345678.5", "100000000000000000000",
    "1e20", "0.1", "[0.30000000000000004]", "[" * 128 + "]" * 128,
    "[" * 129 + "]" * 129, '{"a":' * 128 + "1" + "}" * 128,
    '{"a":' * 129 + "1" + "}" * 129, "[1 2]", '{"a" 1}', '{"a":1 "b":2}',
    "/* */1", "1 // x", "\u00a01", "\u20281", "\f1", "[\v]", "\u0000", "1\u0000",
    "[true,false,null]", "truefalse", "]", "}", '["' + "x" * 5000 + '"]',
    '["' + ASTRAL * 2100 + '"]', "[" + ",".join(map(str, range(300))) + "]",
    "1" * 1200 + "e-1199", "[0.4e00669999999999999999999999]", "1e-99999999999", "0x1", "1_0", "\uff11", "\"\\u00E9\\uD83D\\uDE00\"",
    "[1e]", "[-]", "-a", "2.e3", "0e1", "0.0e-0", '{"a":1]', "[1}", '"\\a"',
    "[" + "[]," * 200 + "[]]"]
JSON_VALUES = [
    None, True, False, 0, 1, -1, 1.5, "", "a", [], {}, [1, [2, [3]]], {"a": 1},
    {"b": 1, "a": 2, "B": 3}, {"\uffff": 1, ASTRAL: 2, "\ue000": 3}, [None, True],
    "\u0000\u001f\"\\/\b\f\n\r\t\u007f", "\u2028\u2029\ufeff", ASTRAL, "Zo\u00eb",
    {"a": [{"c": 1, "b": {"z": None}}]}, {"": ""}, {"10": 1, "9": 2, "a": 3},
    digits("12345678901234567890"), [digits("-9223372036854775808")],
    {"$float": "-0"}, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 0.1,
    {"__proto__": 1}, MAX, -MAX, "</script>", "a" * 100, [[[[[]]]]],
    map_({"b": "1", "a": "2"})]
OBJECTS = [
    {}, {"a": 1}, {"a": None}, {"b": 1, "a": 2}, {"a": {"b": 1}}, {"": 1},
    {"\uffff": 1, ASTRAL: 2}, {"toString": 1}, {"__proto__": 1, "a": 2},
    {"10": 1, "9": 2}, [], [1, 2], "a", 1, None, True, digits("9" * 20),
    {"a": False}, {"a": ""}, {"length": 3}, {"digits": "1"}]
NAMES = ["a", "b", "", "toString", "__proto__", "0", "length", "constructor",
         ASTRAL, "digits"]
DOCUMENT = {"a": {"b": [{"c": 1}, {"c": [10, 20]}], "": {"": 5}, "x.y": 2,
            "x/y": 3, "m~n": 4, "n": None}, "b": [1, [2, 3]], "0": "zero", "": 0,
            " ": 7, "k\"l": 6, "]": 8}
PATHS = ["", "a", "a.b", "a.b[0].c", "a.b[1].c[1]", "a.b.0.c", "a.b[2]",
         "a.b[-1]", "a.b[01]", "a.b[1e0]", "a.b[ 0]", "b[1][0]", "b[1].0", "0",
         "z", "a.z.y", "a.n", "a.n.x", "b.length", "a.b[0", "]", " ", "..a..b",
         "a.", ".a", "/a/b/0/c", "/a/b/1/c/1", "/a/x~1y", "/a/m~0n", "/a/m~2n",
         "/a/x.y", "/", "/a//", "/a/b/-", "/a/b/00", "/0", "/ ", "/k\"l", "/z",
         "/a/n", "/a/n/x", "//", "/a/b/99999999999999999999", "__proto__",
         "/constructor", "/a/b/length", "/a~"]


def steps_of(path):
    if path.startswith("/"):
        if re.search("~(?![01])", path):
            return None
        return [s.replace("~1", "/").replace("~0", "~")
                for s in path[1:].split("/")]
    steps = []
    while path:
        if path[0] == "[":
            inside, _, path = path[1:].partition("]")
            steps.append(inside)
        elif path[0] == ".":
            path = path[1:]
        else:
            step = re.match(r"[^.\[]+", path)[0]
            steps.append(step)
            path = path[len(step):]
    return steps


def at(value, path):
    steps = steps_of(path)
    if steps is None:
        return None
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and re.fullmatch("0|[1-9][0-9]*", step):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def is_object(value):
    return isinstance(value, dict) and list(value) != ["$digits"]


def json_keys(value):
    if not is_object(value):
        raise Fail("invalid")
    return sorted(value)


def json_items(value):
    if not isinstance(value, list):
        raise Fail("invalid")
    return value


def json_text(value):
    if isinstance(value, (list, type(None))) or is_object(value):
        raise Fail("invalid")
    return value if isinstance(value, str) else to_json(value)


def write_json():
    computed("string_parse_json", parse_json, [(t,) for t in JSON_TEXTS])
    computed("json_to_json", to_json, [(v,) for v in JSON_VALUES])
    computed("json_to_json", to_json, [(float_(x),) for x in FLOATS])
    computed("list_to_json", to_json, [([v],) for v in JSON_VALUES])
    objects = [v for v in JSON_VALUES + OBJECTS if is_object(v) and
               list(v)[:1] != ["$map"] and list(v)[:1] != ["$float"]]
    wide = [{k: v} for k, v in zip("abcdefghij", JSON_VALUES)]
    computed("map_to_json", to_json, [(map_(v),) for v in objects + wide])
    computed("record_to_json", to_json, [
        (fields(*reversed(list(v.items()))),) for v in objects + wide])
    stated("record_to_json",
           (fields(["b", 1], ["a", fields(["d", 2], ["c", 3])]),
            '{"b":1,"a":{"d":2,"c":3}}'), (fields(), "{}"))
    computed("json_get", lambda v, n: v.get(n) if is_object(v) else None,
             [(v, n) for i, v in enumerate(OBJECTS) for n in NAMES[i % 2::2]])
    computed("json_has", lambda v, n: is_object(v) and n in v,
             [(v, n) for i, v in enumerate(OBJECTS) for n in NAMES[i % 2::2]])
    computed("json_at", at, [(DOCUMENT, p) for p in PATHS] + [
        ([1, [2]], "/1/0"), ([1], "0"), ([1], "[0]"), ("a", "a"), ("a", ""),
        (None, "a"), (1, "/0")])
    more = [[], [1], [[]], ["a", None], [{}], [1.5, True], [[[1]]], [""]]
    computed("json_items", json_items, [(v,) for v in OBJECTS + more])
    computed("json_keys", json_keys, [(v,) for v in OBJECTS + more])
    computed("json_truthy", lambda v: v not in (None, False, 0, "") or
             isinstance(v, (list, dict)), [(v,) for v in OBJECTS + JSON_VALUES
             if v != {"$float": "-0"} and list(v if isinstance(v, dict) else {}) !=
             ["$map"]])
    computed("json_to_string", json_text, [(v,) for v in OBJECTS + JSON_VALUES
             if not isinstance(v, dict) or list(v)[:1] not in (["$map"], ["$float"])])
    for value in OBJECTS:
        for name in ("a", "__proto__", "toString"):
            left = ({k: v for k, v in value.items() if k != name}
                    if is_object(value) else value)
            vector("json_remove", [value, name], out=None, after=left)
    for value in [[], [1], [[]], ["a", None], [None], [{"a": 1}]]:
        for item in (None, 0, "a", [], {"b": 2}):
            vector("json_push", [value, item], out=None, after=value + [item])
    stated("json_push", ({}, 1, Fail("invalid")), ("a", 1, Fail("invalid")),
           (None, None, Fail("invalid")), (1, [], Fail("invalid")))
    for value in objects:
        for name in ("a", "b", "__proto__"):
            left = {k: v for k, v in value.items() if k != name}
            vector("map_remove", [map_(value), name], out=None, after=map_(left))


# ---- lists

LISTS = [[], [1], [1, 2], [2, 1], [3, 1, 2], [1, 1, 2], [2, 1, 2, 1], [0],
         [-1, 0, 1], [5, 4, 3, 2, 1], [1, 2, 3, 4, 5, 6, 7], [7, 7, 7],
         [10, 9, 100, 1], [0, 0], [MAX, -MAX, 0], [2, 4, 6], [1, 3, 5],
         list(range(20)), [6, 3, 9, 0], [-5, -4, -6], [4, 2, 4, 3, 4, 1]]
TEXT_LISTS = [[], [""], ["a"], ["b", "a"], ["a", "b", "a"], ["aa", "b", "c", "bb"],
              [ASTRAL, "\uffff", "a"], ["\u00e9", "e", "z"], ["A", "a", "B", "b"],
              ["10", "9", "1"], ["__proto__", "a"], ["", "a", ""],
              ["constructor", "toString"], ["x" + ASTRAL, "yz", "w"],
              ["null", "b"], ["\u0000", ""], ["c", "b", "a"], ["b"] * 3,
              ["a", "ab", "abc"], ["e\u0301", "\u00e9"]]
FUNCTIONS = {
    "x => x": lambda x: x, "x => x + 1": lambda x: x + 1,
    "x => x * x": lambda x: x * x, "x => x > 1": lambda x: x > 1,
    "x => x % 2": lambda x: abs(x) % 2 * (-1 if x < 0 else 1),
    "x => x % 3 == 0": lambda x: x % 3 == 0, "x => true": lambda x: True,
    "x => false": lambda x: False, "x => 0": lambda x: 0, "x => -x": lambda x: -x,
    "x => [x, x]": lambda x: [x, x], "x => []": lambda x: [],
    "x => [[x]]": lambda x: [[x]], "x => null": lambda x: None,
    'x => "k"': lambda x: "k", 's => s + "!"': lambda s: s + "!",
    "s => s.length": len, 's => s == "b"': lambda s: s == "b",
    "s => s.is_empty": lambda s: s == "", "x => x == null": lambda x: x is None,
    "p => p.k": lambda p: p["k"], "p => p.v": lambda p: p["v"]}


def stop(_):
    raise Fail("invalid")


FUNCTIONS['x => fail invalid("no")'] = stop


def applied(name, function, lists, names):
    for items in lists:
        for text in names:
            computed(name, lambda xs: function(xs, FUNCTIONS[text]), [(items,)])
            from oracle import VECTORS
            VECTORS[-1]["in"].append(fn(text))


def unique_by(items, key):
    seen, result = [], []
    for item in items:
        mark = (type(key(item)), to_json(key(item)))
        if mark not in seen:
            seen.append(mark)
            result.append(item)
    return result


def group_by(items, key):
    result = {}
    for item in items:
        result.setdefault(key(item), []).append(item)
    return map_(result)


def picked(items, at):
    if not items:
        raise Ends("out of range")
    return items[at]


def chunk(items, size):
    if size < 1:
        raise Ends("out of range")
    return [items[i:i + size] for i in range(0, len(items), size)]


def count_of(first, last):
    if last - first > 2**24:
        raise Ends("too large")
    return list(range(first, last))


def total(items):
    return functools.reduce(lambda a, b: int_(a + b), items, 0)


def float_total(items):
    result = functools.reduce(lambda a, b: a + b, items, 0)
    if abs(result) == float("inf"):
        raise Ends("overflow")
    return float_(result)


def same(a, b):
    return type(a) is type(b) and a == b


def index_of(items, item):
    return next((i for i, x in enumerate(items) if same(x, item)), None)


def write_lists():
    both = LISTS + TEXT_LISTS
    one = [(items,) for items in both]
    pairs = [[{"k": k, "v": v} for v, k in enumerate(items)]
             for items in TEXT_LISTS]
    numbers, texts = ["x => x + 1", "x => x * x"], ['s => s + "!"']
    tests, is_b = ["x => x > 1", "x => x % 3 == 0"], ['s => s == "b"']
    small = [items for items in LISTS if MAX not in items]
    refuse = ['x => fail invalid("no")']

    def applied_to_all(name, function, on_numbers, on_texts):
        applied(name, function, small, on_numbers)
        applied(name, function, TEXT_LISTS, on_texts)
        applied(name, function, [[], [1]], refuse)

    applied_to_all("list_map", lambda xs, f: [f(x) for x in xs], numbers, texts)
    applied_to_all("list_filter", lambda xs, f: [x for x in xs if f(x)], tests,
                   is_b)
    applied_to_all("list_find", lambda xs, f: next(
        (x for x in xs if f(x)), None), tests, is_b)
    applied_to_all("list_any", lambda xs, f: any([f(x) for x in xs]), tests, is_b)
    applied_to_all("list_all", lambda xs, f: all([f(x) for x in xs]), tests, is_b)
    applied_to_all("list_count", lambda xs, f: sum([f(x) for x in xs]), tests,
                   is_b)
    applied_to_all("list_flat_map", lambda xs, f: [y for x in xs for y in f(x)],
                   ["x => [x, x]", "x => []", "x => [[x]]"], ["x => [x, x]"])
    applied_to_all("list_sort_by", lambda xs, f: sorted(xs, key=f),
                   ["x => x", "x => x % 2", "x => -x", "x => 0"],
                   ["x => x", "s => s.length"])
    applied("list_sort_by", lambda xs, f: sorted(xs, key=f), pairs,
            ["p => p.k", "p => p.v"])
    stated("list_sort_by", ([True, False, True], fn("x => x"), [False, True, True]),
           ([1.5, -2.5, 0.1], fn("x => x"), [-2.5, 0.1, 1.5]))
    computed("list_sort_by", lambda xs, f: sorted(xs), [
        ([(i * 7919) % 1009 for i in range(400)], fn("x => x"))])
    applied_to_all("list_unique_by", unique_by, ["x => x % 2", "x => 0"],
                   ["s => s.length"])
    applied("list_unique_by", unique_by, pairs, ["p => p.k"])
    computed("list_unique", lambda xs: unique_by(xs, lambda x: x), one + [
        ([None, "null", None],), ([{"a": 1, "b": 2}, {"b": 2, "a": 1}],),
        ([[1], [1], [2]],), ([1.5, 1.5],), ([True, False, True],),
        ([digits("9" * 20), digits("9" * 20), digits("8" * 20)],)])
    applied("list_group_by", group_by, TEXT_LISTS, ["x => x", 'x => "k"'])
    applied("list_group_by", group_by, pairs, ["p => p.k"])
    for items, of in [(p, ("p => p.k", "p => p.v")) for p in pairs] + [
            (t, ('s => s + "!"', "s => s.length")) for t in TEXT_LISTS]:
        key, value = map(FUNCTIONS.get, of)
        vector("list_to_map", [items, fn(of[0]), fn(of[1])],
               out=map_({key(x): value(x) for x in items}))
    computed("list_length", len, one)
    computed("list_is_empty", lambda xs: not xs, one)
    computed("list_reverse", lambda xs: xs[::-1], one)
    computed("list_first", lambda xs: picked(xs, 0), one)
    computed("list_last", lambda xs: picked(xs, -1), one)
    places = [(xs, i) for xs in both[::2]
              for i in (0, 1, len(xs), len(xs) - 1, -1, -2, MAX)]
    computed("list_get", lambda xs, i: xs[i] if 0 <= i < len(xs) else None, places)
    computed("list_item", lambda xs, i: picked(xs[i:i + 1] if i >= 0 else [], 0),
             places)
    computed("list_take", lambda xs, n: xs[:max(n, 0)], places)
    computed("list_drop", lambda xs, n: xs[max(n, 0):], places)
    computed("list_slice", lambda xs, n: xs[n:], places)
    computed("list_slice", lambda xs, a, b: xs[a:b], [
        (LISTS[10], a, b) for a in (0, 2, -2, 9) for b in (0, 3, -1, 99)])
    stated("list_slice", ([1, 2, 3], 1, None, [2, 3]))
    computed("list_concat", lambda a, b: a + b, [
        (a, b) for a, b in zip(LISTS, LISTS[3:] + LISTS[:3])] + [
            ([[1]], [[2], []]), (TEXT_LISTS[3], TEXT_LISTS[4])])
    computed("list_append", lambda xs, x: xs + [x], [
        (xs, i) for i, xs in enumerate(LISTS)] + [([[1]], [2]), (["a"], None)])
    sought = [(xs, x) for xs in LISTS[:14] for x in (1, 2)] + [
        (xs, x) for xs in TEXT_LISTS for x in ("a", "")] + [
            ([None, 1], None), ([[1], [2]], [2]), ([{"a": 1}], {"a": 1}),
            ([{"a": 1}], {"a": 2}), ([True], True), ([1.5], 1.5), ([[]], [])]
    computed("list_index_of", index_of, sought)
    computed("list_contains", lambda xs, x: index_of(xs, x) is not None, sought)
    computed("list_chunk", chunk, [(xs, n) for xs in LISTS[::2]
                                   for n in (1, 2, 3, 50, 0, -1)])
    holes = [[None], ["a", None], [None, None, 1], [0, None], ["", None, False],
             [[], None], [None] * 5, [1, None, 2, None]]
    computed("list_compact", lambda xs: [x for x in xs if x is not None],
             [(xs,) for xs in holes + LISTS[:8] + TEXT_LISTS[:8]])
    sums = LISTS + [[MAX, 1], [-MAX, -1], [MAX, 1, -1], [MAX, -1, 1]]
    computed("int_list_sum", total, [(xs,) for xs in sums])
    computed("int_list_min", lambda xs: min(xs, default=None), [(x,) for x in LISTS])
    computed("int_list_max", lambda xs: max(xs, default=None), [(x,) for x in LISTS])
    floats = [[], [0.5], [0.1, 0.2], [0.1] * 10, [1e308, 1e308], [1e308, -1e308],
              [1.5, -2.5], [5e-324, 5e-324], [1e16, 1.0, -1e16], [3.0, 1.0, 2.0],
              [-1.5, -0.5], [2.5, 2.5], [1e-300, 1e300], [0.25] * 4,
              [-1e308, -1e308], [1.0, 1e-16, 1e-16], [0.3, 0.2, 0.1],
              [9007199254740992.0, 1.0], [1.5], [-0.5, 0.5], [1.25, 0.75, 4.0]]
    computed("float_list_sum", float_total, [(x,) for x in floats])
    computed("float_list_min", lambda x: min(x, default=None), [(x,) for x in floats])
    computed("float_list_max", lambda x: max(x, default=None), [(x,) for x in floats])
    computed("range", count_of, [
        (a, b) for a in (0, 1, -3, 5) for b in (0, 1, 5, -3, 7)] + [
            (0, 2**24 + 1), (-MAX, MAX), (MAX, -MAX), (MAX - 2, MAX), (0, 300)])


# ---- maps

MAPS = [{}, {"a": 1}, {"b": 1, "a": 2}, {"\uffff": 1, ASTRAL: 2, "\ue000": 3},
        {"__proto__": 1}, {"toString": 1, "b": 2}, {"10": 1, "9": 2, "1": 3},
        {"": 0}, {"a": None}, {"A": 1, "a": 2, "_": 3}, {"\u00e9": 1, "e": 2},
        {"a b": 1}, {"\u0000": 1, "a": 2}, {"constructor": 1}, {"c": 1, "b": 2,
        "a": 3}, {"a": 1, "ab": 2, "aa": 3}, {"k" + str(i): i for i in range(12)},
        {"x": -1}, {"hasOwnProperty": 5}, {"-1": 1, "01": 2, "1": 3}]


def headers_get(headers, name):
    for key in sorted(headers):
        if key.isascii() and name.isascii() and key.lower() == name.lower() or (
                key == name):
            return headers[key]
    return None


def write_maps():
    one = [(m,) for m in MAPS]
    computed("map_length", len, one, write=map_)
    computed("map_keys", sorted, one, write=map_)
    computed("map_values", lambda m: [m[k] for k in sorted(m)], one, write=map_)
    keyed = [(m, k) for m in MAPS for k in ("a", "__proto__", "toString", "1")]
    as_map = lambda v: map_(v) if isinstance(v, dict) else v
    computed("map_get", lambda m, k: m.get(k), keyed, write=as_map)
    computed("map_has", lambda m, k: k in m, keyed, write=as_map)
    computed("map_without", lambda m, k: map_({n: v for n, v in m.items()
                                               if n != k}), keyed, write=as_map)
    computed("map_merge", lambda a, b: map_({**a, **b}), [
        (a, b) for a, b in zip(MAPS, MAPS[1:] + MAPS[:1])] + [
            (MAPS[2], {"a": 9}), ({"a": 9}, MAPS[2])], write=as_map)
    for m in MAPS:
        for text in ("x => [x, x]", 'x => "k"', "x => x == null"):
            vector("map_map_values", [map_(m), fn(text)], out=map_(
                {k: FUNCTIONS[text](v) for k, v in m.items()}))
    headers = [{"Content-Type": "a"}, {"content-type": "a", "Content-Type": "b"},
               {"X-A": "1", "X-B": "2"}, {}, {"\u00c9": "1"}, {"__proto__": "x"},
               {"X-A": None}]
    computed("headers_get", headers_get, [
        (h, n) for h in headers for n in (
            "Content-Type", "CONTENT-TYPE", "x-a", "X-B", "\u00e9")],
             write=as_map)
    declared = [["a"], [], ["b", "a"], ["__proto__"]]
    computed("record_others", lambda r, names: map_(
        {k: v for k, v in r.items() if k not in names}),
             [(m, names) for i, m in enumerate(MAPS)
              for names in declared[i % 2::2]])


# ---- bytes

DATA = [b"", b"a", b"ab", b"abc", b"abcd", b"\0", b"\xff", b"\xff\xfe\xfd",
        bytes(range(256)), "Zo\u00eb".encode(), ASTRAL.encode(), b"\xc0\x80",
        b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80", b"a\0b",
        b"\xef\xbb\xbfa", b"f" * 50, b"\xf0\x8f\xbf\xbf", b"\xf4\x8f\xbf\xbf",
        b"\xe0\x9f\xbf", b"\xed\x9f\xbf\xee\x80\x80", b"\xf8\x88\x80\x80\x80",
        b"\xc1\xbf", b"\xdf\xbf", b"a\xe2\x82\xacb", b"\r\n", b"\xf1\x80\x80"]
BASE64 = ["", "YQ==", "YQ", "YQ=", "YWI=", "YWI", "YWJj", "YWJjZA==", "Y", "Y===",
          "YR==", "YWJ=", "YW Jj", "YWJj\n", "-_-_", "+/+/", "+_-/", "YQ==YQ==",
          "=", "====", "Y=Q=", "YQ===", "YWJjZGVm", "!!!!", "YWJ\u00e9", "AAAA",
          "____", "AA", "AAA", "AB", "AAB", "\u0000AAA"]
HEXES = ["", "61", "6162", "6", "616", "zz", "6G", "AbCd", "ABCDEF", "abcdef",
         " 61", "61 ", "6 1", "0x61", "00", "ff", "FF00", "61\n", "\u0661\u0661",
         "-1", "+1", "6162636465", "0" * 40]


def to_text(data):
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Fail("invalid") from None


def from_hex(text):
    if not re.fullmatch("([0-9a-fA-F]{2})*", text):
        raise Fail("invalid")
    return bytes_(bytes.fromhex(text))


def from_base64(text):
    plain = text.replace("-", "+").replace("_", "/")
    if len(plain) % 4 == 0:
        plain = re.sub("==?$(?![\\n])", "", plain)
    if not re.fullmatch("[A-Za-z0-9+/]*", plain) or len(plain) % 4 == 1:
        raise Fail("invalid")
    data = base64.b64decode(plain + "=" * (-len(plain) % 4))
    if base64.b64encode(data).decode().rstrip("=") != plain:
        raise Fail("invalid") # bits to spare that are set
    return bytes_(data)


def as_bytes(data):
    return data.encode() if isinstance(data, str) else data


def encoded(data):
    return bytes_(data) if isinstance(data, bytes) else data


def write_bytes():
    one = [(d,) for d in DATA]
    computed("bytes_length", len, one, write=encoded)
    computed("bytes_to_hex", bytes.hex, one, write=encoded)
    computed("bytes_to_base64", lambda d: base64.b64encode(d).decode(), one,
             write=encoded)
    computed("bytes_to_base64url", lambda d: base64.urlsafe_b64encode(
        d).decode().rstrip("="), one, write=encoded)
    computed("bytes_to_text", to_text, one, write=encoded)
    computed("string_to_bytes", lambda t: bytes_(t.encode()), [(t,) for t in TEXTS])
    computed("string_from_hex", from_hex, [(t,) for t in HEXES])
    computed("string_from_base64", from_base64, [(t,) for t in BASE64])
    parts = [(), ("a",), ("a", "."), (b"\xff", "\u00e9"), ("", b""),
             (b"\0", b"\1", b"\2"), (ASTRAL, b"\xf0")] + [
                 (t, d) for t, d in zip(TEXTS, DATA)]
    computed("bytes", lambda *p: bytes_(b"".join(map(as_bytes, p))), parts,
             write=encoded)


def write_digests():
    long = [(b"\xa5" * n,) for n in (55, 56, 63, 64, 65, 111, 112, 119, 127, 128,
                                     129, 1000)]
    data = [(t,) for t in TEXTS[:12]] + [(d,) for d in DATA[:9]] + long
    keys = [b"", "key", b"\0" * 64, "k" * 64, "k" * 65, "k" * 128, "k" * 129,
            b"\xff\0", "Zo\u00eb", ASTRAL]
    keyed = [(k, t) for i, k in enumerate(keys)
             for t in ("", "a", TEXTS[4 + i], DATA[i], b"\xa5" * (50 + i * 9))]
    for name in ("md5", "sha1", "sha256", "sha512"):
        computed(name, lambda d: bytes_(hashlib.new(name, as_bytes(d)).digest()),
                 data, write=encoded)
        computed("hmac_" + name, lambda k, d: bytes_(hmac.new(
            as_bytes(k), as_bytes(d), name).digest()), keyed, write=encoded)
    stated("md5", ("a", {"$bytes": "0cc175b9c0f1b6a831c399e269772661"})) # RFC 1321
    computed("constant_time_eq", lambda a, b: as_bytes(a) == as_bytes(b), [
        (a, b) for a in ("", "a", b"a", "ab", "b", "Zo\u00eb", b"Zo\xc3\xab")
        for b in ("", "a", b"ab", "ba", "Zo\u00eb")], write=encoded)


# ---- chance: xorshift32, its highest bits first


def chance(seed):
    x = seed & 0xffffffff
    while True:
        x ^= x << 13 & 0xffffffff
        x ^= x >> 17
        x ^= x << 5 & 0xffffffff
        yield x


def uuid(seed):
    source = chance(seed)
    data = bytearray(next(source) * 256 >> 32 for _ in range(16))
    data[6], data[8] = data[6] & 15 | 64, data[8] & 63 | 128
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def nonce(seed, length):
    letters = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "abcdefghijklmnopqrstuvwxyz")
    source = chance(seed)
    return "".join(letters[next(source) * 62 >> 32] for _ in range(length))


def write_chance():
    for i in range(1, 21):
        seed = i * i * 7919 - 5 if i % 2 else -i * 104729
        vector("uuid", [], out=uuid(seed), seed=seed)
        vector("nonce", [i], out=nonce(seed, i), seed=seed)
        vector("nonce", [], out=nonce(seed, 32), seed=seed)
    stated("nonce", (0, ""), (2**24 + 1, Ends("too large")))


# ---- XML

XMLS = [
    "<a/>", "<a></a>", "<a>1</a>", "<a><b>1</b></a>", "<a><b/><b/></a>",
    "<a><b>1</b><c/><b>2</b><b>3</b></a>", '<a x="1"/>', '<a x="1">t</a>',
    "<a>x<b/>y</a>", "<a> <b/> </a>", "<a> x </a>", "<a> </a>", '<a x="1"> </a>',
    "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a>&#65;&#x42;&#128512;</a>",
    "<a><![CDATA[<&>]]></a>", "<a>x<![CDATA[y]]>z</a>", "<a><!-- c -->t</a>",
    "<a>t<!-- c -->u</a>", "<?xml version=\"1.0\"?><a/>",
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<a/>",
    "<?pi x?><a/>", "<a><?pi x?></a>", "<a/> <!-- c --> \n", "\ufeff<a/>",
    "<soap:Envelope xmlns:soap='s'><soap:Body/></soap:Envelope>",
    "<a x=\"&lt;&#10;\" y='\"'/>", "<a x=\"1\n2\t3\"/>", "<a>1\r\n2\r3</a>",
    "<?xml version=\"1.1\" encoding='ISO-8859-1'?><a/>",
    "<a\n x = '1'\n/>", "<a></a >", "<Zo\u00eb>\u00e9</Zo\u00eb>", "<a>" + ASTRAL + "</a>",
    "<a.b-c_1/>", "<_/>", "<a><b x='1'>u</b><b>v</b></a>", "<a>]]</a>",
    "<a>></a>", "<a x='>'/>", "<a><b><c><d/></c></b></a>", "<__proto__>1</__proto__>",
    "<a><__proto__/><constructor/></a>", "<a x='' y=''/>", "<a>&#x10FFFF;</a>",
    "<a>" + "<b>" * 127 + "</b>" * 127 + "</a>",
    # refused
    "<?xml version='1.0' standalone='maybe'?><a/>", "<?xml?><a/>",
    "<?xml version='1.0' x='1'?><a/>", "<?xml encoding='UTF-8'?><a/>",
    "<?xml version='1.0\"?><a/>", "<?xml version='1.0'><a/>",
    "", " ", "a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>",
    "<a x=1/>", "<a x/>", "<a x='1' x='2'/>", "<a x='<'/>", "<a x='1'y='2'/>",
    "<a>&nbsp;</a>", "<a>&</a>", "<a>& b</a>", "<a>&amp</a>", "<a>&#0;</a>",
    "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#xFFFE;</a>", "<a>&#;</a>",
    "<a>&#x;</a>", "<a>&#65</a>", "<a>\u0000</a>", "<a>\u0001</a>", "<a>\uffff</a>",
    "<a>]]></a>", "<a><!-- -- --></a>", "<a><!--></a>", "<a><!-- --->x</a>",
    "<a><![CDATA[x</a>", "<1a/>", "<-a/>", "< a/>", "<a", "<a b='", "<a/",
    "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
    " <?xml version='1.0'?><a/>", "<a><?xml version='1.0'?></a>", "<a/><?xml?>",
    "<?pi<a/>", "<??><a/>", "<a><b></a></b>", "<a>\u001f</a>", "<a b='1' /b>",
    "<A></a>", "<a><!ELEMENT b></a>", "<a !/>", "<a>&#-1;</a>", "<a>&#x-1;</a>",
    "<a>" * 200, "<a>" + "<b>" * 128 + "</b>" * 128 + "</a>", "{}", "<>", "<a></>",
    "&lt;a/>", "<a x=\"1'/>", "<a>&#99999999999;</a>", "<a>&constructor;</a>"]


def parse_xml(text):
    # A declared encoding does not matter: text has been decoded.
    text = text.replace("encoding='ISO-8859-1'", "encoding='UTF-8'")
    parser = expat.ParserCreate("utf-8")
    root = {}
    stack = [(root, [])]

    def start(name, attributes):
        if len(stack) > 128:
            raise Fail("invalid")
        stack.append(({"@" + k: v for k, v in zip(
            attributes[::2], attributes[1::2])}, []))

    def end(name):
        result, texts = stack.pop()
        content = "".join(texts)
        if result:
            if content.strip(" \t\n\r"):
                result["#text"] = content
        else:
            result = content
        parent = stack[-1][0]
        if name not in parent:
            parent[name] = result
        elif isinstance(parent[name], list):
            parent[name].append(result)
        else:
            parent[name] = [parent[name], result]

    def refuse(*_):
        raise Fail("invalid")

    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: stack[-1][1].append(data)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        raise Fail("invalid") from None
    return root


def write():
    write_json()
    write_lists()
    write_maps()
    write_bytes()
    write_digests()
    write_chance()
    computed("string_parse_xml", parse_xml, [(t,) for t in XMLS])
