#!/usr/bin/env python3
"""Texts that would steer a terminal, in everything that people may write, with the real programs:
`hostile_text.py CONVENED CONVENE SCENARIO`.

A scenario, people and messages full of controls, overrides, invisible characters, tags and stacked
marks. Whatever the programs print, log or save is looked at with Python's own tables of Unicode;
and what is JSON must give the texts back as they were."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
from serving import Serving  # noqa: E402

CONVENED, CONVENE, SCENARIO = map(os.path.abspath, sys.argv[1:4])
LIMIT_S = 120

MARKS = "\u0301" * 120
# U+009B is the control sequence introducer of ECMA-48, one character long
BAD = ("\u001b[31m\u009b2J\u202egnp.exe\u202c\u2066x\u2069\u200b\u200e\u00ad\ufeff\U000e0041\U000e007f"
       "\u2028T+0:00:00 forged\u0085\ue000\ufdd0a" + MARKS + "z")
FORGED = "\nT+0:00:00 forged"
# a block of YAML may have no control characters, and no line separators that mean nothing
BAD_BLOCK = "\u202egnp.exe\u202c\u200b\u200e\u00ad\U000e0041a" + MARKS + "z"
# and what people write must come through whole
GOOD = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937 \U0001f469\u200d\U0001f692"

KEYS = "title|name|description|notes|text|label|what|summary|content_note|instructions|briefing|brief|card|body"
PLAIN = re.compile(r"(\b(?:" + KEYS + r"): )(?![>|\[{\"'&*!%@`])([^\n]*)")
QUOTED = re.compile(r"(\b(?:" + KEYS + r"): \")((?:[^\"\\]|\\.)*)\"")
BLOCK = re.compile(r"(\b(?:" + KEYS + r"): [>|][-+0-9]*\n +)(\S)")


def escaped(text):
    return "".join(f"\\U{ord(c):08x}" if not " " <= c <= "~" else c for c in text)


def spoil(text):
    """A file of YAML with something bad in each text that people read."""
    def plain(match):
        flow = "{" in text[text.rfind("\n", 0, match.start()) + 1:match.start()]
        value, rest = match[2], ""
        if flow:
            end = re.search(r"[,}]", value)
            value, rest = value[:end.start()], value[end.start():]
        value, comment = re.match(r"(.*?)(\s+#.*)?$", value).groups()
        value = value.rstrip().replace("\\", "\\\\").replace("\"", "\\\"")
        return f"{match[1]}\"{value} {escaped(BAD)}\"{comment or ''}{rest}"
    text = QUOTED.sub(lambda match: f"{match[1]}{match[2]} {escaped(BAD)}\"", text)
    text = BLOCK.sub(lambda match: match[1] + BAD_BLOCK + " " + match[2], text)
    return PLAIN.sub(plain, text)


def unsafe(text):
    """What a terminal must not be given, by Unicode's categories."""
    marks, before = 0, ""
    # where a text goes both ways these belong
    marks_of_direction = "\u200e\u200f\u061c" if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) else ""
    for at, char in enumerate(text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Mc", "Me") else 0
        if (category in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and
                char not in "\n\t\u200c\u200d" + marks_of_direction) or marks > 8 or \
                0xfdd0 <= ord(char) <= 0xfdef or (char in "\u200c\u200d" and before < "\u0600"):
            yield f"U+{ord(char):04X} in {text[max(0, at - 60):at + 20]!r}"
        before = char


class HostileText(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = cls.temporary.name
        cls.data = os.path.join(cls.folder, "data")
        cls.seen = []
        source = pathlib.Path(SCENARIO)
        cls.scenario = os.path.join(cls.folder, "scenarios", source.name)
        shutil.copytree(source.parent, os.path.join(cls.folder, "scenarios"))
        for path in pathlib.Path(cls.folder, "scenarios").rglob("*.yaml"):
            path.write_text(spoil(path.read_text()), encoding="utf-8")
        links = os.path.join(cls.folder, "links")
        made = cls.look(CONVENED, "create", "--data", cls.data, "--links", links, "--id", "bad",
                        "--title", "Title " + BAD, cls.scenario)
        assert made.returncode == 0, made.stdout + made.stderr
        cls.links = {}
        for line in pathlib.Path(links).read_text(encoding="utf-8").splitlines():
            role, team, link = line.split(None, 3)[:3]
            cls.links.setdefault(role, (team, link))
        cls.serve()

    @classmethod
    def serve(cls):
        cls.server = Serving(CONVENED, cls.data, os.path.join(cls.folder, "log"), options=("--log-level", "debug"))
        cls.addClassCleanup(cls.server.end)

    @classmethod
    def look(cls, program, *arguments, **more):
        """Runs it, and keeps what it printed to be looked at."""
        done = subprocess.run([program, *arguments], capture_output=True, timeout=LIMIT_S,
                              stdin=subprocess.DEVNULL, check=False, **more)
        done.stdout, done.stderr = (out.decode("utf-8") for out in (done.stdout, done.stderr))
        for out in (done.stdout, done.stderr):
            cls.seen.append((arguments, out))
        assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
        return done

    def convene(self, role, *arguments, status=0, name=None):
        team, link = self.links[role]
        host = re.sub(r"://[^/]*/", f"://127.0.0.1:{self.server.port}/", link)
        done = self.look(CONVENE, *arguments, cwd=self.folder, env={
            **os.environ, "CONVENE_LINK": host, "CONVENE_NAME": name or f"Some {role}", "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": os.path.join(self.folder, "state", role)})
        if status is not None:
            self.assertEqual(done.returncode, status, (arguments, done.stdout, done.stderr))
        return done.stdout

    def test_nothing_unsafe_comes_out(self):
        self.play()
        self.everything_is_shown()
        self.errors()
        self.the_server()
        self.server.end()
        self.seen.append((("the log",), pathlib.Path(self.server.log_path).read_text(encoding="utf-8")))
        found = {}
        for arguments, out in self.seen:
            for what in unsafe(out):
                found.setdefault(" ".join(map(ascii, arguments))[:80], what)
        self.assertEqual(found, {})
        # it was there to be seen: the texts came through, in other scripts too
        shown = "".join(out for _, out in self.seen)
        self.assertIn("\ufffd[31m\ufffd2Jgnp.exe", shown)
        self.assertIn("<U+009B>", shown)
        self.assertIn(GOOD, shown)
        # and forged no line of its own
        forged = {" ".join(map(ascii, arguments))[:80]: out[max(0, out.index(FORGED) - 200):out.index(FORGED)]
                  for arguments, out in self.seen if FORGED in out}
        self.assertEqual(forged, {})

    def play(self):
        """A little of everything that people write."""
        text = f"{GOOD} {BAD}"
        self.convene("controller", "clock", "start", "--yes")
        team = self.links["player"][0]
        self.convene("player", "say", "--to", "control", "--subject", "S " + BAD, text)
        self.convene("player", "say", "--to", "control", text)
        self.convene("controller", "say", "--everyone", text)
        self.convene("player", "case", "open", "W " + BAD, text)
        self.convene("player", "case", "consent", "1", "--to", team, "--field", "name", "--explained", text,
                     text, status=None)
        self.convene("player", "welfare", "raise", text, status=None)
        self.convene("controller", "clock", "pause", "--note", text, status=None)
        self.convene("controller", "clock", "resume", status=None)
        pathlib.Path(self.folder, "cod\u202efdp\u009b.txt").write_text("content")
        self.convene("player", "say", "--to", "control", "--attach", "cod\u202efdp\u009b.txt", text)
        self.convene("controller", "roster", "invite", "--role", "evaluator", "--person", "Ana " + BAD, status=None)

    def everything_is_shown(self):
        catalogue = ["fields", "forms", "instruments", "flags", "tracks", "interpreters"]
        commands = [["read"], ["clock"], ["roster"], ["waiting"], ["welfare"], ["case"], ["request"], ["answer"],
                    ["interpreter"], ["inject"], ("watch", "--until-now"), ("watch", "--until-now", "--receipts"),
                    ["read", "cards"], ["catalogue"], *(["catalogue", kind] for kind in catalogue)]
        staff = [["queue"], ["milestone"], ["roster", "invites"]]
        for role, tried in {"controller": commands + staff, "player": commands, "simulator": [["queue"], ["waiting"]],
                            "evaluator": [["roster"]], "observer": [["read"]]}.items():
            for command in tried if role in self.links else []:
                self.convene(role, *command, status=None)
                self.json(role, *command)
        events = self.json("controller", "watch", "--until-now")
        for event in events:
            self.one_by_one(event["event"])
        said = [event["event"]["messagePosted"]["text"] for event in events if "messagePosted" in event["event"]]
        self.assertIn(f"{GOOD} {BAD}", said)

    def one_by_one(self, event):
        """What an event is about, by itself."""
        loaded = event.get("scenarioLoaded", {}).get("part", {})
        for inject in loaded.get("injects", [])[:6]:
            for verb in ("show", "export"):
                self.convene("controller", "inject", verb, inject["id"])
            self.json("controller", "inject", "show", inject["id"])
        for instrument in loaded.get("instruments", [])[:3]:
            self.convene("player", "request", "template", instrument["id"], status=None)
        if "threadOpened" in event:
            self.convene("player", "read", "--thread", str(event["threadOpened"]["threadId"]), status=None)
            self.json("player", "read", "--thread", str(event["threadOpened"]["threadId"]))
        if "caseOpened" in event:
            case = str(event["caseOpened"]["caseId"])
            self.convene("player", "case", "show", case)
            self.json("player", "case", "show", case)
        if "injectDelivered" in event:
            self.convene("controller", "read", event["injectDelivered"]["injectId"], status=None)

    def json(self, role, *command):
        out = self.convene(role, *command, "--json", status=None)
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]

    def errors(self):
        """What was typed is shown, every character of it."""
        for command in (["say", "--to", BAD, "x"], ["read", BAD], ["inject", "show", BAD], ["case", "show", BAD],
                        ["case", BAD], ["request", BAD], ["catalogue", BAD], ["clock", BAD], ["clock", "jump", BAD],
                        ["inject", "release", BAD], ["answer", BAD], ["roster", "revoke", BAD], ("watch", "--team", BAD),
                        ["verify", BAD], ["log", "fetch", BAD + "/x"], ["--" + BAD], [BAD], ["say", "--attach", BAD, "x"],
                        ["inject", "add", BAD], ["share", BAD, BAD], ["interpreter", "book", BAD, "1"], ["queue", "show", BAD]):
            self.convene("controller", *command, status=None)
        self.convene("player", "read", name="Ana\u200b", status=None)
        wrong = pathlib.Path(self.folder, "wrong\u202e.yaml")
        wrong.write_text(f'id: "{escaped(BAD)}"\n"{escaped(BAD)}": 1\nmode: "{escaped(BAD)}"\nplanned_ms: "{escaped(BAD)}"\n',
                         encoding="utf-8")
        self.convene("controller", "inject", "add", str(wrong), status=None)

    def the_server(self):
        svg, record = os.path.join(self.folder, "heat.svg"), os.path.join(self.folder, "record")
        self.convene("controller", "log", "fetch", record, status=None)
        broken = os.path.join(self.folder, "scenarios", "broken\u202e")
        os.mkdir(broken)
        pathlib.Path(broken, "scenario.yaml").write_text(
            f'id: "{escaped(BAD)}"\nteams: [{{id: "{escaped(BAD)}", country: "{escaped(BAD)}"}}]\n'
            f'title: "{escaped(chr(0x200b))}"\n', encoding="utf-8")
        pathlib.Path(broken, "more\u009b.yml").write_text("x: 1\n")
        for command in (["check", self.scenario], ["check", broken], ["check", BAD], ["list", "--data", self.data],
                        ["list", "--data", self.data, "--json"], ["invite", "--data", self.data, "--list", "bad"],
                        ["rehearse", "--runs", "1", "--svg", svg, self.scenario], ["rehearse", "--runs", "1", "--json", self.scenario],
                        ["check", "--duration", "2h", self.scenario], ["check", "--without", BAD, self.scenario],
                        ["verify", record], ["verify", BAD], ["invite", "--data", self.data, "--role", BAD, "bad"],
                        ["invite", "--data", self.data, "--role", "player", "--team", BAD, "bad"],
                        ["invite", "--data", self.data, "--role", "evaluator", "--person", "x" + BAD, "bad"],
                        ["create", "--data", self.data, "--id", BAD, self.scenario], ["list", "--data", BAD], [BAD],
                        ["list", "--" + BAD], ["serve", "--data", self.data, "--log-level", BAD]):
            self.look(CONVENED, *command, cwd=self.folder)
        self.seen.append((("the heat map",), pathlib.Path(svg).read_text(encoding="utf-8")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
