#!/usr/bin/env python3
"""A word of the protocol that lacks its row in words.def does not compile.

test_words.py ROOT BUILD: compiles whoever goes by the rows, as the build does, with other tables in the place of
proto/words.def: one without rows, one with each row twice, one with a row for which the protocol has no word. The compiler
has to name all that is wrong.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

# who treats commands or events by kind, and the table that it goes by
USERS = {"server/exercise/engine/decide.c": "COMMAND", "server/exercise/engine/apply.c": "EVENT",
         "server/exercise/engine/audience.c": "EVENT", "proto/model/apply.c": "EVENT",
         "client/cli/timeline/timeline.c": "EVENT"}
ROW = re.compile(r"^(COMMAND|EVENT)\((\w+),.*?\)$", re.M | re.S)


def oneof(root, kind):
    """The words that the protocol has: the fields of the oneof of Command or of Event."""
    text = (root / f"proto/convene/v1/{kind.lower()}.proto").read_text()
    body = re.search(rf"^message {kind.capitalize()} \{{.*?oneof body \{{(.*?)\n  \}}", text, re.M | re.S)[1]
    return {field.upper() for field in re.findall(r"^\s+[\w.]+ (\w+) = \d+;", body, re.M)}


def compiler(build, source):
    """How the build compiles that file, without its output."""
    for step in json.loads((build / "compile_commands.json").read_text()):
        if (pathlib.Path(step["directory"]) / step["file"]).resolve() == source:
            words = shlex.split(step["command"])
            for flag in ("-o", "-MF", "-MQ"):
                del words[words.index(flag):words.index(flag) + 2]
            return step["directory"], [word for word in words if word not in ("-MD", "ccache", "-fdiagnostics-color=always")]
    sys.exit(f"error: {build} does not compile {source}")


def complaints(build, source, table):
    """What the compiler says of the file when words.def is this."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "proto/words.def"
        path.parent.mkdir()
        path.write_text(table)
        directory, words = compiler(build, source)
        words[1:1] = ["-iquote", folder, "-fsyntax-only"]
        done = subprocess.run(words, cwd=directory, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return done.returncode, done.stderr


def named(kind, text):
    return set(re.findall(rf"CONVENE__V1__{kind}__BODY_([A-Z]\w+)", text)) - {"_NOT_SET"}


def main():
    root, build = (pathlib.Path(arg).resolve() for arg in sys.argv[1:])
    table = (root / "proto/words.def").read_text()
    errors = []
    for user, kind in USERS.items():
        words = oneof(root, kind)
        rows = [row for row in ROW.finditer(table) if row[1] == kind]
        if {row[2] for row in rows} != words or len(rows) < 50:
            errors.append(f"words.def: its rows are not the words of {kind}")
        first, rest = table[:rows[0].start()], table[rows[0].start():]
        unknown = rows[0][0].replace(rows[0][2], "SUNG").replace(rows[0][2].lower(), "sung") + "\n"
        tables = {
            "without its row": (first + ROW.sub(lambda row: "" if row[1] == kind else row[0], rest),
                                rf"error: enumeration value .CONVENE__V1__{kind}__BODY_(\w+). not handled", words),
            "with a second row": (ROW.sub(lambda row: row[0] + "\n" + row[0] if row[1] == kind else row[0], table),
                                  r"error: (?:duplicate case value|redeclaration of enumerator)", None),
            "that does not exist": (first + unknown + rest, r"SUNG|sung", None),
        }
        for what, (changed, pattern, expected) in tables.items():
            status, said = complaints(build, root / user, changed)
            found = set(re.findall(pattern, said))
            if status == 0 or not found or (expected is not None and found != expected):
                missing = sorted(expected - found) if expected else []
                errors.append(f"{user}: compiles with a word {what}: {', '.join(missing) or 'all of them'}\n{said[:600]}")
        status, said = complaints(build, root / user, table)
        if status != 0:
            errors.append(f"{user}: does not compile as it is, so nothing is shown:\n{said[:600]}")
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
