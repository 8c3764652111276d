"""Floods, each in a process of its own and at the lowest priority, so that the server is measured and
not the flood: `flood.py LINK TOKEN CONNECTIONS`, until its input ends."""

import os
import select
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Flood:
    """Commands of one participant over many connections, as fast as they are taken from us."""

    def __init__(self, link, token, connections):
        self.arguments = [link, token.hex(), str(connections)]
        self.sent = self.taken = 0

    def __enter__(self):
        self.process = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "flood.py"), *self.arguments], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=lambda: os.nice(19))
        return self

    def wait_begun(self):
        assert self.process.stdout.readline() == "begun\n"

    def __exit__(self, *problem):
        self.process.stdin.close()
        words = self.process.stdout.readline().split()
        self.process.wait(20)
        if not problem[0]:
            self.sent, self.taken = int(words[0]), int(words[1])


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


def main(link, token, connections):
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
    while not select.select([sys.stdin], [], [], 0)[0]:
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
    main(*sys.argv[1:])
