#!/usr/bin/env python3
"""Print the JSON text of standard input in another shape, the same bytes every time.

    reshape.py shuffled|pretty
"""
import json
import random
import sys

random.seed(11)


def shuffled(value):
    if isinstance(value, list):
        return [shuffled(item) for item in value]
    if not isinstance(value, dict):
        return value
    members = list(value.items())
    random.shuffle(members)
    return {name: shuffled(item) for name, item in members}


def main():
    value = json.load(sys.stdin)
    if sys.argv[1] == "shuffled":
        json.dump(shuffled(value), sys.stdout, ensure_ascii=False, separators=(",", ":"))
    else:
        json.dump(value, sys.stdout, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
