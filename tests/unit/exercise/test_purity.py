#!/usr/bin/env python3
"""The engine needs nothing but memory, messages and what characters are: no clock, no randomness.

test_purity.py NM LIBRARY FOLDER: looks at the includes of every file in FOLDER and at the symbols
that LIBRARY leaves undefined. What is not named here is not allowed.
"""

import pathlib
import re
import subprocess
import sys

SYSTEM_HEADERS = {"assert.h", "inttypes.h", "protobuf-c/protobuf-c.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
                  "stdlib.h", "string.h"}
OWN_HEADERS = ("server/exercise/", "convene/v1/")
PROTO_HEADERS = {"proto/arena.h", "proto/complaint.h", "proto/copy.h", "proto/list.h", "proto/map.h",
                 "proto/party.h", "proto/printable.h", "proto/reflect.h", "proto/roles.h", "proto/rules/clock_line.h",
                 "proto/rules/competence.h", "proto/rules/instrument.h", "proto/rules/interpreter.h",
                 "proto/rules/request_step.h",
                 "proto/rules/stagger.h", "proto/rules/story_line.h", "proto/rules/track_step.h", "proto/utf8.h",
                 "proto/words.def", "proto/words.h", "proto/xalloc.h"}

SYMBOLS = re.compile(
    r"agency_among|arena_\w+|clock_line_\w+|competence_\w+|request_(may_become|step_is_senders|state_name)|story_line_\w+|track_step_begins|instrument_is_accepted|interpreter_speaks|party_set|complaint\w*"
    r"|list_\w+|message_copy|map_\w+|mix_pair|printable_\w+|reflect_\w+|roles?_named?|utf8_\w+|convene__v1__\w+|protobuf_c_\w+"
    r"|__assert_fail|calloc|realloc|malloc|free|abort|strdup|qsort|mem(cpy|move|set|cmp)|str(len|cmp|chr|rchr|spn)"
    r"|v?snprintf|fputs|fwrite|stderr"
    # what compilers and sanitizers add
    r"|__\w+_chk|__stack_chk_\w+|__(asan|ubsan|sanitizer|gcov|llvm|popcount)\w*|__\w+ti\d"
    r"|_GLOBAL_OFFSET_TABLE_|__start___sancov\w*|__stop___sancov\w*")


def includes(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.[ch]")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)', line)
            if not match:
                continue
            name = match[2]
            good = (name in SYSTEM_HEADERS if match[1] == "<" else
                    name.startswith(OWN_HEADERS) or name in PROTO_HEADERS)
            if not good:
                yield f"{path}:{number}: error: the engine may not include {name}"


def symbols(nm, library):
    output = subprocess.run([nm, library], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in output.splitlines()]
    defined = {row[2] for row in rows if len(row) == 3}
    undefined = {row[1] for row in rows if len(row) == 2 and row[0] == "U"}
    if len(defined) < 50:
        yield f"{library}: error: hardly a symbol in it; is it the right file?"
    for name in sorted(undefined - defined):
        if not SYMBOLS.fullmatch(name):
            yield f"{library}: error: the engine may not use {name}"


def main():
    nm, library, folder = sys.argv[1:]
    errors = list(includes(folder)) + list(symbols(nm, library))
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
