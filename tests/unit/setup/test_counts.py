#!/usr/bin/python3
"""What tests/run counts, names and leaves, with a meson that only says what it is told: `test_counts.py SOURCE_ROOT`."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1))
MESON = """#!/bin/sh
[ "$1" = test ] || exit 0
cp log.json build-test/meson-logs/testlog.json
exit $(cat status)
"""
# each test in a session of its own, as meson has them; one does not end when it is asked to
HOLDING = """#!/bin/sh
[ "$1" = test ] || exit 0
setsid sh -c 'sleep 600 & echo $! >one; wait' &
setsid sh -c 'trap "" TERM; sleep 600 & echo $! >two; wait' &
until [ -s one ] && [ -s two ]; do sleep 0.05; done
cat one two >held
wait
"""
SKIPPED = [
    {"name": "p:unit / families", "result": "OK", "returncode": 0, "stdout":
     "[ RUN      ] both\nskip: no IPv6\n[  SKIPPED ] both\n[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] both\n"},
    {"name": "p:unit / disk", "result": "SKIP", "returncode": 77, "stderr": "seed 1\ncannot mount here: no\n"},
    {"name": "p:unit / peer", "result": "OK", "returncode": 0,
     "stderr": "test_x (__main__.Peer.test_x) ... skipped 'nobody there'\n"},
]


def is_running(pid):
    """Not one that has ended and waits for somebody to look at its status."""
    try:
        return pathlib.Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Counts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="convene-counts-")
        self.addCleanup(self.folder.cleanup)
        self.tree = pathlib.Path(self.folder.name)
        for folder in "tests", "server", "bin", "build-test/meson-logs":
            (self.tree / folder).mkdir(parents=True)
        for name in "run", "verdicts.py":
            shutil.copy(SOURCE / "tests" / name, self.tree / "tests")
        for name in "setup", "configure":
            self.script(f"server/{name}", "#!/bin/sh\n")
        self.script("bin/meson", MESON)

    def script(self, name, text):
        (self.tree / name).write_text(text)
        (self.tree / name).chmod(0o755)

    def environment(self):
        environment = {**os.environ, "PATH": f"{self.tree}/bin:{os.environ['PATH']}"}
        environment.pop("CONVENE_TEST_BUILD", None)
        return environment

    def run_group(self, group, *wanted, good):
        """The last lines of tests/run, and whether it was content."""
        done = subprocess.run([self.tree / "tests/run", group], env=self.environment(), text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
        lines = [line for line in done.stdout.splitlines() if not line.startswith(f"{group}: ")]
        self.assertEqual(tuple(lines[-len(wanted):]), wanted, done.stdout)
        self.assertEqual(done.returncode == 0, good, done.stdout)

    def tell_meson(self, tests, status=0):
        text = "".join(json.dumps(test) + "\n" for test in tests)
        (self.tree / "log.json").write_text(text)
        (self.tree / "status").write_text(str(status))

    def test_each_skipped_one_is_named(self):
        self.tell_meson(SKIPPED)
        self.run_group("unit", "skipped: families both: no IPv6", "skipped: disk: cannot mount here: no",
                       "skipped: peer test_x: nobody there", "2 passed, 0 failed, 3 skipped", good=True)

    def test_no_reason_is_a_failure(self):
        self.tell_meson([{"name": "p:unit / a", "result": "SKIP", "returncode": 77},
                         {"name": "p:unit / b", "result": "OK", "returncode": 0, "stdout": "[  SKIPPED ] t\n"}])
        self.run_group("unit", "1 passed, 2 failed, 0 skipped", good=False)

    def test_failures(self):
        self.tell_meson([{"name": "p:unit / a", "result": result, "returncode": 1}
                         for result in ("OK", "FAIL", "TIMEOUT", "ERROR", "UNEXPECTEDPASS")], status=1)
        self.run_group("unit", "1 passed, 4 failed, 0 skipped", good=False)

    def test_a_failure_says_why(self):
        self.tell_meson([{"name": "p:unit / a", "result": "FAIL", "returncode": 1, "stdout":
                          "[ RUN      ] t\n[  ERROR   ] --- 0 != 0x7\n[   LINE   ] --- ../t.c:72: error: Failure!\n",
                          "stderr": "SUMMARY: AddressSanitizer: 9 byte(s) leaked\n"}], status=1)
        done = subprocess.run([self.tree / "tests/run", "unit"], env=self.environment(), text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
        self.assertIn("fail a: fail, status 1: ../t.c:72: 0 != 0x7\n", done.stdout)

    def test_meson_breaks_off(self):
        self.tell_meson(SKIPPED[:1], status=1)
        self.run_group("unit", "1 passed, 1 failed, 1 skipped", good=False)
        self.tell_meson([], status=0)
        self.run_group("unit", "0 passed, 1 failed, 0 skipped", good=False)

    def test_groups_of_their_own(self):
        self.script("tests/demo", "#!/bin/sh\necho pass one\necho skip two: not here\n")
        self.run_group("demo", "skipped: two: not here", "1 passed, 0 failed, 1 skipped", good=True)
        self.script("tests/demo", "#!/bin/sh\necho pass one\nkill -KILL $$\n")
        self.run_group("demo", "1 passed, 1 failed, 0 skipped", good=False)
        self.script("tests/demo", "#!/bin/sh\necho skip two: not here\n")
        self.run_group("demo", "0 passed, 0 failed, 1 skipped", good=False)

    def test_broken_off_it_leaves_nothing(self):
        self.script("bin/meson", HOLDING)
        held = self.tree / "held"
        os.mkfifo(held)
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
            with self.subTest(number):
                for name in "one", "two":
                    (self.tree / name).unlink(missing_ok=True)
                # whoever starts this test in the background, or for longer than they stay, may have left it with SIGINT or
                # SIGHUP ignored, which no script can undo
                with subprocess.Popen([self.tree / "tests/run", "unit"], env=self.environment(), text=True,
                                      stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                      preexec_fn=lambda number=number: signal.signal(number, signal.SIG_DFL)) as run:
                    processes = held.read_text().split()
                    self.assertEqual(len(processes), 2)
                    run.send_signal(number)
                    _, said = run.communicate(timeout=60)
                self.assertEqual(run.returncode, 128 + number)
                self.assertIn(f"broken off by {number.name}; whatever it had started has ended", said)
                self.assertEqual([pid for pid in processes if is_running(pid)], [])

    def test_a_log_of_it_is_whole(self):
        self.script("server/configure", "#!/bin/sh\necho configured\n")
        self.tell_meson(SKIPPED[:1])
        log = self.tree / "log"
        log.write_text("what was there before\n")
        with log.open("a") as out:
            subprocess.run([self.tree / "tests/run", "unit"], env=self.environment(), stdout=out, stderr=out,
                           stdin=subprocess.DEVNULL, check=True, timeout=60)
        lines = log.read_text().splitlines()
        self.assertEqual(lines[:2], ["what was there before", "configured"])
        self.assertEqual(lines[-1], "1 passed, 0 failed, 1 skipped")

    def test_groups_that_are_none(self):
        for group in "units", "", "lint unit", "--all":
            done = subprocess.run([self.tree / "tests/run", group], env=self.environment(), text=True,
                                  capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stderr, f'tests/run: there is no group "{group}"; these are: lint unit sim '
                                          "integration fault fuzz interop terminal demo fresh\n")

    def test_nothing_can_be_built(self):
        for name in "server/setup", "server/configure", "bin/meson":
            with self.subTest(name):
                before = (self.tree / name).read_text()
                self.script(name, "#!/bin/sh\nexit 1\n")
                self.run_group("unit", "0 passed, 1 failed, 0 skipped", good=False)
                self.script(name, before)


if __name__ == "__main__":
    unittest.main(verbosity=2)
