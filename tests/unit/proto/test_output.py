#!/usr/bin/env python3
"""What others wrote reaches no terminal but through proto/say.h, client/cli/session/output.h or JSON.

test_output.py ROOT: looks in the command lines of server and client, and in the reports, for calls
that write to a stream as they are. A literal may go there with fputs(); the files below do more,
and say why.
"""

import pathlib
import re
import sys

FOLDERS = ("client", "server")
EXEMPT = {
    "client/cli/session/output.c": "writes what colour_resolve() has cleaned",
    "client/cli/terminal/screen.c": "writes what join_show() has cleaned, and what moves the cursor",
    "client/cli/terminal/lines.c": "moves the cursor; the prompt is cleaned where it is made",
    "client/cli/terminal/banner.c": "moves the cursor; the text is cleaned where it is cut",
    "client/cli/terminal/terminal_page.c": "changes screens; join_page() has cleaned the text",
    "client/cli/session/fetch.c": "writes a document to its file",
    "client/cli/session/record_part.c": "writes a record to its file",
    "server/cli/people/invite_people.c": "writes the links to their file",
    "server/rehearsal/record.c": "writes a record to its file",
    "server/base/log.c": "writes what complaint_append_list() has cleaned",
}
CALL = re.compile(r"(?<![\w.>])(?:v?f?printf|puts|putchar|putc|fputc|fwrite|v?dprintf|perror)\s*\("
                  r"|(?<![\w.>])fputs\(\s*[^\"\s]")
FORMAT = re.compile(r"format\s*\(\s*printf")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def calls(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.c")):
            name = str(path.relative_to(root))
            text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), path.read_text())
            found = [number for number, line in enumerate(text.splitlines(), 1)
                     if CALL.search(FORMAT.sub("", line))]
            if name in EXEMPT:
                if not found:
                    yield f"{name}: error: writes nothing by itself any more; take it off the list"
                continue
            for number in found:
                yield f"{name}:{number}: error: writes past say() and output_flush()"


def main():
    errors = list(calls(pathlib.Path(sys.argv[1])))
    for error in errors:
        print(error)
    return 1 if errors else 0


sys.exit(main())
