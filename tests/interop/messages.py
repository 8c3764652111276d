"""Python from the .proto files, as any other client would make it: imported for its effect, that
convene.v1 can be imported afterwards. Needs protoc, which server/setup test installs."""

import glob
import os
import subprocess
import sys
import tempfile

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "proto")
FOLDER = tempfile.TemporaryDirectory(prefix="convene-messages-")


def generate():
    names = sorted(os.path.relpath(path, PROTO)
                   for path in glob.glob(os.path.join(PROTO, "convene", "v1", "*.proto")))
    subprocess.run(["protoc", "-I", PROTO, f"--python_out={FOLDER.name}", *names], check=True)
    sys.path.insert(0, FOLDER.name)


generate()
