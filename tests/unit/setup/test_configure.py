#!/usr/bin/python3
"""server/configure, on a project of one line: `test_configure.py SOURCE_ROOT`. What is wrong with a build
folder is noticed, and it is configured anew with what it was configured with; what is right is left alone."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
PROJECT = """project('one', version: '1')
custom_target('two', output: 'two', command: ['touch', '@OUTPUT@'], build_by_default: true)
"""


class Configure(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="convene-configure-")
        self.addCleanup(self.folder.cleanup)
        self.tree = pathlib.Path(self.folder.name, "tree")
        (self.tree / "server").mkdir(parents=True)
        shutil.copy(SOURCE / "server/configure", self.tree / "server")
        (self.tree / "meson.build").write_text(PROJECT)
        (self.tree / "meson_options.txt").write_text("option('colour', type: 'string', value: 'none')\n")
        self.assertEqual(self.configure("-Dcolour=red"), "configuring build\n")

    def configure(self, *options, status=0):
        done = subprocess.run([self.tree / "server/configure", "build", *options], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def becomes_right(self, why, *options):
        self.assertEqual(self.configure(*options), f"configuring build anew: {why}\n")
        self.assertEqual(self.configure(*options), "")
        subprocess.run(["meson", "compile", "-C", self.tree / "build"], check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        asked = (self.tree / "build/meson-private/cmd_line.txt").read_text()
        self.assertIn("colour = red\n", asked)

    def test_right(self):
        self.assertEqual(self.configure(), "")
        self.assertEqual(self.configure("-Dcolour=red"), "")
        # a change of the project is meson's own to notice
        with open(self.tree / "meson.build", "a", encoding="ascii") as file:
            file.write("message('more')\n")
        self.assertEqual(self.configure(), "")

    def test_moved(self):
        moved = self.tree.with_name("moved")
        self.tree.rename(moved)
        self.tree = moved
        self.becomes_right("it was moved or copied here")

    def test_copied(self):
        copied = self.tree.with_name("copied")
        shutil.copytree(self.tree, copied)
        before = sorted((path, path.stat().st_mtime_ns) for path in self.tree.rglob("*"))
        self.tree = copied
        self.becomes_right("it was moved or copied here")
        original = copied.with_name("tree")
        self.assertEqual(sorted((path, path.stat().st_mtime_ns) for path in original.rglob("*")), before)

    def test_another_meson(self):
        info = self.tree / "build/meson-info/meson-info.json"
        version = subprocess.run(["meson", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        info.write_text(info.read_text().replace(f'"full": "{version}"', '"full": "0.1.0"'))
        self.becomes_right("another version of meson made it")

    def test_half_configured(self):
        for name in "build.ninja", "meson-private/coredata.dat", "meson-info/meson-info.json":
            with self.subTest(name):
                (self.tree / "build" / name).unlink()
                self.becomes_right("it is half configured")
        # stopped in the middle of configuring once more
        os.utime(self.tree / "build/build.ninja")
        self.becomes_right("it is half configured")
        (self.tree / "build/build.ninja").write_text("rule x\n  comm")
        os.utime(self.tree / "build/meson-info/meson-info.json")
        self.becomes_right("it cannot be configured again")

    def test_never_finished(self):
        shutil.rmtree(self.tree / "build")
        (self.tree / "build/meson-private").mkdir(parents=True)
        self.becomes_right("it is half configured", "-Dcolour=red")

    def test_other_options(self):
        shutil.rmtree(self.tree / "build")
        self.configure()
        self.becomes_right("it was configured without colour=red", "-Dcolour=red")

    def test_mistake_in_the_project(self):
        (self.tree / "meson.build").write_text(PROJECT + "nonsense(\n")
        self.assertIn("nonsense(", self.configure(status=1))
        (self.tree / "meson.build").write_text(PROJECT)
        self.becomes_right("it is half configured")

    def test_no_build_folder(self):
        shutil.rmtree(self.tree / "build")
        (self.tree / "build").mkdir()
        (self.tree / "build/thesis.txt").write_text("mine")
        self.assertIn("is not a build folder", self.configure(status=1))
        self.assertEqual(os.listdir(self.tree / "build"), ["thesis.txt"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
