"""Starts the real server on a folder of its own, for the tests of this folder."""

import os
import signal
import subprocess
import tempfile
import time

from client import Link

LIMIT_S = 30


class Server:
    """Runs on a free port of loopback until stop(); `links` maps (role, team) to Link."""

    exercise = "interop"

    def __init__(self, build, scenario):
        self.program = os.path.join(build, "server", "convened")
        self.folder = tempfile.TemporaryDirectory(prefix="convene-interop-")
        self.data = os.path.join(self.folder.name, "data")
        self.port_file = os.path.join(self.folder.name, "port")
        self.log_file = os.path.join(self.folder.name, "log")
        self.links_file = os.path.join(self.folder.name, "links")
        self.process = None
        self.port = 0
        self.start()
        subprocess.run([self.program, "create", "--data", self.data, scenario, "--id",
                        self.exercise, "--links", self.links_file,
                        "--address", f"127.0.0.1:{self.port}"],
                       check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_S)
        self.read_links()

    def start(self):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--data", self.data, "--listen", "127.0.0.1",
                 "--port", str(self.port), "--port-file", self.port_file],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + LIMIT_S
        while not os.path.exists(self.port_file):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server does not start:\n{self.log()}")
            time.sleep(0.005)
        with open(self.port_file, encoding="ascii") as file:
            self.port = int(file.read())

    def read_links(self):
        """Links as text, by role and team."""
        assert os.stat(self.links_file).st_mode & 0o777 == 0o600, "join links are secrets"
        self.texts = {}
        with open(self.links_file, encoding="utf-8") as file:
            for line in file:
                role, team, text = line.split()[:3]
                self.texts[role, team] = text
        self.links = {key: Link(text) for key, text in self.texts.items()}
        self.teams = sorted(team for role, team in self.links if role == "player")

    def end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill_and_restart(self):
        self.end(signal.SIGKILL)
        os.remove(self.port_file)
        self.start()

    def stop(self):
        self.end(signal.SIGTERM)
        self.folder.cleanup()
        return self.process.returncode

    def log(self):
        with open(self.log_file, encoding="utf-8", errors="replace") as file:
            return file.read()
