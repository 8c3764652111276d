#!/usr/bin/env python3
"""No circles of includes: a part can be read, and tested, from the foot up.

test_circles.py files ROOT FOLDER...: no C file below a FOLDER lies on a circle of files, a .c, its .h
and its _private.h being one, wherever the others of that circle lie.
test_circles.py folders ROOT FOLDER...: the FOLDERs, each with all that is below it, include each
other in no circle.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))

from circles import circles  # noqa: E402

SOURCES = ["client", "proto", "server"]


def file_graph(root):
    """Every file, without its suffixes, and those that it includes, likewise."""
    graph = {}
    for source in SOURCES:
        for path in sorted((root / source).rglob("*.[ch]")):
            own = str(path.relative_to(root).with_suffix("")).removesuffix("_private")
            names = re.findall(r'^#include "([^"]+?)(?:_private)?\.h"', path.read_text(), re.M)
            graph.setdefault(own, set()).update(name for name in names if name != own)
    return graph


def folder_graph(files, folders):
    """Every folder of the list, and those that a file below it includes from. A file below two of
    them belongs to the inner one."""
    def folder_of(name):
        return max((folder for folder in folders if name.startswith(folder + "/")), key=len, default=None)

    graph = {folder: set() for folder in folders}
    for name, others in files.items():
        own = folder_of(name)
        if own is not None:
            graph[own].update({folder_of(other) for other in others} - {own, None})
    return graph


def main():
    what, root, *folders = sys.argv[1:]
    graph = file_graph(pathlib.Path(root))
    errors = []
    for folder in folders:
        if sum(name.startswith(folder + "/") for name in graph) < 2:
            errors.append(f"{folder}: error: hardly a file in it; is it the right folder?")
    if what == "folders":
        graph = folder_graph(graph, folders)
    for members in circles(graph):
        if what == "folders" or any(name.startswith(folder + "/") for name in members for folder in folders):
            errors.append(f"error: these {what} include each other in a circle: " + ", ".join(members))
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
