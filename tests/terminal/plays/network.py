"""The connection: what is said of it, and how soon; what is typed while there is none."""

import os
import signal
import socket
import threading
import time

from bed import Person


class Forwarder:
    """Passes TCP connections on to the server, until it goes silent: then it takes what comes, and passes nothing on."""

    def __init__(self, port, most=None):
        self.port = port
        self.most = most  # bytes of clients after which `open` is cleared, once; None: never
        self.held = threading.Event()  # that was done
        self.silent = False
        self.open = threading.Event()  # cleared: nothing is taken, as by a network that is full
        self.open.set()
        self.closing = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.closing:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            self.sockets += [client, server]
            for one, other in (client, server), (server, client):
                threading.Thread(target=self.pass_on, args=(one, other), daemon=True).start()

    def pass_on(self, one, other):
        try:
            while data := one.recv(65536):
                if self.most is not None and one in self.sockets[::2]:
                    self.most -= len(data)
                    if self.most < 0:
                        self.most = None
                        self.open.clear()
                        self.held.set()
                self.open.wait()
                if not self.silent:
                    other.sendall(data)
            if not self.silent:
                other.close()
        except OSError:
            pass

    def link(self, link):
        return link.replace(f":{self.port}/", f":{self.listener.getsockname()[1]}/")

    def close(self):
        self.closing = True
        self.listener.close()
        for one in self.sockets:
            one.close()


def seconds(begun_s, most_s):
    took_s = time.monotonic() - begun_s
    if took_s > most_s:
        raise AssertionError(f"it took {took_s:.1f} s, not {most_s} s")


def play_what_is_typed_offline_is_sent_once(bed):
    bert = bed.join("player XA-NGO", "Bert")
    bert.see("XA-NGO>")
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>", "Online")
    bed.stop_server()
    begun_s = time.monotonic()
    anna.see("Offline:", "OFFLINE since")
    seconds(begun_s, 2)
    anna.see_line("XA-POL OFFLINE>")
    anna.line("say XA-NGO Are you there?")
    anna.see("Not sent yet: say XA-NGO Are you there?", "1 not sent yet")
    anna.line("say XA-NGO Then later.")
    anna.see("2 not sent yet")
    anna.type("half a line")
    anna.see_line(r"XA-POL \(2 not sent yet\) OFFLINE> half a line")
    anna.see_match(r"trying again in \d+ s|connecting")
    bed.start_server()
    anna.see("Online again.", "Sent now: say XA-NGO Are you there?", "Sent now: say XA-NGO Then later.")
    anna.see_line("XA-POL> half a line")
    anna.see_no_more("OFFLINE since", "not sent yet EXERCISE")
    bert.see("Are you there?", "Then later.")
    anna.type("\x15")
    anna.line("log --kind message")
    anna.see("XA-POL> log --kind message T+")
    for text in "Are you there?", "Then later.":
        if bert.everything().count(text) != 1:
            raise AssertionError(f'"{text}" came more than once\n' + bert.everything())
    anna.leave()
    bert.leave()


def play_enter_tries_again_at_once(bed):
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>", "Online")
    bed.stop_server(kill=True)
    anna.see_match(r"trying again in ([6-9]|[12]\d) s")
    bed.start_server()
    anna.line("")
    begun_s = time.monotonic()
    anna.see("Online again.")
    seconds(begun_s, 3)
    anna.leave()


def play_leaving_with_something_unsent_is_asked(bed):
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>", "Online")
    bed.stop_server()
    anna.see("Offline:")
    anna.line("say XA-NGO Are you there?")
    anna.see("1 not sent yet")
    anna.line("quit")
    anna.see("would be lost", "yes")
    anna.line("no")
    anna.see("Not done.")
    anna.line("quit")
    anna.see_line(".*yes.*:")
    anna.line("yes")
    anna.wait_end(3)
    anna.see("Not sent: say XA-NGO Are you there?")


def on_its_way(bed, name):
    """Anna has attached a file that takes its time, and written a message that waits for it."""
    forwarder = Forwarder(bed.port)
    anna = bed.join("player XA-POL", "Anna", link=forwarder.link(bed.link("player XA-POL")))
    anna.see("XA-POL>", "Online")
    forwarder.open.clear()
    with open(os.path.join(bed.folder, name), "wb") as file:
        file.write(bytes(4_000_000))
    anna.line(f"attach {name}")
    anna.see(f"[{name} ")
    anna.line("say XA-NGO Here is the list.")
    anna.see("For XA-NGO: waits for")
    return forwarder, anna


def play_leaving_before_a_file_is_there_sends_nothing(bed):
    bert = bed.join("player XA-NGO", "Bert")
    bert.see("XA-NGO>")
    forwarder, anna = on_its_way(bed, "list.pdf")
    anna.line("quit")
    anna.see("Leave without sending it?")
    anna.line("yes")
    forwarder.open.set()
    anna.wait_end(0)
    anna.see("not sent, for XA-NGO: Here is the list.")
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    carla.line("announce Is it here?")
    bert.see("Is it here?")
    if "Here is the list" in bert.everything():
        raise AssertionError("it was sent although she left\n" + bert.everything())
    bert.leave()
    carla.leave()
    forwarder.close()


def play_the_end_of_input_asks_as_quit_does(bed):
    forwarder, anna = on_its_way(bed, "list.pdf")
    anna.type("\x04")
    anna.see("Leave without sending it?")
    anna.line("no")
    anna.see("You stay")
    anna.type("\x04")
    anna.see_line("Leave without sending it.*")
    anna.type("\x04")
    anna.see("not sent, for XA-NGO: Here is the list.")
    forwarder.open.set()
    anna.wait_end(0)
    forwarder.close()


def play_a_network_that_goes_silent_is_noticed(bed):
    forwarder = Forwarder(bed.port)
    anna = bed.join("player XA-POL", "Anna", link=forwarder.link(bed.link("player XA-POL")))
    anna.see("XA-POL>", "Online")
    forwarder.silent = True
    begun_s = time.monotonic()
    anna.see("nothing comes from the server any more")
    seconds(begun_s, 10)
    anna.line("say XA-NGO Is it dead?")
    anna.see("Not sent yet")
    forwarder.silent = False
    anna.line("")
    anna.see("Online again.", "Sent now:")
    anna.leave()
    forwarder.close()


def play_sooner_with_something_on_its_way(bed):
    forwarder = Forwarder(bed.port)
    anna = bed.join("player XA-POL", "Anna", link=forwarder.link(bed.link("player XA-POL")))
    anna.see("XA-POL>", "Online")
    forwarder.silent = True
    anna.line("say XA-NGO Is it dead?")
    begun_s = time.monotonic()
    anna.see("nothing comes from the server any more", "1 not sent yet")
    seconds(begun_s, 8)
    forwarder.silent = False
    anna.line("")
    anna.see("Online again.", "Sent now: say XA-NGO Is it dead?")
    anna.leave()
    forwarder.close()


def play_what_is_not_acknowledged_is_marked(bed):
    """The server stands still: the connection seems to be there, and the mark says that no answer has come."""
    bert = bed.join("player XA-NGO", "Bert")
    bert.see("XA-NGO>")
    anna = bed.join("player XA-POL", "Anna", columns=120)
    anna.see("XA-POL>", "Online")
    bed.server.send_signal(signal.SIGSTOP)
    try:
        anna.line("say XA-NGO Are you there?")
        begun_s = time.monotonic()
        anna.type("half a line")
        anna.see_line(r"XA-POL \(1 not acknowledged yet\)> half a line")
        seconds(begun_s, 3)
        anna.see("Online, 1 not acknowledged yet")
    finally:
        bed.server.send_signal(signal.SIGCONT)
    anna.see_line("XA-POL> half a line")
    anna.see_no_more("1 not acknowledged")
    bert.see("Are you there?")
    anna.type("\x15")
    anna.leave()
    bert.leave()


def join_elsewhere(bed, change, *texts, status=3):
    link = change(bed.link("player XA-POL"))
    begun_s = time.monotonic()
    anna = bed.join("player XA-POL", "Anna", link=link, options=("--timeout", "3s"))
    anna.see(*texts)
    # the program's own start, with sanitisers on a busy machine, is not what is measured
    seconds(begun_s, 2 + 3)
    anna.wait_end(status)


def play_nothing_listens(bed):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    join_elsewhere(bed, lambda link: link.replace(f":{bed.port}/", f":{port}/"), "nothing listens there", "trying again")


def play_a_name_that_nobody_knows(bed):
    join_elsewhere(bed, lambda link: link.replace("127.0.0.1", "no-such-host.invalid"),
                   'the host "no-such-host.invalid" is not known')


def play_another_server_s_certificate(bed):
    join_elsewhere(bed, lambda link: link[:-64] + "0" * 64, "this is not the server that the join link names")


def play_somebody_listens_and_says_nothing(bed):
    with socket.create_server(("127.0.0.1", 0)) as dumb:
        port = dumb.getsockname()[1]
        join_elsewhere(bed, lambda link: link.replace(f":{bed.port}/", f":{port}/"), "no answer from 127.0.0.1:", "yet; waiting")


def play_a_server_falls_silent_after_the_first_connection(bed):
    """A subcommand says within seconds that its answer does not come, and then why."""
    bed.run("controller", "Carla", "clock", "start", "--yes")
    forwarder = Forwarder(bed.port)
    shell = bed.shell("controller", "Carla", columns=120)
    shell.line(f"export CONVENE_LINK={forwarder.link(bed.link('controller'))}; clear")
    shell.line("convene clock end --timeout 9s; echo $?")
    shell.see("Type yes")
    forwarder.silent = True
    begun_s = time.monotonic()
    shell.line("yes")
    shell.see("no answer from 127.0.0.1:", "yet; waiting for 9 s in all")
    seconds(begun_s, 2 + 3)
    shell.see("nothing comes from the server any more; trying again, for 9 s in all")
    shell.see_match(r"convene: no answer from [^ ]+ nothing comes from the server any more 3 shell")
    shell.line("exit")
    shell.wait_end()
    forwarder.close()


def play_an_inject_is_edited_while_others_come(bed):
    """Its document is on its way when the list of injects grows."""
    with open(os.path.join(bed.folder, "a2.yaml"), "w", encoding="utf-8") as file:
        file.write(bed.run("controller", "Carla", "inject", "export", "A2"))
        file.write("attachments: [{ file: map.pdf }]\n")
    with open(os.path.join(bed.folder, "map.pdf"), "wb") as file:
        file.write(bytes(400_000))
    for number in range(16):
        with open(os.path.join(bed.folder, f"n{number}.yaml"), "w", encoding="utf-8") as file:
            file.write(f"id: N{number}\ntitle: One more\nplanned_ms: \"T+1:00:00\"\nto: [XA-POL]\nchannel: email\nbody: It snows.\n")
    forwarder = Forwarder(bed.port, most=100_000)
    env = bed.env_of("controller", "Clara", CONVENE_LINK=forwarder.link(bed.link("controller")))
    clara = Person(bed, "Clara", [bed.convene, "inject", "edit", "a2.yaml"], 80, 24, env)
    if not forwarder.held.wait(60):
        raise AssertionError("the document is not on its way")
    bed.run("controller", "Carla", "join", stdin="".join(f"add n{number}.yaml\n" for number in range(16)))
    forwarder.open.set()
    clara.see("edited")
    clara.wait_end()
    forwarder.close()


def play_what_was_asked_is_asked_anew(bed):
    """The connection ends before the answer is there."""
    bed.run("controller", "Carla", "clock", "start", "--yes")
    bed.run("player XA-POL", "Anna", "case", "open", "W1", "one")
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>", "Online")
    bed.server.process.send_signal(signal.SIGSTOP)
    anna.line("case who-knows W1")
    anna.see("case who-knows W1")
    anna.see_line(r"XA-POL>")
    bed.stop_server(kill=True)
    anna.see("Offline:")
    bed.start_server()
    anna.see("nobody holds anything of this")
    anna.leave()


def play_what_is_not_sent_has_its_own_name(bed):
    """A call for help comes between a line and the answer to its question."""
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>", "Online")
    bed.stop_server()
    anna.see("Offline:")
    anna.line("say XA-NGO clinic is closed")
    anna.see("To all of them?")
    anna.line("pause for welfare")
    anna.see("Not sent yet: pause for welfare")
    anna.line("yes")
    anna.see("Not sent yet: say XA-NGO clinic is closed")
    bed.start_server()
    anna.see("Sent now: say XA-NGO clinic is closed")
    anna.leave()


def play_an_upload_that_was_given_up_is_begun_anew(bed):
    """What was being sent is not sent any more, when the editor has the terminal again."""
    program = os.path.join(bed.folder, "editor")
    with open(program, "w", encoding="utf-8") as file:
        file.write("""#!/bin/sh
grep -q attachments "$1" || echo 'attachments: [{ file: map.pdf }]' >>"$1"
head -c 400000 /dev/zero >"$(dirname "$1")/map.pdf"
""")
    os.chmod(program, 0o755)
    forwarder = Forwarder(bed.port, most=100_000)
    env = bed.env_of("controller", "Clara", CONVENE_LINK=forwarder.link(bed.link("controller")), VISUAL=program,
                     TMPDIR=bed.folder)
    clara = Person(bed, "Clara", [bed.convene, "inject", "edit", "A2", "--timeout", "500ms"], 80, 24, env)
    clara.see("Edit it again?")
    assert forwarder.held.is_set()
    forwarder.open.set()
    clara.line("yes")
    clara.see("edited")
    clara.wait_end()
    forwarder.close()
