#!/usr/bin/python3
"""What tests/format makes of what clang-format says, and of its silence: `test_format.py SOURCE_ROOT`."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
UNFORMATTED = """echo "a.c:1:80: error: code should be clang-formatted [-Wclang-format-violations]" >&2
echo "a.c:7:1: error: code should be clang-formatted [-Wclang-format-violations]" >&2
echo "b.h:2:3: error: code should be clang-formatted [-Wclang-format-violations]" >&2
exit 1"""
UNREADABLE = """echo "Error reading .clang-format: Invalid argument" >&2
exit 1"""


class Format(unittest.TestCase):
    def said(self, formatter):
        """With a clang-format that does this; None: without one."""
        with tempfile.TemporaryDirectory(prefix="convene-format-") as folder:
            tools = pathlib.Path(folder)
            for name in "bash", "sed", "sort":
                (tools / name).symlink_to(shutil.which(name))
            if formatter is not None:
                (tools / "clang-format-16").write_text(f"#!{shutil.which('bash')}\n{formatter}\n")
                (tools / "clang-format-16").chmod(0o755)
            done = subprocess.run([tools / "bash", SOURCE / "tests/format", "a.c", "b.h"], env={"PATH": folder}, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            self.assertEqual(done.returncode == 0, done.stdout == "")
            return done.stdout

    def test_all_are_formatted(self):
        self.assertEqual(self.said("exit 0"), "")

    def test_each_file_is_named_once(self):
        self.assertEqual(self.said(UNFORMATTED), "not formatted (clang-format-16 -i): a.c b.h\n")

    def test_its_configuration_cannot_be_read(self):
        self.assertIn("Error reading .clang-format", self.said(UNREADABLE))

    def test_there_is_none(self):
        self.assertIn("clang-format", self.said(None))


unittest.main()
