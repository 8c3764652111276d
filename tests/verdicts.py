#!/usr/bin/python3
"""What a run of `meson test` came to, a line each: `verdicts.py TESTLOG.json`.

  pass NAME | fail NAME: WHY | skip NAME: WHY

A program that ends with status 77 was skipped, and its last line says why. A single test of a program
that called skip() (cmocka) or skipTest() (Python) is a line of its own; cmocka's printed `skip: WHY`
before. A test that does not say why it was skipped has failed.
"""

import json
import re
import sys

CMOCKA = re.compile(r"^(?:skip: (?P<why>.*)\n)?\[  SKIPPED \] (?P<name>\w+)$", re.MULTILINE)
# What a test prints of its failure comes before the sanitisers' reports, which may be long.
ERROR = re.compile(r"^(?:\[  ERROR   \] --- (?P<cmocka>.+)|(?:ERROR|FAILED): (?P<c>.+)"
                   r"|(?P<python>\w*Error: .+)|.*SUMMARY: (?P<sanitiser>.+))$", re.MULTILINE)
LINE = re.compile(r"^\[   LINE   \] --- (?P<line>\S+: error)", re.MULTILINE)
UNITTEST = re.compile(r"^(?P<name>\w+) \(.*\)(?:\n.*)? \.\.\. skipped (?P<quote>['\"])(?P<why>.*)(?P=quote)$",
                      re.MULTILINE)


def skipped(name, why):
    return f"skip {name}: {why}" if why else f"fail {name}: skipped, and does not say why"


def reason(text):
    error, line = ERROR.search(text), LINE.search(text)
    what = next(group for group in error.groups() if group) if error else ""
    return "".join(f": {part}" for part in (line and line["line"].removesuffix(": error"), what) if part)


def verdicts(test):
    name = test["name"].split(" / ")[-1]
    printed = [test.get("stdout", ""), test.get("stderr", "")]
    if test["result"] == "SKIP":
        lines = [line for text in printed for line in text.splitlines() if line.strip()]
        yield skipped(name, lines[-1].strip() if lines else "")
        return
    parts = {}
    for form, text in (CMOCKA, printed[0]), (UNITTEST, printed[1]):
        for match in form.finditer(text):
            # cmocka names it a second time at the end, without the reason
            parts[match["name"]] = parts.get(match["name"]) or match["why"]
    for part, why in parts.items():
        yield skipped(f"{name} {part}", why)
    if test["result"] in ("OK", "EXPECTEDFAIL"):
        yield f"pass {name}"
    else:
        yield f"fail {name}: {test['result'].lower()}, status {test.get('returncode')}{reason(''.join(printed))}"


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            print(*verdicts(json.loads(line)), sep="\n")


main()
