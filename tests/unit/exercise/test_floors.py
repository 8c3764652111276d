#!/usr/bin/env python3
"""The engine's floors: what lies lower knows nothing of what lies above, and no files go in a circle.

test_floors.py NM LIBRARY FOLDER: looks at the includes of every file in FOLDER, a .c and its .h
being one, and at which symbols each object of LIBRARY takes from another floor; and at what the
programs beside FOLDER include of it.
"""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from circles import circles  # noqa: E402

FLOORS = ["ground", "state", "pattern", "condition", "decide", "engine"]
PREFIX = "server/exercise/"

# For everybody: the engine, and what holds without any exercise.
OUTSIDE = {"exercise", "ground/audience", "ground/limits", "ground/story"}
PROGRAMS = ["client", "proto", "server"]


def floor(name):
    """Of a file below FOLDER; exercise.h, which all above the ground may include, is of none."""
    first = name.split("/")[0]
    return FLOORS.index(first) if first in FLOORS else None


def included(folder):
    """Every file without its suffix, and what it includes, likewise."""
    graph = {}
    for path in sorted(folder.rglob("*.[ch]")):
        own = str(path.relative_to(folder).with_suffix(""))
        names = re.findall(r'^#include "%s([^"]+)\.h"' % PREFIX, path.read_text(), re.M)
        graph.setdefault(own, set()).update(name for name in names if name != own)
    return graph


def include_errors(folder):
    graph = included(folder)
    if len(graph) < 50:
        yield f"{folder}: error: hardly a file in it; is it the right folder?"
    for name, others in graph.items():
        if floor(name) is None and name != "exercise":
            yield f"{name}: error: lies on no floor: {', '.join(FLOORS)}"
        for other in sorted(others):
            here, there = floor(name), floor(other)
            if there is not None and (here is None and there > 0 or here is not None and there > here):
                yield f"{name}: error: may not include {other}, which lies above"
            if here == 0 and there is None:
                yield f"{name}: error: may not include {other}: the ground stands without it"
    for members in circles(graph):
        yield "error: these include each other in a circle: " + ", ".join(members)


def outside_errors(folder):
    root = folder.parent.parent
    files = [path for name in PROGRAMS for path in sorted((root / name).rglob("*.[ch]"))
             if folder not in path.parents]
    if len(files) < 100:
        yield f"{root}: error: hardly a file in it; is it the right folder?"
    for path in files:
        for name in re.findall(r'^#include "%s([^"]+)\.h"' % PREFIX, path.read_text(), re.M):
            if name not in OUTSIDE:
                yield f"{path}: error: may not include {PREFIX}{name}.h: outside there are {sorted(OUTSIDE)}"


def symbol_errors(nm, library):
    defined, wanted = {}, []
    output = subprocess.run([nm, "-A", library], check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        match = re.search(r"([^/:]+)\.c\.o:[0-9a-f ]* (\w) (\S+)$", line)
        if match is None:
            continue
        place, kind, symbol = match.groups()
        if kind == "U":
            wanted.append((place, symbol))
        elif kind in "TDRB":
            defined[symbol] = place
    if len(defined) < 50:
        yield f"{library}: error: hardly a symbol in it; is it the right file?"
    for place, symbol in wanted:
        if symbol not in defined:
            continue
        here, there = (FLOORS.index(name.split("_")[0]) for name in (place, defined[symbol]))
        if there > here:
            yield f"{place}: error: may not use {symbol} of {defined[symbol]}, which lies above"


def main():
    nm, library, folder = sys.argv[1:]
    path = pathlib.Path(folder)
    errors = list(include_errors(path)) + list(outside_errors(path)) + list(symbol_errors(nm, library))
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
