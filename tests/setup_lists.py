#!/usr/bin/python3
"""Holds the lists of server/setup against what the meson files and the scripts ask for: whatever they use
beyond Debian's required packages is in the list of its level, and nothing else is. Prints what is wrong.

An installation that happens to be here says which package a thing comes from (dpkg); it does not count as
installed.
"""

import functools
import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# what `server/setup LEVEL` installs
COVERS = {"build": ("build",), "test": ("build", "test"), "lint": ("build", "test", "lint"),
          "fresh": ("build", "test", "fresh"), "bench": ("build", "test", "bench")}
# where a file runs, by the first of these that its path begins with
LEVELS = (("tests/lint", "lint"), ("tests/format", "lint"), ("tests/setup_lists.py", "lint"), ("tests/fresh/", "fresh"),
          ("tests/bench/", "bench"), ("tests/", "test"), ("", "build"))
# asked for without a name
IMPLIED = {"project": ("gcc", "libc6-dev", "meson", "ninja-build"), "dependency": ("pkg-config",)}
COMMAND = re.compile(
    r"(?:^|[|;&({!`]|\$\(|\b(?:do|then|else|if|while|until|exec|command -v)\b|CC=)"
    r"\s*([a-z][a-z0-9._+-]*)(?=[\s;|&)<>]|$)", re.MULTILINE)
PYTHON_COMMAND = re.compile(r"(?:(?<![\w\])])\[|\bfind\(|\bwhich\()\s*\"([a-z][a-z0-9._+-]*)\"")
LIST = re.compile(r"^(\w+)=\(([a-z][^)]*)\)", re.MULTILINE)
RUNNER = re.compile(r"\b(nice|setsid|xargs|timeout) (?:[0-9]+ )?")  # runs the command that follows
IMPORT = re.compile(r"^\s*(?:import|from)\s+([\w.]+)", re.MULTILINE)


def output(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


@functools.cache
def owner(path):
    """The package that a file comes from; a pattern may stand for the path."""
    for name in (path, re.sub(r"^/usr", "", path), str(pathlib.Path(path).resolve())):
        for line in output("dpkg-query", "-S", name).splitlines():
            # the shell is dash's by diversion, which has lines of its own here
            if not line.startswith("diversion by "):
                return line.split(":")[0]
    return None


@functools.cache
def is_required(package):
    return bool(re.search("yes|required", output(
        "dpkg-query", "-W", "-f", "${Essential} ${Priority}", package)))


def lists():
    text = (ROOT / "server/setup").read_text()
    return {name: words.split() for name, words in
            LIST.findall(text) if name in COVERS}


def sources():
    for folder in ("", "proto", "server", "client", "tests", ".ci"):
        for path in sorted((ROOT / folder).glob("*" if folder == "" else "**/*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def of_program(word):
    path = shutil.which(word)
    return (word, owner(path) if path else None) if path or word in ALL else None


def of_module(name, path):
    top = name.split(".")[0]
    # beside it, beside the program that loads it, or shared by several groups
    folders = (path.parent, path.parent.parent, ROOT / "tests/support")
    ours = any((folder / f"{top}.py").is_file() for folder in folders)
    if top in sys.stdlib_module_names or ours or top == "convene":
        return None
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        spec = None
    origin = spec and (spec.origin or next(iter(spec.submodule_search_locations), None))
    return (f"the module {name}", owner(origin) if origin else None)


def asked_by_meson(path):
    text = re.sub(r"#.*", "", path.read_text())
    for word, packages in IMPLIED.items():
        if re.search(rf"\b{word}\(", text):
            yield from ((package, package) for package in packages)
    for name in re.findall(r"\bdependency\('([^']+)'", text):
        if name != "threads":
            yield (name, owner(f"*/pkgconfig/{name}.pc"))
    for word in re.findall(r"\bfind_(?:program|installation)\('([^']+)'", text):
        if not (path.parent / word).is_file():
            yield of_program(word.removeprefix("/usr/bin/")) or (word, None)
    for modules in re.findall(r"\bmodules: \[([^\]]*)\]", text):
        for name in re.findall(r"'([^']+)'", modules):
            yield of_module(name, path)


def asked_by(path):
    """Pairs: what is asked for, and the package that has it."""
    if path.name == "meson.build":
        yield from asked_by_meson(path)
        return
    if path.suffix not in ("", ".py"):
        return
    with open(path, "rb") as file:
        first = file.readline()
    if not first.startswith(b"#!") and path.suffix != ".py":
        return
    text = path.read_text()
    if path.suffix == ".py" or b"python3" in first:
        yield of_program("python3")
        yield from (of_program(word) for word in PYTHON_COMMAND.findall(text))
        yield from (of_module(name, path) for name in IMPORT.findall(text))
    else:
        text = re.sub(r"(?:^|\s)#.*", "", text)
        text = re.sub(RUNNER, r"\1; ", re.sub(LIST, "", text))
        own = {*BUILTINS, *re.findall(r"^(\w+)\(\)", text, re.MULTILINE)}
        yield from (of_program(word) for word in COMMAND.findall(text) if word not in own)


def main():
    wrong = []
    used = {level: set() for level in COVERS}
    for path in sources():
        name = str(path.relative_to(ROOT))
        level = next(level for prefix, level in LEVELS if name.startswith(prefix))
        covered = [package for one in COVERS[level] for package in LISTS[one]]
        for asked in filter(None, asked_by(path)):
            used[level].update(asked)
            if not any(one in covered or one and is_required(one) for one in asked):
                wrong.append(f"{name} asks for {asked[0]}, which \"server/setup {level}\" does not "
                             f"install ({asked[1] or 'no package here has it'})")
    for level, packages in LISTS.items():
        users = set().union(*(used[one] for one in COVERS if level in COVERS[one]))
        wrong += [f"server/setup {level} installs {package}, which nothing asks for"
                  for package in packages if package not in users]
    print(*sorted(set(wrong)), sep="\n", end="\n" if wrong else "")
    sys.exit(bool(wrong))


BUILTINS = set(output("bash", "-c", "compgen -b").split())
LISTS = lists()
ALL = {package for packages in LISTS.values() for package in packages}
main()
