#!/usr/bin/env python3
"""What an organiser types, with the real programs: `organiser.py CONVENED CONVENE SCENARIO`.

From an empty machine to a room in which everybody has a link. Most is tried twice: while a server
runs, and without one."""
import csv
import json
import os
import re
import shlex
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
from serving import Serving  # noqa: E402

CONVENED, CONVENE, SCENARIO = sys.argv[1:4]
LIMIT_S = 120


def run(*arguments, program=CONVENED, **more):
    """The outcome of a program: returncode, stdout, stderr."""
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=LIMIT_S,
                          stdin=subprocess.DEVNULL, check=False, **more)


class Place(unittest.TestCase):
    """An empty folder, a data folder in it, perhaps a server."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.data = self.path("data")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text, encoding="utf-8"):
        with open(self.path(name), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode(encoding))
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return file.read()

    def mode(self, name):
        return stat.S_IMODE(os.stat(self.path(name)).st_mode)

    def good(self, *arguments):
        outcome = run(*arguments)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome

    def bad(self, *arguments, status=1):
        outcome = run(*arguments)
        self.assertEqual(outcome.returncode, status, outcome.stdout + outcome.stderr)
        return outcome

    def serve(self):
        self.addCleanup(Serving(CONVENED, self.data, self.path("server.log")).end)

    def create(self, *options):
        return self.good("create", "--data", self.data, "--id", "case", "--address", "127.0.0.1",
                         *options, SCENARIO)

    def invite(self, *options, expect=0):
        outcome = run("invite", "--data", self.data, "--address", "127.0.0.1", *options, "case")
        self.assertEqual(outcome.returncode, expect, outcome.stdout + outcome.stderr)
        return outcome

    def roll(self):
        return [json.loads(line) for line in self.invite("--list", "--json").stdout.splitlines()]


PEOPLE = """\
name,role,team,email
Ana Lindqvist,player,AL-NGO,ana@opengate.example
"Kort, Lena",controller,,lena@centre.example

Łucja Öz,player,"Open Gate, Aldermark",
Bo,player,al-pol,
"""


class Links(Place):
    def test_files_of_secrets_are_new(self):
        links = self.path("links")
        self.create("--links", links)
        self.assertEqual(self.mode("links"), 0o600)
        before = self.read("links")
        outcome = self.bad("create", "--data", self.data, "--id", "other", "--links", links, SCENARIO)
        self.assertIn("is there already and is left as it is", outcome.stderr)
        os.symlink("elsewhere", self.path("link"))
        self.bad("create", "--data", self.data, "--id", "other", "--links", self.path("link"), SCENARIO)
        self.assertFalse(os.path.exists(self.path("elsewhere")))
        self.assertEqual(self.read("links"), before)
        self.assertNotIn("other", self.good("list", "--data", self.data).stdout)

    def test_a_link_has_its_team_and_the_name_of_it(self):
        self.create("--links", self.path("links"))
        lines = dict()
        for line in self.read("links").splitlines():
            role, team, link, *name = line.split(" ", 3)
            lines[role, team] = (link, name)
        self.assertEqual(lines["player", "AL-NGO"][1], ["Open Gate, Aldermark"])
        self.assertTrue(lines["controller", "-"][0].startswith("convene://127.0.0.1:8443/case#"))

    def test_a_sheet_for_each_group(self):
        made = self.create("--links", self.path("links"), "--sheets", self.path("sheets"), "--when", "Tuesday, nine",
                           "--organisation", "Regional Centre")
        self.assertIn("A sheet for each role and team, to print, or to send on, is in ", made.stdout)
        names = sorted(os.listdir(self.path("sheets")))
        self.assertEqual(names[:2] + [names[8]], ["01-organiser.txt", "02-controller.txt", "09-al-ngo.txt"])
        self.assertEqual((len(names), self.mode("sheets"), self.mode("sheets/09-al-ngo.txt")), (20, 0o700, 0o600))
        sheet = self.read("sheets/09-al-ngo.txt")
        link = [line.split()[2] for line in self.read("links").splitlines() if " AL-NGO " in line][0]
        for wanted in ("player, for Open Gate, Aldermark (AL-NGO)", link, "Tuesday, nine", "which Regional Centre runs",
                       "4:00:00", "Say how you are called"):
            self.assertIn(wanted, sheet)
        self.assertNotIn("{{", sheet)
        self.assertEqual([line for line in sheet.splitlines() if len(line) > 80 and "convene://" not in line], [])
        # links that are kept are not shown; nothing is overwritten, and nothing left of what is not created
        self.assertNotIn("convene://", self.good("create", "--data", self.data, "--sheets", self.path("more"),
                                                 SCENARIO).stdout)
        for options in (("--sheets", self.path("sheets")), ("--sheets", self.path("new"), "--links", self.path("links")),
                        ("--sheets", self.path("new"), "--id", "case")):
            self.bad("create", "--data", self.data, *options, SCENARIO)
            self.assertFalse(os.path.exists(self.path("new")))
        self.assertEqual(self.read("sheets/09-al-ngo.txt"), sheet)
        self.bad("create", "--data", self.data, "--when", "x", SCENARIO, status=2)
        own = self.write("own.txt", "{{name}}: {{link}}\n")
        self.good("create", "--data", self.data, "--sheets", self.path("own"), "--template", own, SCENARIO)
        self.assertTrue(self.read("own/02-controller.txt").startswith("controller: convene://"))

    def test_what_comes_next_is_said(self):
        said = self.create("--links", self.path("links")).stdout
        for wanted in ("--from people.csv", "convened serve --data", "convene join", "--list case", "start"):
            self.assertIn(wanted, said)
        self.assertIn("player", self.good("create", "--data", self.data, SCENARIO).stdout)
        # as a shell has to be told
        odd = self.path("the organiser's")
        for line in self.good("create", "--data", odd, SCENARIO).stdout.splitlines():
            if " serve " in line:
                self.assertEqual(shlex.split(line)[-3:], ["serve", "--data", odd])
                break
        else:
            self.fail("nothing was said of the server")

    def test_what_is_to_be_typed_can_be_typed(self):
        self.data = self.path("the organiser's")
        self.create("--links", self.path("links"))
        people = self.write("people.csv", "name,role,team\nAna,observer,\n")
        self.invite("--from", people)
        ours, theirs = os.openpty()
        self.addCleanup(os.close, ours)
        with open(theirs, closefd=True) as terminal:
            os.write(ours, b"no\n")
            asked = subprocess.run([CONVENED, "delete", "--data", self.data, "case"], stdin=terminal, capture_output=True,
                                   text=True, timeout=LIMIT_S, check=False)

        def typed(said, verb):
            line = next(line for line in said.splitlines() if verb in line)
            words = shlex.split(line[line.index(": convened ") + 2:])
            self.assertEqual((words[0], words[2:4]), ("convened", ["--data", self.data]))
            return words[1:]

        self.assertEqual(typed(asked.stdout, "archive")[-1], "case")
        self.good(*typed(self.invite("--from", people).stderr, "--rotate"))
        self.good(*typed(self.good("archive", "--data", self.data, "case").stdout, "restore"))

    def test_what_is_not_there_is_asked_about_by_nobody(self):
        self.create("--links", self.path("links"))
        for name, why in (("nope", "there is no exercise"), ("../case", "is no exercise id")):
            said = self.bad("delete", "--data", self.data, name).stderr
            self.assertIn(why, said)
            self.assertNotIn("--yes", said)
        self.assertIn("--yes", self.bad("delete", "--data", self.data, "case").stderr)

    def test_links_that_nobody_sees_make_no_exercise(self):
        command = [CONVENED, "create", "--data", self.data, SCENARIO]
        with open("/dev/full", "w", encoding="utf-8") as full:
            outcome = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
        self.assertEqual(outcome.returncode, 1, outcome.stderr)
        self.assertIn("the join links could not be shown; no exercise was created", outcome.stderr)
        # started without standard output: its number is not that of a file of ours
        outcome = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE, text=True,
                                 timeout=LIMIT_S, check=False)
        self.assertEqual(outcome.returncode, 1, outcome.stderr)
        self.assertIn("There are no exercises", self.good("list", "--data", self.data).stdout)
        # a reader that has enough, as `head` does, is no failure
        self.create()
        outcome = subprocess.run([CONVENED, "list", "--data", self.data], stdout=self.closed_pipe(),
                                 stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
        self.assertEqual((outcome.returncode, outcome.stderr), (0, ""))

    def test_output_that_cannot_be_written_is_a_failure(self):
        for program, status in ((CONVENED, 1), (CONVENE, 5)):
            with open("/dev/full", "w", encoding="utf-8") as full:
                outcome = subprocess.run([program, "--help"], stdout=full, stderr=subprocess.PIPE, text=True,
                                         timeout=LIMIT_S, check=False)
            self.assertEqual(outcome.returncode, status)
            self.assertIn("not all of the output could be written", outcome.stderr)

    def test_help_fits_a_terminal(self):
        commands = [line.split()[0] for line in self.good("--help").stdout.split("Commands:\n")[1].splitlines()
                    if line.startswith("  ")]
        self.assertIn("invite", commands)
        for command in commands:
            for line in self.good(command, "--help").stdout.splitlines():
                self.assertLessEqual(len(line), 80, f"{command}: {line}")

    def closed_pipe(self):
        reading, writing = os.pipe()
        os.close(reading)
        self.addCleanup(os.close, writing)
        return writing

    def test_records_are_not_overwritten(self):
        there = self.write("case.record", "another's")
        outcome = run("log", "fetch", there, program=CONVENE,
                      env={**os.environ, "CONVENE_LINK": "convene://127.0.0.1:1/case#AAAA-AAAA-AAAA-AAAA"})
        self.assertIn("is there already", outcome.stderr)
        self.assertIn("--replace", outcome.stderr)
        self.assertEqual(self.read("case.record"), "another's")

    def test_an_option_is_named_as_it_is_typed(self):
        said = run("rehearse", "--runs", "many", SCENARIO).stderr
        self.assertIn("convened: --runs takes a whole number from 1 to ", said)

    def test_a_number_of_a_thing_is_said_to_be_one(self):
        self.create()
        for option in ("--rotate", "--revoke"):
            for word in ("abc", "0"):
                said = self.invite(option, word, expect=2).stderr
                self.assertEqual(f'convened: {option} takes an invite\'s number, as --list shows them, not "{word}"\n',
                                 said)
        said = self.invite("--remove-participant", "Ana", expect=2).stderr
        self.assertIn("takes a person's number, the participantId of --list --json, not \"Ana\"", said)

    def test_a_heat_map_is_drawn_again(self):
        self.write("map.svg", "older")
        self.good("rehearse", "--svg", self.path("map.svg"), SCENARIO)
        self.assertIn("<svg", self.read("map.svg"))
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["map.svg"])

    def test_a_rehearsal_overwrites_no_record(self):
        record, missing = self.write("case.record", "convene record 1\nanother's"), self.path("no-scenario")
        # decided before anything is read, to say nothing of played
        said = self.bad("rehearse", "--record", record, missing).stderr
        self.assertIn('case.record" is there already and is left as it is', said)
        self.assertIn("--replace", said)
        said = self.bad("rehearse", "--replace", "--svg", record, missing).stderr
        self.assertIn('case.record" is a record and is left as it is', said)
        self.assertEqual(self.read("case.record"), "convene record 1\nanother's")
        self.good("rehearse", "--replace", "--record", record, SCENARIO)
        self.assertIn("verified: ", run("verify", record, program=CONVENE).stdout)

    def test_a_record_and_a_heat_map_are_two_files(self):
        new = self.path("new")
        for again in (new, self.path("./new")):
            said = self.bad("rehearse", "--record", new, "--svg", again, SCENARIO, status=2).stderr
            self.assertIn("--record and --svg both name ", said)
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_a_rehearsal_has_a_record(self):
        for name in ("one", "again"):
            self.good("rehearse", "--seed", "7", "--record", self.path(name), SCENARIO)
        with open(self.path("one"), "rb") as one, open(self.path("again"), "rb") as again:
            self.assertEqual(one.read(), again.read())
        self.assertIn("verified: ", run("verify", self.path("one"), program=CONVENE).stdout)


class People(Place):
    def check_all_of_it(self):
        people = self.write("people.csv", PEOPLE)
        self.invite("--from", people, "-o", self.path("out.csv"), "--mail", self.path("letters"),
                    "--when", "Tuesday at nine")
        with open(self.path("out.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["name"], row["role"], row["team"]) for row in rows],
                         [("Ana Lindqvist", "player", "AL-NGO"), ("Kort, Lena", "controller", ""),
                          ("Łucja Öz", "player", "AL-NGO"), ("Bo", "player", "AL-POL")])
        self.assertEqual(rows[0]["team_name"], "Open Gate, Aldermark")
        self.assertEqual(rows[0]["email"], "ana@opengate.example")
        self.assertEqual(len({row["link"] for row in rows}), 4)
        self.assertEqual(self.mode("out.csv"), 0o600)
        self.assertEqual(self.mode("letters"), 0o700)
        self.assertEqual(sorted(os.listdir(self.path("letters"))),
                         ["01-ana-lindqvist.txt", "02-kort-lena.txt", "03-Łucja-Öz.txt", "04-bo.txt"])
        letter = self.read("letters/01-ana-lindqvist.txt")
        self.assertEqual(self.mode("letters/01-ana-lindqvist.txt"), 0o600)
        for wanted in ("To: Ana Lindqvist <ana@opengate.example>\nSubject: EXERCISE ", "EXERCISE EXERCISE EXERCISE",
                       rows[0]["link"], "convene join", "Open Gate, Aldermark (AL-NGO)",
                       "Tuesday at nine", "4:00:00"):
            self.assertIn(wanted, letter)
        self.assertNotIn("{{", letter)
        self.assertEqual([line for line in letter.splitlines() if len(line) > 80 and "convene://" not in line], [])
        self.assertTrue(self.read("letters/02-kort-lena.txt").startswith('To: "Kort, Lena" <lena@centre.example>\n'))
        invites = {row.get("personName"): row for row in self.roll()}
        self.assertEqual(invites["Bo"]["teamId"], "AL-POL")
        self.assertEqual(invites["Bo"]["teamName"], "Aldermark Police, anti-trafficking unit")
        return rows

    def test_with_a_server(self):
        self.serve()
        self.create("--links", self.path("links"))
        rows = self.check_all_of_it()
        # a name arrives on everybody's roster
        outcome = run("roster", program=CONVENE,
                      env={**os.environ, "CONVENE_LINK": rows[1]["link"], "XDG_STATE_HOME": self.folder.name,
                           "HOME": self.folder.name})
        self.assertIn("Kort, Lena", outcome.stdout, outcome.stderr)
        mine = [row for row in self.roll() if row.get("personName") == "Kort, Lena"][0]
        self.assertEqual(mine["joined"][0]["name"], "Kort, Lena")
        said = self.invite("--list").stdout
        self.assertIn("Not come yet, 3 of 4 who were invited by name:\n  AL-NGO     Ana Lindqvist; Łucja Öz\n"
                      "  AL-POL     Bo\n", said)
        self.assertEqual([line for line in said.splitlines() if len(line) > 80], [])
        self.assertIn("Teams that nobody has joined yet: AL-POL, ", said)

    def test_without_a_server(self):
        self.create("--links", self.path("links"))
        self.check_all_of_it()
        self.assertEqual(os.listdir(os.path.join(self.data, "exercises")), ["case.convene"])

    def test_again_with_more(self):
        self.create("--links", self.path("links"))
        self.invite("--from", self.write("people.csv", PEOPLE), "-o", self.path("out.csv"))
        more = self.write("more.csv", PEOPLE + "Cleo,observer,,\n")
        outcome = self.invite("--from", more, "-o", self.path("new.csv"))
        self.assertRegex(outcome.stderr, r"Left out, because a link was made for them before:\n"
                                         r"  invite \d+ Ana Lindqvist\n  invite \d+ Kort, Lena\n")
        first = re.search(r"  invite (\d+) Ana", outcome.stderr)[1]
        self.assertIn(f"convened invite --data {shlex.quote(self.data)} --rotate {first} case\n", outcome.stderr)
        with open(self.path("new.csv"), encoding="utf-8", newline="") as file:
            self.assertEqual([row["name"] for row in csv.DictReader(file)], ["Cleo"])
        # nobody new: nothing is made
        outcome = self.invite("--from", more, "-o", self.path("none.csv"), "--mail", self.path("none"))
        self.assertIn("0 invited", outcome.stderr)
        self.assertFalse(os.path.exists(self.path("none.csv")) or os.path.exists(self.path("none")))

    def test_every_mistake_at_once_and_nobody_invited(self):
        self.create("--links", self.path("links"))
        self.invite("--role", "player", "--team", "AL-POL", "--person", "Dora")
        bad = self.write("bad.csv", (
            "name;role;team;email;phone\n"
            "Ana;player;AL-NG0;;\n"
            "ana;player;AL-NGO;;\n"
            ";player;AL-NGO;;\n"
            "Ben;;AL-NGO;;\n"
            "Cem;plyer;AL-NGO;;\n"
            "Dora;player;AL-NGO;;\n"
            "Eva;controller;AL-NGO;;\n"
            "Fay;player;;;\n"
            "\u200b;player;AL-NGO;;\n"
            "\"Gus\" x;player;AL-NGO;gus;;more\n"
            "Hal;player;Atlantis;;\n"))
        before = self.roll()
        outcome = self.invite("--from", bad, "-o", self.path("out.csv"), expect=1)
        found = [line[len(bad):] for line in outcome.stderr.splitlines() if line.startswith(bad)]
        wanted = [
            ":1:22: warning: column 'phone' is not used; used are name, role, team, email and language",
            ":2:12: error: there is no team 'AL-NG0'; did you mean 'AL-NGO'?",
            ":3:1: error: the same name stands in line 2; people have to be told apart",
            ":4:1: error: the name is missing",
            ":5:5: error: the role is missing: organiser, controller",
            ":6:5: error: there is no role 'plyer'; did you mean 'player'? There are organiser, controller, ",
            ":7:1: error: 'Dora' is invited already, as player of AL-POL (invite ",
            ":8:16: error: only players belong to a team; leave it empty for a controller",
            ":9:12: error: the team is missing: a player belongs to one",
            ":10:1: error: the name is missing",
            ":11:7: error: text follows the end of the quotes",
            ":11:23: error: 'gus' is no mail address",
            ":11:28: error: 'more' is in no column: the first line names 5",
            ":12:12: error: there is no team 'Atlantis'; teams are named as in 'AL-POL'",
            ": 13 mistakes; nobody was invited",
        ]
        self.assertEqual(len(found), len(wanted), found)
        for line, beginning in zip(found, wanted):
            self.assertTrue(line.startswith(beginning), f"{line}\nis not\n{beginning}")
        self.assertEqual(self.roll(), before)
        self.assertFalse(os.path.exists(self.path("out.csv")))

    def test_lists_as_spreadsheets_write_them(self):
        self.create("--links", self.path("links"))
        lists = {
            "bom.csv": b"\xef\xbb\xbfname,role,team\r\nA1,player,AL-NGO\r\n\r\n,,\r\n",
            "semicolon.csv": b"sep=;\r\nRole;Name;Team\r\nplayer;A2;AL-NGO\r\n;;\r\n",
            "tab.csv": b"name\trole\tteam\nA3\tplayer\tAL-NGO",
            "old.csv": b"name,role,team\rA4,player,AL-NGO\r",
            "quotes.csv": b'"name","role","team"\n"A ""5""","player","AL-NGO"\n',
        }
        for name, text in lists.items():
            outcome = self.invite("--from", self.write(name, text))
            self.assertEqual(len(outcome.stdout.splitlines()), 2, name)
        self.assertIn('"A ""5""",player,AL-NGO,', outcome.stdout)
        for text, wanted in ((b"name,role,team\nA\xff,player,AL-NGO\n", ":2:2: error: this is not UTF-8"),
                             (b"\xff\xfen\x00a\x00", ":1:1: error: this is not UTF-8"),
                             (b"", ": error: is empty"),
                             (b"name,role,team\n", ": error: names nobody"),
                             (b"name,role\nA,player\n", ":1:1: error: there is no column 'team'"),
                             (b'name,role,team\n"A,player,AL-NGO\n', ":2:1: error: this quote has no end"),
                             (b'name,role,team\nA "x",player,AL-NGO\n', ":2:3: error: a quote within a field")):
            path = self.write("wrong.csv", text)
            self.assertIn(path + wanted, self.invite("--from", path, expect=1).stderr)

    def test_people_who_look_alike_are_told_apart(self):
        self.create("--links", self.path("links"))
        self.invite("--role", "player", "--team", "AL-POL", "--person", "Zoë")
        said = self.invite("--role", "observer", "--person", "ZOE\u0308", expect=1).stderr
        self.assertRegex(
            said, r'"Zoë" is invited already, as player of AL-POL \(invite (\d+)\); --rotate \1 makes a new link')
        self.assertIn("a player belongs to a team: --team", self.invite("--role", "player", expect=2).stderr)
        people = self.write("people.csv", "\ufeffname;role;team\r\nNiño Öz;player;torvenia  national FOCAL point\r\n"
                                          "Наталья;observer;\r\n")
        self.invite("--from", people, "-o", self.path("out.csv"))
        # what a spreadsheet marked as UTF-8, it has to know again
        self.assertTrue(self.read("out.csv").startswith("\ufeffname;role;team;team_name;link\r\nNiño Öz;player;TO-NFP;"))
        again = self.write("again.csv", "name,role,team\nNin\u0303o\u00a0O\u0308Z,player,TO-NFP\nНАТАЛЬЯ,player,AL-POL\n"
                                        "Ana  B,observer,\nana b,observer,\n")
        said = self.invite("--from", again, expect=1).stderr
        self.assertIn(again + ":3:1: error: 'НАТАЛЬЯ' is invited already, as observer", said)
        self.assertIn(again + ":5:1: error: the same name stands in line 4", said)
        self.assertIn(": 2 mistakes;", said)

    def test_answers_that_no_server_gives(self):
        os.mkdir(self.data)
        refusal = b"the list is elsewhere"
        refusal = bytes([len(refusal) + 4, 0x0a, len(refusal) + 2, 0x12, len(refusal)]) + refusal
        port_alone = b"\x02\x28\x01"
        asked = []

        def answer(listener, reply):
            connection = listener.accept()[0]
            with connection:
                asked.append(connection.recv(4096))
                connection.sendall(reply)

        with socket.socket(socket.AF_UNIX) as listener:
            listener.settimeout(LIMIT_S)
            listener.bind(os.path.join(self.data, "convened.sock"))
            listener.listen()
            for reply, person, wanted in ((port_alone, (), "says nothing of the invite"),
                                          (refusal, ("--person", "Zoë"), "the list is elsewhere")):
                asked.clear()
                thread = threading.Thread(target=answer, args=(listener, reply))
                thread.start()
                said = self.bad("invite", "--data", self.data, "--role", "observer", *person, "exercise")
                thread.join()
                self.assertIn(wanted, said.stderr)
                self.assertEqual(said.stdout, "")
            # the names that are taken were asked for, and nothing after that
            self.assertEqual([request[1] for request in asked], [0x1a])

    def test_nothing_is_overwritten_and_nobody_invited_for_it(self):
        self.create("--links", self.path("links"))
        people = self.write("people.csv", PEOPLE)
        before = self.roll()
        self.write("out.csv", "another's")
        os.mkdir(self.path("letters"))
        outcome = self.invite("--from", people, "-o", self.path("out.csv"), "--mail", self.path("new"), expect=1)
        self.assertIn("is there already", outcome.stderr)
        self.assertFalse(os.path.exists(self.path("new")))
        outcome = self.invite("--from", people, "--mail", self.path("letters"), expect=1)
        self.assertIn("is there already", outcome.stderr)
        self.assertEqual(self.read("out.csv"), "another's")
        self.assertEqual(self.roll(), before)

    def test_a_letter_of_ones_own_in_two_languages(self):
        self.create("--links", self.path("links"))
        people = self.write("people.csv", "name,role,team,language\nAna,player,AL-NGO,fr\nBo,observer,,\n")
        wrong = self.write("wrong.txt", "Dear {{name}},\n{{lnk}}\n")
        outcome = self.invite("--from", people, "--mail", self.path("letters"), "--template", wrong, expect=1)
        self.assertIn(wrong + ":2: there is no placeholder \"{{lnk}}\"; there are name, ", outcome.stderr)
        self.write("wrong.txt", "Dear {{name}}\n")
        self.assertIn("has no {{link}}", self.invite("--from", people, "--mail", self.path("letters"),
                                                     "--template", wrong, expect=1).stderr)
        mail = self.write("mail.txt", "Dear {{name}}, {{role}}: {{link}}\n")
        self.write("mail.fr.txt", "Chère {{name}}, {{team_name}} : {{link}}\n")
        said = self.invite("--from", people, "--mail", self.path("letters"), "--template", mail).stderr
        self.assertNotIn("language", said)
        self.assertTrue(self.read("letters/01-ana.txt").startswith("Chère Ana, Open Gate, Aldermark : convene://"))
        self.assertTrue(self.read("letters/02-bo.txt").startswith("Dear Bo, observer: convene://"))

    def test_a_language_without_a_letter_is_named(self):
        self.create("--links", self.path("links"))
        mail = self.write("mail.txt", "{{link}}")
        for language, options, wanted in (("fr", (), "letters for language 'fr' are in English"),
                                          ("sq", ("--template", mail), "there is no template for language 'sq'")):
            people = self.write("people.csv", f"name,role,team,language\nP-{language},observer,,{language}\n")
            said = self.invite("--from", people, "--mail", self.path(language), *options).stderr
            self.assertIn(wanted, said)

    def test_links_are_shown_unless_they_go_somewhere(self):
        self.create("--links", self.path("links"))
        for name, options, shown in (("A", (), 1), ("B", ("--mail", self.path("letters")), 0),
                                     ("C", ("-o", self.path("out.csv")), 0)):
            people = self.write("people.csv", f"name,role,team\n{name},observer,\n")
            outcome = self.invite("--from", people, *options)
            self.assertEqual(outcome.stdout.count("convene://"), shown, options)
        self.assertIn("convene://", self.read("letters/01-b.txt"))
        self.assertRegex(self.invite("--from", self.write("people.csv", "name,role,team\nD,observer,\n"), "--mail",
                                     self.path("more")).stderr,
                         r"1 invited; a letter for each, with the link, is in \".*/more\"\. Links are secrets")

    def test_refusals_name_what_an_organiser_can_look_at(self):
        self.create("--links", self.path("links"))
        for running in range(2):
            if running:
                self.serve()
            said = self.invite("--role", "player", "--team", "nope", expect=1).stderr
            self.assertIn('there is no team "nope"; the teams are AL-POL, AL-PROS, ', said)
            self.assertIn("--list shows those there are", self.invite("--rotate", "999", expect=1).stderr)
            self.assertIn("--list shows those there are", self.invite("--revoke", "999", expect=1).stderr)
            self.assertIn("--list --json", self.invite("--remove-participant", "999", expect=1).stderr)

    def test_as_many_as_there_may_be(self):
        self.create("--links", self.path("links"))
        self.serve()
        people = self.write("people.csv", "name,role,team\n" + "".join(
            f"{number} of the Regional Centre for the Coordination of Labour Inspectorates and the Police,observer,\n"
            for number in range(12000)))
        self.invite("--from", people, "-o", self.path("out.csv"))
        self.assertEqual(self.read("out.csv").count("convene://"), 12000)
        self.assertEqual(len([invite for invite in self.roll() if invite.get("personName")]), 12000)
        self.assertIn("0 invited", self.invite("--from", people).stderr)

    def test_forty_at_once(self):
        self.serve()
        self.create("--links", self.path("links"))
        lines = ["name,role,team"] + [f"Person {n},player,AL-NGO" for n in range(40)]
        people = self.write("people.csv", "\n".join(lines) + "\n")
        outcome = self.invite("--from", people, "-o", self.path("out.csv"))
        self.assertIn("40 invited; their links are in ", outcome.stderr)
        self.assertEqual(len(self.roll()), 20 + 40)

    def test_the_only_exercise_need_not_be_named(self):
        os.makedirs(os.path.join(self.data, "exercises"))
        os.chmod(self.data, 0o700)
        self.assertIn("there are no exercises", self.bad("invite", "--data", self.data, "--list").stderr)
        self.create()
        people = self.write("people.csv", PEOPLE)
        self.assertIn("4 invited", self.good("invite", "--data", self.data, "--from", people).stderr)
        self.serve()
        self.assertIn("Ana Lindqvist", self.good("invite", "--data", self.data, "--list").stdout)
        self.good("create", "--data", self.data, SCENARIO)
        self.assertIn("there are 2 exercises; say last which one",
                      self.bad("invite", "--data", self.data, "--list").stderr)

    def test_options_that_do_not_go_together(self):
        self.create("--links", self.path("links"))
        for options in (("-o", "x", "--list"), ("--mail", "x", "--role", "observer"), ("--when", "x", "--list"),
                        ("--template", "x", "--from", "y"), ("--json", "--role", "observer"),
                        ("--from", "x", "--list")):
            self.assertRegex(self.invite(*options, expect=2).stderr, "goe?s? with|one at a time")


class Shorter(Place):
    def test_what_is_lost_is_said(self):
        options = ("--duration", "2h", "--without", "VE-FIN", "--without=TO-FIN")
        said = self.good("rehearse", *options, SCENARIO).stdout
        lost = said.split("EXERCISE EXERCISE")[0]
        self.assertEqual([line for line in lost.splitlines() if len(line) > 80], [])
        said = " ".join(said.split())
        for wanted in ("Left out of the whole scenario (2:00:00 of 4:00:00 are played):", "2 of 15 teams",
                       "shelter-full", "(planned for later)", "(team VE-FIN is left out)",
                       "hot-wash Before we talk (opens at T+1:45:00, as long before the end",
                       "Teams that have less to do:"):
            self.assertIn(wanted, said)
        self.assertIn("2 of 15 teams", self.good("check", *options, SCENARIO).stdout)
        self.assertIn("1 form, ", self.good("check", *options, SCENARIO).stdout)
        lost = json.loads(self.good("rehearse", "--json", *options, SCENARIO).stdout)["left_out"]
        self.assertEqual(lost["teams"], ["VE-FIN", "TO-FIN"])
        self.assertIn("w2-home", lost["injects"])
        self.assertNotIn("left_out", json.loads(self.good("rehearse", "--json", SCENARIO).stdout))

    def test_an_exercise_of_it(self):
        self.serve()
        self.create("--links", self.path("links"), "--duration", "1h", "--without", "VE-FIN")
        self.assertNotIn(" VE-FIN ", self.read("links"))
        link = [line.split()[2] for line in self.read("links").splitlines() if line.startswith("controller ")][0]
        outcome = run("inject", "list", "--json", program=CONVENE,
                      env={**os.environ, "CONVENE_LINK": link, "CONVENE_NAME": "Lena",
                           "HOME": self.folder.name})
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        injects = {json.loads(line)["id"] for line in outcome.stdout.splitlines()}
        self.assertIn("w1-calls", injects)
        self.assertNotIn("w2-home", injects)

    def test_each_can_be_rehearsed(self):
        for options in (("--duration", "30m"), ("--duration", "3h"), ("--without", "AL-POL"),
                        ("--without", "VE-FIN", "--without", "VE-BG", "--duration", "2h")):
            said = json.loads(self.good("rehearse", "--json", "--runs", "3", *options, SCENARIO).stdout)
            self.assertGreater(said["injects_delivered"], 0)

    def test_what_cannot_be_is_refused(self):
        for command in ("check", "rehearse", "create"):
            more = ("--data", self.data) if command == "create" else ()
            for options, wanted, status in ((("--duration", "5h"), "can be made shorter, not longer", 1),
                                            (("--duration", "2"), "such as 2h or 90m", 2),
                                            (("--without", "VE-FN"), "did you mean 'VE-FIN'?", 1)):
                self.assertIn(wanted, self.bad(command, *more, *options, SCENARIO, status=status).stderr)


class Unread(Place):
    def test_create_names_what_is_not_read(self):
        copy = self.path("mine")
        subprocess.run(["cp", "-r", SCENARIO, copy], check=True)
        subprocess.run(["cp", "-r", os.path.join(os.path.dirname(SCENARIO), "common"), self.path("common")], check=True)
        self.write("mine/more.yml", "injects: []\n")
        self.write("common/old.yaml~", "")
        wanted = (copy + "/more.yml: warning: is not read", self.path("common") + "/old.yaml~: warning: is not read")
        said = self.good("check", copy).stdout
        made = self.good("create", "--data", self.data, copy).stderr
        for text in wanted:
            self.assertIn(text, said)
            self.assertIn(text, made)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
