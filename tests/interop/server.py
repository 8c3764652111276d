"""Starts the real server on a folder of its own, for the tests of this folder."""

import os
import signal
import subprocess
import tempfile

from client import Link
from serving import Serving

LIMIT_S = 30


class Server:
    """Runs on a free port of loopback until stop(); `links` maps (role, team) to Link."""

    exercise = "interop"

    def __init__(self, build, scenario):
        self.program = os.path.join(build, "server", "convened")
        self.folder = tempfile.TemporaryDirectory(prefix="convene-interop-")
        self.data = os.path.join(self.folder.name, "data")
        self.log_file = os.path.join(self.folder.name, "log")
        self.links_file = os.path.join(self.folder.name, "links")
        self.port = 0
        self.start()
        subprocess.run([self.program, "create", "--data", self.data, scenario, "--id",
                        self.exercise, "--links", self.links_file,
                        "--address", f"127.0.0.1:{self.port}"],
                       check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_S)
        self.serving.wait_open(self.exercise)
        self.read_links()

    def start(self):
        self.serving = Serving(self.program, self.data, self.log_file, self.port)
        self.port = self.serving.port

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

    def kill_and_restart(self):
        self.serving.end(signal.SIGKILL)
        self.start()
        self.serving.wait_open(self.exercise)

    def stop(self):
        status = self.serving.end()
        self.folder.cleanup()
        return status
