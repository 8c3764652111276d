"""The servers that `run` measures: each is started on loopback in a folder of its own, and stopped
by its process id. Nothing is installed; what is missing is named."""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time

START_LIMIT_S = 20
STOP_LIMIT_S = 20
TURNS = re.compile(r"turns longest_us=(\d+) over_5ms=(\d+) count=(\d+) "
                   r"longest_cpu_us=(\d+) cpu_over_5ms=(\d+)")


class Missing(Exception):
    """A program that this machine lacks; the text says what to install or build."""


def find(program, package):
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if not path:
        raise Missing(f"{program} is missing: apt-get install {package}, or server/setup bench")
    return path


def built(build, path):
    full = os.path.join(build, path)
    if not os.access(full, os.X_OK):
        raise Missing(f"{full} is missing: meson setup {build} && meson compile -C {build}")
    return full


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A self-signed P-256 certificate, as convened makes one for itself."""
    certificate = os.path.join(folder, "certificate.pem")
    key = os.path.join(folder, "key.pem")
    subprocess.run(
        [find("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=bench",
         "-out", certificate, "-keyout", key],
        check=True, stderr=subprocess.DEVNULL)
    return certificate, key


def tls_context():
    """For a server of this machine, in a folder of ours: nothing to verify."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["convene/1"])
    return context


class Server:
    """Started by `with`; `pid` and `port` are then set, and `links` where logging in needs any."""

    name = ""

    def __init__(self, build, folder):
        self.build = build
        self.folder = folder
        self.process = None
        self.port = 0
        self.links = None
        self.log_path = os.path.join(folder, "log")

    @property
    def pid(self):
        return self.process.pid

    def prepare(self):
        """Makes files, returns the command line."""
        raise NotImplementedError

    def accepts(self):
        """True once clients can connect."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def start(self, command):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_accepting(self, limit_s=START_LIMIT_S):
        until = time.monotonic() + limit_s
        while not self.accepts():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"{self.name} did not start: {self.log()[-2000:]}")
            time.sleep(0.0005)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def turns(self):
        """The reports on the loop's turns so far, oldest first: (longest_us, over_5ms, count,
        longest_cpu_us, cpu_over_5ms)."""
        return [tuple(map(int, found)) for found in TURNS.findall(self.log())]

    def __enter__(self):
        self.start(self.prepare())
        self.wait_until_accepting()
        return self

    def __exit__(self, *_):
        self.stop()


class Floor(Server):
    name = "floor"

    def prepare(self):
        self.port_file = os.path.join(self.folder, "port")
        certificate, key = make_certificate(self.folder)
        return [built(self.build, "tests/bench/floor"), certificate, key, self.port_file]

    def accepts(self):
        return read_port(self)


class Convene(Server):
    name = "convene"
    exercise = "bench"

    def __init__(self, build, folder, scenario=None):
        super().__init__(build, folder)
        source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.scenario = scenario or os.path.join(source, "scenarios", "long-harvest")
        self.data = os.path.join(folder, "data")
        self.port_file = os.path.join(folder, "port")
        self.configuration = os.path.join(folder, "convened.yaml")

    def create(self):
        """Makes the exercise; its join links stand in `links` afterwards."""
        self.links = os.path.join(self.folder, "links")
        done = subprocess.run(
            [built(self.build, "server/convened"), "create", "--data", self.data, self.scenario,
             "--id", self.exercise, "--links", self.links, "--address", "127.0.0.1:1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"convened create: {done.stdout[-2000:]}")

    def serve_command(self):
        if os.path.exists(self.port_file):
            os.remove(self.port_file)
        with open(self.configuration, "w", encoding="ascii") as file:
            # a crowd with one code, of which few send what otherwise comes from all
            file.write("new_participants_per_code: 1000000\nwithout_rates: true\n")
        return [built(self.build, "server/convened"), "serve", "--data", self.data,
                "--config", self.configuration, "--listen", "127.0.0.1", "--port", "0", "--port-file", self.port_file]

    def prepare(self):
        self.create()
        return self.serve_command()

    def accepts(self):
        return read_port(self)


    def wait_until_loaded(self, limit_s):
        """The server accepts at once and loads its exercises meanwhile: logs in until it may."""
        with open(self.links, encoding="utf-8") as file:
            link = next(line.split()[2] for line in file if line.startswith("observer "))
        code = link.partition("#")[2].partition("@")[0]
        until = time.monotonic() + limit_s
        while not self.welcomes(code):
            if time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not load: {self.log()[-2000:]}")
            time.sleep(0.002)

    def welcomes(self, code):
        """One login, in the protocol's own bytes: Hello with protocol_version, exercise_id,
        join_code, name and without_events. The answer is field 1 of ServerFrame if it is a
        Welcome."""
        hello = b"\x08\x03" + b"".join(
            bytes([number << 3 | 2, len(text)]) + text.encode("ascii")
            for number, text in ((2, self.exercise), (3, code), (5, "bench"))) + b"\x48\x01"
        frame = b"\x0a" + bytes([len(hello)]) + hello
        try:
            with socket.create_connection(("127.0.0.1", self.port), 10) as plain, \
                    tls_context().wrap_socket(plain) as stream:
                stream.sendall(bytes([len(frame)]) + frame)
                answer = stream.recv(1024)
        except OSError:
            return False
        while answer[:1] >= b"\x80":
            answer = answer[1:]
        return answer[1:2] == b"\x0a"


def read_port(server):
    try:
        with open(server.port_file, encoding="ascii") as file:
            server.port = int(file.read())
            return True
    except (FileNotFoundError, ValueError):
        return False


class Mosquitto(Server):
    name = "mosquitto"

    def prepare(self):
        program = find("mosquitto", "mosquitto")
        certificate, key = make_certificate(self.folder)
        self.port = free_port()
        configuration = os.path.join(self.folder, "mosquitto.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(f"listener {self.port} 127.0.0.1\n"
                       f"certfile {certificate}\nkeyfile {key}\ntls_version tlsv1.3\n"
                       "allow_anonymous true\npersistence false\nmax_queued_messages 0\n"
                       "set_tcp_nodelay true\nlog_dest stderr\nlog_type error\n")
            if os.geteuid() == 0:
                file.write("user root\n")  # otherwise it gives up the right to read the key
        return [program, "-c", configuration]


class Redis(Server):
    name = "redis"

    def prepare(self):
        program = find("redis-server", "redis-server")
        certificate, key = make_certificate(self.folder)
        self.port = free_port()
        configuration = os.path.join(self.folder, "redis.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(f"bind 127.0.0.1\nprotected-mode no\nport 0\ntls-port {self.port}\n"
                       f"tls-cert-file {certificate}\ntls-key-file {key}\n"
                       f"tls-ca-cert-file {certificate}\ntls-auth-clients no\n"
                       "tls-protocols TLSv1.3\nappendonly yes\nappendfsync always\nsave \"\"\n"
                       f"dir {self.folder}\nmaxclients 60000\ntcp-backlog 4096\n"
                       "tls-session-caching no\n")
        return [program, configuration]


SERVERS = {kind.name: kind for kind in (Floor, Convene, Mosquitto, Redis)}
