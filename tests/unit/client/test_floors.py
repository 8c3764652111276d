#!/usr/bin/env python3
"""The clients' floors: the table of client/README.md says which folder rests on which, and they do.

test_floors.py NM ROOT LIBRARY...: looks at the includes of every file of client/cli, and at which
symbols each object of the LIBRARYs takes from another. No objects use each other in a circle.
"""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from circles import circles  # noqa: E402


def table(root):
    """Each folder of client/cli, in the order of the README, and those on which it may rest."""
    rows = re.findall(r"^\| `(\w+)/` \|.*\|([^|]*)\|$", (root / "client/README.md").read_text(), re.M)
    return {name: re.findall(r"`(\w+)`", others) for name, others in rows}


def included(root):
    """(file, its folder, the folder of a header that it includes)"""
    for path in sorted((root / "client/cli").glob("*/*.[ch]")):
        for name in re.findall(r'^#include "client/([^"]+)"', path.read_text(), re.M):
            there = name.split("/")
            yield f"{path.parent.name}/{path.name}", path.parent.name, there[-2]


def used(nm, libraries):
    """Every object, and those whose symbols it takes."""
    defined, wanted = {}, []
    for library in libraries:
        output = subprocess.run([nm, "-A", library], check=True, capture_output=True, text=True).stdout
        client_lib = "lib_" if "convene_client" in library else ""
        for place, kind, symbol in re.findall(r"([^/:\s]+)\.c\.o:[0-9a-f ]* (\w) (\S+)$", output, re.M):
            if kind == "U":
                wanted.append((client_lib + place, symbol))
            elif kind in "TDRB":
                defined[symbol] = client_lib + place
    graph = {place: set() for place in defined.values()}
    for place, symbol in wanted:
        if defined.get(symbol, place) != place:
            graph.setdefault(place, set()).add(defined[symbol])
    return graph


def errors(nm, root, libraries):
    floors = table(root)
    folders = {path.name for path in (root / "client/cli").iterdir() if path.is_dir()}
    seen = set()
    for name in folders.symmetric_difference(floors):
        yield f"{name}/: error: stands either in client/cli or in the table of client/README.md"
    below = {"lib"}
    for name, others in floors.items():
        for other in set(others) - below:
            yield f"{name}/: error: rests on {other}/, which does not stand above it in the table"
        below.add(name)
    for name, here, there in included(root):
        seen.add((here, there))
        if there != here and there not in floors.get(here, []):
            yield f"{name}: error: includes of {there}/, on which {here}/ does not rest"
    for name, others in floors.items():
        for other in others:
            if (name, other) not in seen:
                yield f"{name}/: error: includes nothing of {other}/; take it out of the table"
    graph = used(nm, libraries)
    if len(graph) < 100:
        yield "error: hardly an object in the libraries; are they the right files?"
    for place, others in graph.items():
        for other in sorted(others):
            here, there = place.split("_")[0], other.split("_")[0]
            if there != here and here != "lib" and there not in floors.get(here, []):
                yield f"{place}: error: uses {other}, on whose floor it does not rest"
    for members in circles(graph):
        yield "error: these use each other in a circle: " + ", ".join(members)


def main():
    nm, root, *libraries = sys.argv[1:]
    found = list(errors(nm, pathlib.Path(root), libraries))
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
