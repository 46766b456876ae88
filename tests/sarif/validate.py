"""Checks the SARIF log of every case: validate.py CONNC SCHEMA.

Owns nothing but the comparison: the schema decides, and the fixes of the logs
are counted, as a log without any would pass as well.
"""

import glob
import json
import subprocess
import sys

from jsonschema.validators import validator_for

connc, schema_path = sys.argv[1:]
with open(schema_path, encoding="utf-8") as file:
    schema = json.load(file)
validator = validator_for(schema)(schema)
passed = failed = fixes = 0
for path in sorted(glob.glob("tests/cases/**/*.conn", recursive=True)):
    run = subprocess.run(
        [connc, "check", "--format", "sarif", path],
        capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        log = json.loads(run.stdout)
        errors = [
            "/".join(map(str, error.absolute_path)) + ": " + error.message
            for error in validator.iter_errors(log)]
        fixes += sum(len(result.get("fixes", []))
                     for result in log["runs"][0]["results"])
    except ValueError as error:
        errors = [str(error)]
    for text in errors[:3]:
        print(f"not ok - {path}: {text[:200]}")
    passed += not errors
    failed += bool(errors)
if fixes < 100:
    print(f"not ok - the logs hold {fixes} fixes")
    failed += 1
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
