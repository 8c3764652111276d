"""The test bed for plays: a real server with a small exercise, and people who sit at pseudo-terminals.

One thread, beside the one that reads what the server writes. Whatever is waited for is an event (a text on a screen, a
line of the server's log, a process that ends), never a length of time; what does not come within PATIENCE_S fails.
Everything that was started is ended by Bed.close()."""

import difflib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

import pyte

from emulator import Screen
from serving import Serving

PATIENCE_S = 60
# a screen that is compared is all but there: what was to come has been waited for
COMPARE_S = 20
# what the screens are taken to be at rest after, when the expected files are written anew; never while testing
REST_S = 0.7
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
REWRITES = bool(os.environ.get("CONVENE_SCREENS_REWRITE"))
SANITISER_EXIT = 99

# What differs from one run to the next, and what stands in its place: as many columns, where columns matter.
MASKS = [
    (re.compile(r"T\+\d+:\d\d:\d\d"), "T+#:##:##"),
    (re.compile(r"(?<=T\+#:##:## {3})\d\d-\d\d \d\d:\d\d"), "##-## ##:##"),
    (re.compile(r"\d\d\d\d-\d\d-\d\d \d\d:\d\d"), "####-##-## ##:##"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "##:##:##"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "#####"),
    (re.compile(r"\bin \d+ s\b"), "in # s"),
    (re.compile(r"(?<=\[)\d+(?=\])"), lambda found: "#" * len(found[0])),
]


class Failure(Exception):
    """A play did not go as it should."""


def masked(line):
    for pattern, stand_in in MASKS:
        line = pattern.sub(stand_in, line)
    return line


class Person:
    """Somebody at a terminal, in which one program runs. `raw`: everything that it has written."""

    def __init__(self, bed, name, argv, columns, rows, env):
        self.bed = bed
        self.name = name
        self.status = None
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.heard_s = time.monotonic()
        self.raw = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(bed.folder)
            os.execvpe(argv[0], argv, env)
        self.end_fd = os.pidfd_open(self.pid)  # readable once the program has ended; -1 after that was noted
        self.set_size(columns, rows)
        bed.people.append(self)

    # --- what the person does ---

    def type(self, text):
        """Presses keys; "\\r" is Enter."""
        data = text.encode() if isinstance(text, str) else text
        while data:
            data = data[os.write(self.fd, data):]

    def line(self, text):
        self.type(text + "\r")

    def paste(self, text):
        """Pastes as a terminal in bracketed paste mode does."""
        self.type("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def set_size(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        """The window gets another size; the kernel sends SIGWINCH."""
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)

    # --- what the person sees ---

    def text(self):
        """The whole screen."""
        return "\n".join(self.screen.text_lines())

    def everything(self):
        """Scrollback and screen."""
        return "\n".join(self.screen.scrollback + self.screen.text_lines())

    def flat(self):
        """The screen as one line, to find what may be broken over several."""
        return " ".join(self.text().split())

    def see(self, *texts):
        """Waits until all of these are on the screen; blanks and line breaks are alike."""
        for text in texts:
            words = " ".join(text.split())
            self.bed.wait(lambda: words in self.flat(), f'{self.name} to see "{text}"', self)

    def see_match(self, pattern):
        self.bed.wait(lambda: re.search(pattern, self.flat()), f"{self.name} to see {pattern}", self)

    def see_no_more(self, *texts):
        """Waits until none of these is on the screen."""
        for text in texts:
            words = " ".join(text.split())
            self.bed.wait(lambda: words not in self.flat(), f'"{text}" to go from {self.name}\'s screen', self)

    def see_line(self, pattern):
        """Waits for the line in which the cursor stands to match as a whole."""
        self.bed.wait(lambda: re.fullmatch(pattern, self.screen.line_text(self.screen.cursor.y)),
                      f"{self.name}'s line to be {pattern}", self)

    def snapshot(self):
        """The screen as it is compared."""
        lines = [masked(line) for line in self.screen.text_lines()]
        width = self.screen.columns
        head = f"{width} columns, {self.screen.lines} rows; cursor in row {self.screen.cursor.y + 1}, column " \
               f"{self.screen.cursor.x + 1}" + ("; alternate screen" if self.screen.is_alternate() else "")
        return head + "\n" + "\n".join(lines).rstrip("\n") + "\n"

    def compare(self, name):
        """Waits until the screen is as screens/NAME.txt says."""
        path = os.path.join(HERE, "screens", name + ".txt")
        if REWRITES:
            self.bed.rest(self)
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.snapshot())
            return
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        try:
            self.bed.wait(lambda: self.snapshot() == expected, f"{self.name}'s screen to be {name}", self,
                          COMPARE_S)
        except Failure as failure:
            difference = difflib.unified_diff(expected.splitlines(), self.snapshot().splitlines(),
                                              f"screens/{name}.txt", "the screen", lineterm="", n=30)
            raise Failure(f"{failure.args[0].splitlines()[0]}\n" + "\n".join(difference)) from None

    # --- the end ---

    def ended(self, options=os.WNOHANG):
        if self.status is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                os.close(self.end_fd)
                self.end_fd = -1
        return self.status is not None

    def wait_end(self, status=0):
        """Waits for the program's end and for its exit status."""
        self.bed.wait(self.ended, f"{self.name}'s program to end", self)
        if self.status != status:
            raise Failure(f"{self.name}'s program ended with {self.status}, not {status}\n{self.everything()}")

    def leave(self):
        """Leaves as one should, with nothing amiss."""
        self.line("quit")
        self.wait_end()


class Bed:
    """A server with an exercise, and its people. `bed.link("player XA-POL")` and so on are its join links."""

    def __init__(self, build, scenario=os.path.join(ROOT, "tests/integration/scenario")):
        self.convened = os.path.join(build, "server", "convened")
        self.convene = os.path.join(build, "client", "convene")
        self.people = []
        self.server = None
        self.folder = tempfile.mkdtemp(prefix="convene-play-")
        self.data = os.path.join(self.folder, "data")
        self.log_path = os.path.join(self.folder, "server.log")
        self.port = 0
        self.links = {}
        os.mkdir(self.data, 0o700)
        self.env = {name: value for name, value in os.environ.items()
                    if not name.startswith(("CONVENE_", "LC_", "LANG", "COLUMNS", "LINES", "NO_COLOR", "XDG_"))}
        self.env.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": self.folder,
                         "ASAN_OPTIONS": f"detect_leaks=1:exitcode={SANITISER_EXIT}",
                         "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1:exitcode=" + str(SANITISER_EXIT)})
        self.scenario = scenario

    def open(self):
        self.start_server()
        self.create(self.scenario)

    # --- the server ---

    def start_server(self):
        """Starts the server; again on the port that it had before."""
        try:
            self.server = Serving(self.convened, self.data, self.log_path, self.port, env=self.env, cwd=self.folder)
        except RuntimeError as why:
            raise Failure(str(why)) from why
        self.port = self.server.port

    def stop_server(self, kill=False):
        try:
            status = self.server.end(signal.SIGKILL if kill else signal.SIGTERM)
        except RuntimeError as why:
            raise Failure(str(why)) from why
        if not kill and status != 0:
            raise Failure(f"the server ended with {status}\n" + self.server.log())

    def create(self, scenario):
        path = os.path.join(self.folder, "links")
        made = subprocess.run([self.convened, "create", "--data", self.data, "--address", f"127.0.0.1:{self.port}",
                               "--links", path, scenario], env=self.env, cwd=self.folder, capture_output=True,
                              text=True, timeout=PATIENCE_S)
        if made.returncode != 0:
            raise Failure("the exercise could not be created\n" + made.stdout + made.stderr)
        with open(path, encoding="utf-8") as file:
            for line in file:
                role, team, link = line.split(None, 3)[:3]
                self.links[role if team == "-" else f"{role} {team}"] = link

    def link(self, who):
        return self.links[who]

    # --- people ---

    def env_of(self, who, name, **more):
        """The environment of one person: the session that is remembered is theirs alone."""
        env = dict(self.env, XDG_STATE_HOME=os.path.join(self.folder, "state", name), CONVENE_NAME=name,
                   CONVENE_LINK=self.links[who])
        for key, value in more.items():
            if value is None:
                env.pop(key, None)
            else:
                env[key] = value
        return env

    def join(self, who, name, columns=80, rows=24, options=(), link=None, **env):
        """`convene join` at a terminal. `who` is "controller", "player XA-POL" and so on."""
        environment = self.env_of(who, name, **env)
        if link:
            environment["CONVENE_LINK"] = link
        person = Person(self, name, [self.convene, "join", *options], columns, rows, environment)
        return person

    def shell(self, who, name, columns=80, rows=24):
        """A shell with job control, in which `convene` is known."""
        env = self.env_of(who, name, PS1="shell$ ", PATH=os.path.dirname(self.convene) + ":" + os.environ["PATH"])
        return Person(self, name, ["bash", "--norc", "--noprofile", "-i"], columns, rows, env)

    def run(self, who, name, *argv, stdin="", status=0):
        """Runs a subcommand to its end; what it printed."""
        done = subprocess.run([self.convene, *argv], env=self.env_of(who, name), cwd=self.folder, input=stdin,
                              capture_output=True, text=True, timeout=PATIENCE_S)
        if done.returncode != status:
            raise Failure(f"convene {' '.join(argv)}: exit status {done.returncode}, not {status}\n"
                          + done.stdout + done.stderr)
        return done.stdout

    def known(self, who, name):
        """Somebody joins before the others, so that these know the name from the start: for one who comes later, it
        and what they do come in any order."""
        self.run(who, name, "roster")

    # --- waiting ---

    def read(self, timeout_s):
        """Gives every terminal what was written to it, and notes whose program has ended; waits at most so long for the
        first of it."""
        fds = {person.fd: person for person in self.people if person.fd >= 0}
        ends = {person.end_fd: person for person in self.people if person.end_fd >= 0}
        ready, _, _ = select.select([*fds, *ends], [], [], timeout_s)
        for fd in ready:
            if fd in ends:
                ends[fd].ended()
                continue
            person = fds[fd]
            try:
                data = os.read(fd, 65536)
            except OSError:  # EIO: the program has ended
                data = b""
            if data:
                person.heard_s = time.monotonic()
                person.raw += data.decode("utf-8", "replace")
                person.stream.feed(data)
            else:
                os.close(fd)
                person.fd = -1

    def wait(self, done, what, person=None, patience_s=PATIENCE_S):
        until_s = time.monotonic() + patience_s
        while not done():
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                screen = "" if person is None else "\n" + person.snapshot()
                raise Failure(f"waited in vain for {what}{screen}")
            self.read(left_s)

    def rest(self, person):
        while time.monotonic() - person.heard_s < REST_S:
            self.read(REST_S / 10)

    def close(self):
        amiss = []
        for person in self.people:
            if not person.ended():
                os.kill(person.pid, signal.SIGTERM)
                try:
                    self.wait(person.ended, f"{person.name}'s program to end")
                except Failure as failure:
                    os.kill(person.pid, signal.SIGKILL)
                    person.ended(0)
                    amiss.append(str(failure))
            if person.status == SANITISER_EXIT:
                amiss.append(f"{person.name}'s program has a fault\n{person.everything()}")
            if person.fd >= 0:
                os.close(person.fd)
                person.fd = -1
        if self.server is not None and self.server.runs():
            try:
                self.stop_server()
            except Failure as failure:
                amiss.append(str(failure))
        shutil.rmtree(self.folder)
        if amiss:
            raise Failure("\n".join(amiss))


def play_file(build, path, names):
    """Plays the functions play_* of a file, or those that are named; how many failed."""
    space = {"__file__": path}
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), space)
    plays = {name: value for name, value in space.items() if name.startswith("play_") and callable(value)}
    failed = 0
    for name in names or plays:
        begun_s = time.monotonic()
        bed = Bed(build, **getattr(plays[name], "bed", {}))
        wrong = []
        for step in bed.open, lambda: plays[name](bed), bed.close:
            try:
                if not wrong or step == bed.close:
                    step()
            except Failure as failure:
                wrong.append(str(failure))
            except Exception:  # a mistake in the play: the rest is played, and nothing stays behind
                wrong.append(traceback.format_exc())
        failed += 1 if wrong else 0
        outcome = "\n".join(["FAILED", *wrong]) if wrong else "good"
        print(f"{name}: {outcome} ({time.monotonic() - begun_s:.1f} s)", flush=True)
    return failed


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: run BUILD_DIR PLAYS_FILE [PLAY...]")
    sys.exit(1 if play_file(os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]) else 0)
