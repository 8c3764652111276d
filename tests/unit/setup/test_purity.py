#!/usr/bin/env python3
"""What is pure needs nothing but memory, messages and what characters are: no clock, no randomness, no file.

test_purity.py NM ROOT FOLDER LIBRARY: looks at the includes of every file in FOLDER and at the symbols
that LIBRARY leaves undefined. What is not named here is not allowed.
"""

import pathlib
import re
import subprocess
import sys

SYSTEM_HEADERS = {"assert.h", "inttypes.h", "protobuf-c/protobuf-c.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h",
                  "stdlib.h", "string.h"}
SYMBOLS = (
    r"arena_\w+|list_\w+|reflect_\w+|clock_line_\w+|story_line_\w+|party_set|message_copy"
    r"|agency_among|competence_\w+|instrument_is_accepted|interpreter_speaks|request_(?:may_become|step_is_senders|state_name)"
    r"|track_step_begins"
    r"|convene__v1__\w+|protobuf_c_\w+"
    r"|__assert_fail|calloc|realloc|malloc|free|abort|strdup|qsort|mem(?:cpy|move|set|cmp)|str(?:len|cmp|chr|rchr|spn|cspn|str)"
    r"|v?snprintf|fputs|fwrite|stderr"
    # what compilers and sanitizers add
    r"|__\w+_chk|__stack_chk_\w+|__(?:asan|ubsan|sanitizer|gcov|llvm|popcount)\w*|__\w+ti\d"
    r"|_GLOBAL_OFFSET_TABLE_|__start___sancov\w*|__stop___sancov\w*")


class Pure:
    """What a folder may use beyond that: headers of these names or in these folders, symbols."""

    def __init__(self, system, headers, symbols):
        self.system = SYSTEM_HEADERS | set(system.split())
        self.headers = headers.split()
        self.symbols = re.compile(f"{SYMBOLS}|{symbols}")

    def has_header(self, name):
        return any(name == one or one.endswith("/") and name.startswith(one) for one in self.headers)


FOLDERS = {
    "server/exercise": Pure(
        "",
        """server/exercise/ convene/v1/ proto/rules/ proto/alike.h proto/arena.h proto/complaint.h proto/copy.h proto/list.h
        proto/map.h proto/party.h proto/printable.h proto/reflect.h proto/roles.h proto/seal_point.h proto/utf8.h
        proto/words.def proto/words.h proto/xalloc.h""",
        r"alike_fold|complaint\w*|map_\w+|mix_pair|printable_\w+|roles?_named?|utf8_\w+"),
    # story time is a date, as it would be in UTC
    "proto/model": Pure(
        "strings.h time.h",
        """proto/model/ convene/v1/ proto/rules/ proto/arena.h proto/buf.h proto/guard.h proto/id_map.h proto/list.h
        proto/reflect.h proto/words.def proto/words.h proto/xalloc.h""",
        r"buf_\w+|guard_decode|id_map_\w+|(?:__isoc\w+_)?sscanf|strn?casecmp|gmtime_r|timegm|strftime|strptime"),
    "proto/people": Pure(
        "ctype.h",
        """proto/people/ proto/model/ convene/v1/ proto/rules/ proto/buf.h proto/copy.h proto/json.h proto/list.h
        proto/party.h proto/printable.h proto/timer_queue.h proto/xalloc.h""",
        r"anyway_set|view_\w+|buf_\w+|json_\w+|printable_\w+|timer_queue_\w+|__ctype_b_loc"),
}


def includes(root, folder):
    for path in sorted((root / folder).rglob("*.[ch]")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)', line)
            if not match:
                continue
            pure, name = FOLDERS[folder], match[2]
            if not (name in pure.system if match[1] == "<" else pure.has_header(name)):
                yield f"{path}:{number}: error: {folder} may not include {name}"


def symbols(nm, folder, library):
    output = subprocess.run([nm, library], check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in output.splitlines()]
    defined = {row[2] for row in rows if len(row) == 3}
    undefined = {row[1] for row in rows if len(row) == 2 and row[0] == "U"}
    if len(defined) < 50:
        yield f"{library}: error: hardly a symbol in it; is it the right file?"
    for name in sorted(undefined - defined):
        if not FOLDERS[folder].symbols.fullmatch(name):
            yield f"{library}: error: {folder} may not use {name}"


def main():
    nm, root, folder, library = sys.argv[1:]
    errors = list(includes(pathlib.Path(root), folder)) + list(symbols(nm, folder, library))
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
