#!/usr/bin/env python3
"""Whether every test that the table of tests/README.md names is there.

    tests/table.py BUILD

A name in the column "test" is one of meson's, or a word of a file in tests/ (or of how it is
built): a case, a play, a class. One that ends in "..." is the beginning of some. Prints each that is neither, and fails.
"""
import json
import pathlib
import re
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)+(?:_?\.\.\.)?|[A-Za-z0-9_]+(?=`?:)")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")


def rows():
    """The test column of each row, with the row's first."""
    for line in (TESTS / "README.md").read_text().splitlines():
        cells = re.split(r"(?<!\\)\|", line)
        if len(cells) == 6 and cells[1].strip() not in ("row", "---"):
            yield cells[1].strip(), cells[3]


def known(build):
    listed = subprocess.run(["meson", "introspect", "--tests", build], check=True, capture_output=True)
    tests = json.loads(listed.stdout)
    words = {test["name"] for test in tests} | {suite.split(":")[-1] for test in tests for suite in test["suite"]}
    table = TESTS / "README.md"
    for file in [TESTS.parent / "meson.build", *TESTS.rglob("*")]:
        if file.is_file() and file != table and file.suffix != ".pyc" and "corpus" not in file.parts:
            text = file.read_text(errors="replace")
            words.update(WORD.findall(text))
            words.update(re.findall(r"\w+", text))
    return words | {path.name for path in TESTS.iterdir()}


def main(build):
    words = known(build)
    complaints = []
    count = 0
    for row, cell in rows():
        for name in NAME.findall(cell):
            count += 1
            start = name.rstrip("._")
            if start not in words and not (name.endswith("...") and any(word.startswith(start) for word in words)):
                complaints.append(f"tests/README.md, row {row}: there is no test {name}")
    if count < 100:
        complaints.append("tests/README.md: the table of tests was not found")
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
