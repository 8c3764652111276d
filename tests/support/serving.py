"""A real `convened serve`, for tests that are written in Python.

Nothing is asked twice: a test waits for what the server says of itself on standard error. That is a pipe, which a thread
reads to its end, so that the server never waits for the test; each line is added to a log file, which outlives the
server. A line that had come before it was waited for counts. What does not come within LIMIT_S, or cannot come because
the server has ended, is a RuntimeError that has the whole log in its text.

Whoever makes a Serving ends it with end(), which may be called again."""

import re
import signal
import subprocess
import threading

# longer than any start takes, even sanitised on a busy machine
LIMIT_S = 120


class Serving:
    """A server that listens on `port` of loopback, from its start until end()."""

    def __init__(self, program, data, log_path, port=0, options=(), **more):
        """Port 0: one that is free. `options` and `more` are further ones of `serve` and of Popen."""
        self.log_path = log_path
        self.lines = []
        self.closed = False  # the pipe: whoever wrote to it has ended
        self.news = threading.Condition()  # of `lines` and `closed`
        self.process = subprocess.Popen(
            [program, "serve", "--data", data, "--listen", "127.0.0.1", "--port", str(port), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        try:
            self.port = int(self.wait_for(r"\S+ info listening on port (\d+), ")[1])
        except RuntimeError:
            self.end(signal.SIGKILL)
            raise

    def read(self):
        with open(self.log_path, "ab") as log, self.process.stderr as pipe:
            for line in pipe:
                log.write(line)
                log.flush()
                with self.news:
                    self.lines.append(line.decode("utf-8", "replace"))
                    self.news.notify_all()
        with self.news:
            self.closed = True
            self.news.notify_all()

    def wait_for(self, pattern):
        """The match of the first line that begins so."""
        found, looked_at = None, 0

        def look():
            nonlocal found, looked_at
            while found is None and looked_at < len(self.lines):
                found = re.match(pattern, self.lines[looked_at])
                looked_at += 1
            return found is not None or self.closed

        with self.news:
            in_time = self.news.wait_for(look, LIMIT_S)
        if found is None:
            why = "it has ended" if in_time else f"not within {LIMIT_S} s"
            raise RuntimeError(f'the server does not say "{pattern}": {why}\n{self.log()}')
        return found

    def wait_open(self, exercise):
        """It listens before it has loaded its exercises, and refuses logins to one until then."""
        self.wait_for(rf'\S+ info exercise "{re.escape(exercise)}" is open, ')

    def runs(self):
        return self.process.poll() is None

    def send_signal(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM):
        """Sends the signal, if it still runs; its exit status, once its log is whole."""
        self.send_signal(number)
        self.reader.join(LIMIT_S)
        if self.reader.is_alive():
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"the server does not end within {LIMIT_S} s\n{self.log()}")
        return self.process.wait()

    def log(self):
        """What it and those before it wrote to the same file."""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()
