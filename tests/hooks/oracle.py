#!/usr/bin/env python3
"""oracle.py - writes vectors.ndjson: oracle.py >vectors.ndjson

Owns: what each standard function must give. Nothing here is copied from what
the JavaScript or the C of a function answers: the results come from Python's
own text (which counts scalars), datetime, decimal, hashlib, base64, re and
expat, and where Python has no such thing from a result written down by hand.
oracle_text.py, oracle_data.py and oracle_time.py hold the vectors by group.
"""
import json
import sys

sys.dont_write_bytecode = True
MAX = 2**53 - 1


class Fail(Exception):
    """The function fails: a kind of error."""


class Ends(Exception):
    """The hook is ended: a reason."""


def bytes_(data):
    return {"$bytes": bytes(data).hex()}


def map_(members):
    return {"$map": members}


def fn(text):
    return {"$fn": text}


def digits(text):
    return {"$digits": text}


def fields(*pairs):
    return {"$fields": [list(pair) for pair in pairs]}


def float_(x):
    """A float as JSON can say it."""
    x = float(x)
    return {"$float": "-0"} if x == 0 and str(x)[0] == "-" else x


def int_(x):
    """The result of int arithmetic."""
    if abs(x) > MAX:
        raise Ends("overflow")
    return x


def outcome(function, arguments):
    try:
        return {"out": function(*arguments)}
    except Fail as failure:
        return {"fail": str(failure)}
    except Ends as end:
        return {"ends": str(end)}


VECTORS = []

# Duktape 2.7 rounds a decimal half way between two floats up, not to even.
HALF_WAY = {"9007199254740993"}


def vector(name, arguments, **result):
    row = {"f": name, "in": list(arguments), **result}
    if name in ("string_to_float", "decimal_to_float") and (
            arguments[0] in HALF_WAY):
        row["except"] = "duk"
    VECTORS.append(row)


def computed(name, function, cases, write=lambda x: x):
    """Vectors whose results `function` computes; `write` makes the arguments
    of the file out of Python's."""
    for arguments in cases:
        vector(name, [write(a) for a in arguments],
               **outcome(function, arguments))


def stated(name, *rows):
    """Vectors whose results are written down: (argument ..., result)."""
    for row in rows:
        result = row[-1]
        if isinstance(result, (Fail, Ends)):
            kind = "fail" if isinstance(result, Fail) else "ends"
            vector(name, row[:-1], **{kind: str(result)})
        else:
            vector(name, row[:-1], out=result)


def main():
    import oracle_text
    import oracle_data
    import oracle_time
    for module in (oracle_text, oracle_data, oracle_time):
        module.write()
    seen = set()
    for row in VECTORS:
        line = json.dumps(row, separators=(",", ":"))
        if line not in seen:
            print(line)
        seen.add(line)


if __name__ == "__main__":
    sys.modules["oracle"] = sys.modules["__main__"]
    main()
