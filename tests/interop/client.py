"""An independent client of Convene: Google's protobuf runtime, Python's TLS, and what
proto/README.md says. It shares no code with the server and knows nothing that is not written there.

Blocking, one thread. Whatever takes longer than TIMEOUT_S is a failure."""

import hashlib
import os
import re
import socket
import ssl
import time

from google.protobuf.internal.decoder import _DecodeVarint
from google.protobuf.internal.encoder import _VarintBytes

from convene.v1 import event_pb2, frame_pb2

TIMEOUT_S = 20
PIECE = 48 * 1024
LINK = re.compile(r"convene://(?P<host>[^/]+):(?P<port>\d+)/(?P<exercise>[^#]+)#(?P<code>[^@]+)"
                  r"(?:@sha256:(?P<fingerprint>[0-9a-f]{64}))?$")


class Link:
    """A join link, taken apart."""

    def __init__(self, text):
        parts = LINK.match(text)
        if not parts:
            raise ValueError("not a join link")
        self.host = parts["host"]
        self.port = int(parts["port"])
        self.exercise = parts["exercise"]
        self.code = parts["code"]
        self.fingerprint = parts["fingerprint"]


class WrongServer(Exception):
    """The certificate is not the one that the link names."""


class Refused(Exception):
    """The server sent an Error frame; `error` is that."""

    def __init__(self, error):
        super().__init__(f"{error.code}: {error.message}")
        self.error = error


def delimited(frame):
    body = frame.SerializeToString()
    return _VarintBytes(len(body)) + body


class Entry:
    """One event with the bytes in which it came."""

    def __init__(self, entry):
        self.event_bytes = entry.event
        self.envelope_bytes = entry.envelope
        self.event = event_pb2.Event.FromString(entry.event)
        self.envelope = event_pb2.Envelope.FromString(entry.envelope) if entry.envelope else None

    @property
    def kind(self):
        return self.event.WhichOneof("body")


class Client:
    """One person. Survives its connections: connect() again resumes."""

    def __init__(self, link, name, without_events=False):
        self.link = link
        self.name = name
        self.without_events = without_events
        self.token = b""
        self.number, self.check = 0, b""
        self.last_seq = 0
        self.entries = []
        self.results = {}
        self.people = {}
        self.welcome = None
        self.caught_up = None
        self.others = []
        self.stream = None
        self.received = b""
        self.throttled = 0
        self.attempt = os.urandom(16)
        self.uploads = {}

    # --- bytes ---

    def open(self, protocol="convene/1"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_alpn_protocols([protocol])
        # The certificate is known by its fingerprint, so neither its issuer nor its name matter.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection((self.link.host, self.link.port), TIMEOUT_S)
        self.stream = context.wrap_socket(plain)
        self.received = b""
        certificate = self.stream.getpeercert(binary_form=True)
        if hashlib.sha256(certificate).hexdigest() != self.link.fingerprint:
            self.close()
            raise WrongServer()

    def close(self):
        if self.stream:
            self.stream.close()
            self.stream = None

    def send(self, frame):
        self.stream.sendall(delimited(frame))

    def send_raw(self, data):
        self.stream.sendall(data)

    def next_frame(self):
        """The next ServerFrame; None at the end of the stream."""
        while True:
            frame = self.take_frame()
            if frame is not None:
                return frame
            more = self.stream.recv(65536)
            if not more:
                return None
            self.received += more

    def take_frame(self):
        try:
            size, at = _DecodeVarint(self.received, 0)
        except IndexError:
            return None
        if len(self.received) - at < size:
            return None
        frame = frame_pb2.ServerFrame.FromString(self.received[at:at + size])
        self.received = self.received[at + size:]
        return frame

    # --- the conversation ---

    def connect(self):
        """Logs in, by token if there is one, and reads up to CaughtUp."""
        self.open()
        self.send(self.hello())
        self.caught_up = None
        self.wait(lambda: self.caught_up is not None)

    def hello(self):
        frame = frame_pb2.ClientFrame()
        hello = frame.hello
        hello.protocol_version = 3
        hello.exercise_id = self.link.exercise
        if self.token:
            hello.resume_token = self.token
        else:
            hello.join_code = self.link.code
            hello.name = self.name
            hello.attempt = self.attempt
        hello.language = "en"
        hello.client = "interop (Python)"
        hello.number, hello.check = self.number, self.check
        hello.without_events = self.without_events
        return frame

    def handle(self, frame):
        kind = frame.WhichOneof("body")
        if kind == "entries":
            assert frame.entries.first == self.number + 1, "an event is missing, or came twice"
            assert frame.entries.entry, "a frame without events"
            for one in frame.entries.entry:
                entry = Entry(one)
                self.last_seq = entry.event.seq
                self.entries.append(entry)
            self.number += len(frame.entries.entry)
            self.check = frame.entries.check
        elif kind == "result":
            self.results[frame.result.command_id] = frame.result
        elif kind == "welcome":
            self.welcome = frame.welcome
            self.token = frame.welcome.resume_token
            assert self.without_events or frame.welcome.number == self.number, "it goes on from somewhere else"
            self.number, self.check = frame.welcome.number, frame.welcome.check
        elif kind == "caught_up":
            self.caught_up = True
        elif kind == "people":
            self.people.update((one.participant_id, one.name) for one in frame.people.people)
        elif kind == "error":
            raise Refused(frame.error)
        else:
            self.others.append(frame)

    def wait(self, condition):
        """Reads frames until the condition holds."""
        while not condition():
            frame = self.next_frame()
            if frame is None:
                raise EOFError("the server closed the connection")
            self.handle(frame)

    def wait_for(self, kind, matches=lambda body: True, after=0):
        """The first entry of a kind, after a number, that matches."""
        found = []

        def look():
            found[:] = [entry for entry in self.entries
                        if entry.kind == kind and entry.event.seq > after
                        and matches(getattr(entry.event, kind))]
            return bool(found)

        self.wait(look)
        return found[0]

    def wait_for_other(self, kind):
        """The first frame of a kind that has no place of its own above."""
        self.wait(lambda: any(one.WhichOneof("body") == kind for one in self.others))
        frame = next(one for one in self.others if one.WhichOneof("body") == kind)
        self.others.remove(frame)
        return getattr(frame, kind)

    def leave(self, everywhere=False):
        """Leaves for good; the code with which the connection ends."""
        frame = frame_pb2.ClientFrame()
        frame.leave.everywhere = everywhere
        frame.leave.SetInParent()
        self.send(frame)
        return self.wait_end()

    def wait_end(self):
        """Reads until the server ends the connection; the code that it gives."""
        try:
            self.wait(lambda: False)
        except Refused as end:
            self.close()
            return end.error.code

    # --- commands ---

    def command(self, **body):
        """Sends one command and waits for its result."""
        return self.ask(self.make(**body))

    @staticmethod
    def make(**body):
        frame = frame_pb2.ClientFrame()
        frame.command.id = os.urandom(16)
        (name, fields), = body.items()
        part = getattr(frame.command, name)
        part.SetInParent()
        part.MergeFrom(type(part)(**fields))
        return frame

    def ask(self, frame):
        """Sends a command until it is taken or refused for good, and waits as long as it is told."""
        while True:
            result = self.ask_once(frame)
            if result.error.code != frame_pb2.ERROR_CODE_THROTTLED:
                return result
            self.throttled += 1
            time.sleep(result.error.retry_after_ms / 1000)

    def ask_once(self, frame):
        if frame.command.HasField("store_attachment"):
            store = frame.command.store_attachment
            store.upload_id = self.uploads.get(store.attachment.sha256, b"")
        self.results.pop(frame.command.id, None)
        self.send(frame)
        self.wait(lambda: frame.command.id in self.results)
        return self.results[frame.command.id]

    def upload(self, data):
        """Sends a document piece by piece; returns its SHA-256."""
        sha256, offset = hashlib.sha256(data).digest(), 0
        self.uploads[sha256] = os.urandom(16)
        while True:
            frame = frame_pb2.ClientFrame()
            piece = frame.attachment_upload
            piece.upload_id = self.uploads[sha256]
            piece.sha256, piece.size_bytes, piece.offset = sha256, len(data), offset
            piece.data = data[offset:offset + PIECE]
            self.send(frame)
            progress = self.wait_for_other("attachment_progress")
            if progress.error.code == frame_pb2.ERROR_CODE_THROTTLED:
                time.sleep(progress.error.retry_after_ms / 1000)
                continue
            if progress.HasField("error"):
                raise Refused(progress.error)
            offset = progress.stored_bytes
            if offset == len(data):
                return sha256

    def download(self, sha256):
        data = b""
        while True:
            frame = frame_pb2.ClientFrame()
            frame.attachment_request.sha256 = sha256
            frame.attachment_request.offset = len(data)
            self.send(frame)
            chunk = self.wait_for_other("attachment_chunk")
            if chunk.HasField("error"):
                raise Refused(chunk.error)
            data += chunk.data
            if not chunk.data or len(data) == chunk.size_bytes:
                return data

    def fetch_record(self, team=""):
        """A team's record, or the full one, whole."""
        data, through = b"", 0
        while True:
            frame = frame_pb2.ClientFrame()
            frame.record_request.offset = len(data)
            frame.record_request.through = through
            frame.record_request.team_id = team
            frame.record_request.SetInParent()
            self.send(frame)
            chunk = self.wait_for_other("record_chunk")
            if chunk.HasField("error"):
                raise Refused(chunk.error)
            data += chunk.data
            if chunk.last:
                return data
            through = chunk.through
