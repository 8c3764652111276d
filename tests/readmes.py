#!/usr/bin/env python3
"""Whether the READMEs name the files that there are, and only those, and what the server's folders may use.

    tests/readmes.py

Every source that a README names has to be there: beside it, from the root, or further down under that name. And
every unit of client/, proto/ and server/ (a .c with its .h) has to be named in a README above it, so that whoever
looks for something finds the file. A name stands for the one file that it fits: `clock.c` alone names none where
several folders have one, unless the folder was said before it in the same line (`show/clock.c`, `msel.c`).
`NOUN_fold.c` and `check_*.c` stand for all that are called so.

The table of server/README.md says what a folder may use: what its files include, no less and no more. A folder in
a folder (`exercise/ground/`) stands for that part alone. Prints what is wrong, and fails.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("client", "proto", "server", "tests", "scenarios")
CODE = ("client/", "proto/", "server/")
NAME = re.compile(r"(?<![\w/.*:-])((?:[\w*.-]+/)*)([\w*.-]+\.(?:c|h|def|py|sh))\b(?![\w/(])")
PLACEHOLDER = re.compile(r"[A-Z]{3,}|\*|\.\.\.")


def files():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def pattern(name):
    """Of a name with placeholders; one stands for a part of a file's or a folder's name."""
    parts, at = [], 0
    for found in PLACEHOLDER.finditer(name):
        parts += [re.escape(name[at:found.start()]), r"\w+"]
        at = found.end()
    return re.compile("(?:.*/)?" + "".join(parts) + re.escape(name[at:]))


def resolve(readme, folder, name, known):
    """The files that a name stands for: beside the README or below it, from the root, or anywhere."""
    home = "" if readme == "README.md" else readme.removesuffix("README.md")
    full = folder + name
    if PLACEHOLDER.search(full):
        fits = pattern(full)
        return [one for one in known if one.startswith(home) and fits.fullmatch(one[len(home):])] or \
            [one for one in known if fits.fullmatch(one)]
    near = (pathlib.Path(ROOT, home, full).resolve(), ROOT / full)
    for path in near:
        if path.is_relative_to(ROOT) and (one := path.relative_to(ROOT).as_posix()) in known:
            return [one]
    anywhere = [one for one in known if one.endswith("/" + full)]
    return [one for one in anywhere if one.startswith(home)] or anywhere


def mentions(readme, known):
    """Each name in a README, and the files for which it stands."""
    for line in (ROOT / readme).read_text().splitlines():
        said = ""  # the folder that was said last in this line
        for folder, name in NAME.findall(line):
            fits = [] if folder else resolve(readme, said, name, known) if said else []
            if folder:
                said = folder
            yield folder + name, fits or resolve(readme, folder, name, known)


def unit(path):
    return path.rsplit(".", 1)[0]


def of_folder(name, allowed):
    """What an included name stands for in the table."""
    fits = [one for one in allowed if name.startswith(one)]
    return max(fits, key=len, default=name.split("/")[0] + "/")


def uses():
    """What a folder of the server includes and may not, or may and does not."""
    rows = re.findall(r"^\| (\w+/) \| .* \| (.*) \|$", (ROOT / "server/README.md").read_text(), re.MULTILINE)
    folders = {path.name + "/" for path in (ROOT / "server").iterdir() if path.is_dir()}
    for one in sorted(folders - {row[0] for row in rows}):
        yield f"the table of server/README.md has no row of {one}"
    for folder, text in rows:
        if text == "all":
            continue
        allowed = re.findall(r"[\w/]+/", text)
        names = [name for path in (ROOT / "server" / folder).rglob("*.[ch]")
                 for name in re.findall(r'^#include "server/([^"]+)"', path.read_text(), re.MULTILINE)]
        used = {of_folder(name, allowed) for name in names} - {folder}
        for one in sorted(used - {*allowed}):
            yield f"server/{folder} uses {one}, and server/README.md does not say so"
        for one in sorted({*allowed} - used):
            yield f"server/{folder} may use {one}, says server/README.md, and does not"


def main():
    known = dict.fromkeys(files())
    readmes = ["README.md"] + [one for one in known if one.endswith("/README.md")]
    wrong, named = [], set()
    for readme in readmes:
        home = readme.removesuffix("README.md")
        for name, fits in mentions(readme, known):
            if not fits:
                wrong.append(f"{readme} names {name}, which is not there")
            # what is nothing but a placeholder says where a file goes, not what is in those that there are
            says = re.sub(r"^[A-Z]+\.", "", name.rsplit("/", 1)[-1])
            if "." in says and (len(fits) == 1 or PLACEHOLDER.search(name)):
                named.update(unit(one) for one in fits if one.startswith(home))
    units = {unit(one) for one in known if one.startswith(CODE) and one.endswith((".c", ".h", ".def"))}
    wrong += [f"no README says what is in {one}" for one in sorted(units - named)]
    wrong += uses()
    if len(units) < 300 or len(readmes) < 20:
        wrong.append("the sources were not found")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
