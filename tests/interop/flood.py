"""Floods, each in a process of its own and at the lowest priority, so that the server is measured and
not the flood: `flood.py commands LINK TOKEN CONNECTIONS`, `flood.py guesses LINK`, until its input ends."""

import os
import select
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Nuisance:
    """One kind of flood, `copies` times, for as long as the block lasts."""

    def __init__(self, *arguments, copies=1):
        self.command = [sys.executable, os.path.join(HERE, "flood.py"), *arguments]
        self.copies = copies

    def __enter__(self):
        self.processes = [subprocess.Popen(
            self.command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            preexec_fn=lambda: os.nice(19)) for _ in range(self.copies)]
        return self

    def wait_begun(self):
        for process in self.processes:
            assert process.stdout.readline() == "begun\n"

    def __exit__(self, *problem):
        sums = []
        for process in self.processes:
            process.stdin.close()
            sums.append([float(word) for word in process.stdout.read().split()])
            process.stdout.close()
            process.wait(20)
        if not problem[0]:
            self.figures(*(sum(column) for column in zip(*sums)))


class Flood(Nuisance):
    """Commands of one participant over many connections, as fast as they are taken from us."""

    def __init__(self, link, token, connections):
        super().__init__("commands", link, token.hex(), str(connections))

    def figures(self, sent, taken):
        self.sent, self.taken = int(sent), int(taken)


class Guesses(Nuisance):
    """Wrong codes, each over a connection of its own."""

    def __init__(self, link, copies):
        super().__init__("guesses", link, copies=copies)

    def figures(self, guessed, late, seconds):
        seconds /= self.copies
        self.rate, self.late = guessed / seconds, late / seconds


def count_results(client):
    """Answers that have arrived, without waiting: how many, and how many of them say done."""
    from convene.v1 import frame_pb2
    answered = taken = 0
    while True:
        frame = client.take_frame()
        if frame is None:
            return answered, taken
        if frame.WhichOneof("body") == "result":
            answered += 1
            taken += not frame.result.HasField("error")
        assert frame.WhichOneof("body") != "error", frame_pb2.ErrorCode.Name(frame.error.code)


def stopped():
    return select.select([sys.stdin], [], [], 0)[0]


def guesses(link):
    """Half a thousand knock at a time. Who is answered, or not within four seconds, makes room."""
    import client as convene
    from convene.v1 import frame_pb2
    knocking, guessed, late = [], 0, 0
    begun = time.monotonic()
    print("begun", flush=True)
    while not stopped():
        one = convene.Client(convene.Link(link), "Mallory")
        one.link.code = "7KQ2-M4XW-9DHT-2PQA"
        one.open()
        one.send(one.hello())
        one.stream.setblocking(False)
        knocking.append((time.monotonic(), one))
        guessed += 1
        waits = []
        for since, other in knocking:
            try:
                other.received += other.stream.recv(65536)
                frame = other.take_frame()
                late += frame.error.code == frame_pb2.ERROR_CODE_BAD_CREDENTIAL
            except OSError:
                if time.monotonic() - since < 4:
                    waits.append((since, other))
                    continue
            other.close()
        knocking = waits
    print(guessed, late, time.monotonic() - begun, flush=True)


def commands(link, token, connections):
    import client as convene
    from google.protobuf.internal.encoder import _VarintBytes
    crowd = []
    for _ in range(int(connections)):
        one = convene.Client(convene.Link(link), "Mallory", without_events=True)
        one.token = bytes.fromhex(token)
        one.connect()
        one.stream.setblocking(False)
        one.unanswered, one.unsent = 0, b""
        crowd.append(one)
    sent = taken = 0
    begun = False
    while not stopped():
        ready = select.select([one.stream for one in crowd], [], [], 0.01)[0]
        for one in crowd:
            if one.stream in ready:
                try:
                    one.received += one.stream.recv(65536)
                except OSError:
                    pass
            answered, good = count_results(one)
            one.unanswered -= answered
            taken += good
            # as many as one connection may have
            while one.unanswered < 60:
                body = convene.Client.make(log_decision={
                    "text": "More.", "reason": "Because.", "language": "en"}).SerializeToString()
                one.unsent += _VarintBytes(len(body)) + body
                one.unanswered += 1
                sent += 1
            try:
                one.unsent = one.unsent[one.stream.send(one.unsent):]
            except OSError:
                pass
        if not begun:
            print("begun", flush=True)
            begun = True
        time.sleep(0)
    print(sent, taken, flush=True)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.path[:0] = [HERE]
    import messages  # noqa: F401  (makes convene.v1)
    {"commands": commands, "guesses": guesses}[sys.argv[1]](*sys.argv[2:])
