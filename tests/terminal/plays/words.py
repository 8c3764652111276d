"""Words that people are told to use, wherever they type them."""

import os
import re

PROMPT = r"XA-POL( \(\d+ waiting\))?>"


def play_a_call_for_help_in_the_pager(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", rows=8)
    anna.see("XA-POL>")
    anna.line("help")
    anna.see("What has come in")
    anna.line("REAL WORLD: quite a fire")
    carla.see("REAL WORLD: quite a fire")
    anna.see("The exercise is paused and the controllers know.")
    anna.see_match(PROMPT)
    anna.line("help")
    anna.see("What has come in")
    anna.line("pause for welfare")
    anna.see("The controllers know.")
    anna.see_match(PROMPT)
    anna.line("help")
    anna.see("What has come in")
    anna.type("q")
    anna.see_match(PROMPT)
    anna.leave()
    carla.leave()


def play_a_long_note_is_no_reason_to_refuse_a_call(bed):
    """Whoever needs help is not told to write less."""
    long = "I cannot go on " * 60
    carla = bed.join("controller", "Carla", 120, 40)
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", 120, 40)
    anna.see("XA-POL>")
    anna.line("REAL WORLD " + long)
    anna.see("Your note is long: its beginning goes with your call.", "The controllers know.")
    carla.see_match("REAL WORLD: I cannot go on .*…")
    anna.line("welfare")
    anna.see("A note, or just Enter:")
    anna.line(long)
    anna.see_match("The controllers know.*The controllers know")
    bed.run("player XA-POL", "Anna", "welfare", "raise", long)
    anna.leave()
    carla.leave()


def play_resuming_answers_a_call(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30)
    anna.see("XA-POL>")
    # what one types is the answer, and the clock runs
    anna.line("REAL WORLD: smoke")
    carla.see("REAL WORLD: smoke")
    carla.line("resume")
    carla.see("What was done for ")
    carla.line("Clara is on her way to you.")
    anna.see("Your call for welfare is answered: Clara is on her way to you.")
    anna.see("RESUMED")
    # what was answered is told once, also to somebody who comes again
    anna.leave()
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30)
    anna.see("`help` says what you can do")
    anna.line("waiting")
    anna.see("nothing waits for you")
    assert "is answered" not in anna.flat() and "was answered" not in anna.flat(), anna.flat()
    # Enter does nothing, neither does a line that was meant for the prompt; a yes leaves the call open, and is the
    # only one that is asked for
    anna.line("REAL WORLD: fire")
    carla.see("REAL WORLD: fire")
    carla.line("resume")
    carla.see_match(r"(?s)What was done for .*What was done for ")
    carla.line("")
    carla.see("Not done.")
    carla.line("resume")
    carla.see_match(r"(?s)(What was done for .*){3}")
    carla.line(" msel due")
    carla.see('"msel" is a command, and was not taken')
    carla.see_match(r"(?s)(What was done for .*){4}Enter: not done\):")
    carla.line("yes")
    anna.see_match(r"(?s)RESUMED.*RESUMED")
    assert "Type yes" not in carla.flat(), carla.flat()
    assert "msel" not in anna.flat(), anna.flat()
    # "no" is no answer to somebody who asked for help; and a blank makes no call of the clock's verb
    carla.line(" pause")
    anna.see_match(r"(?s)RESUMED.*RESUMED.*PAUSED")
    carla.line("resume")
    carla.see_match(r"(?s)(What was done for .*){5}")
    carla.line(" no ")
    carla.see_match(r"(?s)Not done\..*Not done\.")
    anna.line("waiting")
    anna.see("your call for welfare is open")
    anna.leave()
    carla.leave()


def play_it_is_an_exercise_on_every_screen(bed):
    """The three words, whatever else the banner has to say; fewer only where there is no room."""
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    carla = bed.join("controller", "Carla", columns=200)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna.line("pause for welfare")
    carla.see("1 for WELFARE")
    carla.line("welfare list")
    carla.see("welfare answer")
    for columns in 200, 100, 80, 60:
        carla.resize(columns, 24)
        carla.see_match(r"1 for WELFARE\b.*EXERCISE EXERCISE EXERCISE.*paused T\+\d:\d\d:\d\d")
    for columns, words in (50, "EXERCISE EXERCISE EXERCISE"), (40, "EXERCISE"):
        carla.resize(columns, 24)
        carla.see_match(rf"1 for WELFARE\s+{words}")
    carla.resize(80, 24)
    bed.stop_server()
    for columns, since in (80, r" since \d\d:\d\d:\d\d"), (60, ""):
        carla.resize(columns, 24)
        carla.see_match(rf"OFFLINE{since}, 1 for WELFARE\s+EXERCISE EXERCISE EXERCISE")


def play_a_controller_looks_for_calls(bed):
    anna = bed.join("player XA-POL", "Anna Lind")
    anna.see("XA-POL>")
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    carla.line("welfare")
    carla.see("A note, or just Enter:")
    carla.line("welfare list")
    carla.see("No call was sent.", "no call for welfare is open")
    anna.line("REAL WORLD fire alarm")
    carla.see("fire alarm")
    carla.line("welfare")
    carla.see("welfare answer", "To call for a pause yourself: `pause for welfare`.")
    carla.line("welfare answer Anna Everybody out.")
    carla.see("is answered by Carla: Everybody out.")
    anna.see("Everybody out.")
    carla.line("pause for welfare")
    carla.see("The controllers know.")
    carla.leave()
    anna.leave()


def play_a_text_to_nobody_is_not_begun(bed):
    """What is wrong before a text of several lines is said before they are written."""
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=40)
    anna.see("XA-POL>")
    for line, why in (("say XA-NGX", 'there is no "XA-NGX"; did you mean "XA-NGO"?'), ("say 999", "there is no thread 999"),
                      ("answer A99", 'There is no inject "A99"')):
        anna.line(line)
        anna.see(why)
        anna.see_line(PROMPT)
    anna.line("say XA-NGO")
    anna.see_line(r"say \(\. ends\)>")
    anna.line("Good morning.")
    anna.line(".")
    anna.see("to XA-NGO by email: Good morning.")
    carla.line("as XA-NGO hello")
    carla.see("A text that begins so goes behind a colon: `as XA-NGO WHOM: hello ...`")
    carla.see_line("controller.*>")
    carla.line("as XA-NGO XA-POL")
    carla.see_line(r"as \(\. ends\)>")
    carla.line("Here we are.")
    carla.line(".")
    carla.see("to XA-POL by email: Here we are.")
    carla.leave()
    anna.leave()


def play_questions_say_how_to_leave_them(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=40)
    anna.see("XA-POL>")
    anna.line("case open W1")
    anna.see("XA-POL opens case W1")
    anna.line("case consent W1 --to XA-NGO --everything")
    anna.see("Ctrl-C: not done.", "What was explained to the person?")
    # a line that was meant for the prompt is no consent
    anna.line(" case list")
    anna.see('"case" is a command, and was not taken')
    anna.line("Case work, and who does it")
    anna.see("What did the person say, in their own words?")
    anna.line("say yes")
    anna.see('"say" is a command, and was not taken')
    anna.type("\x03")
    anna.see("Thrown away.")
    anna.see_line(PROMPT)
    anna.leave()
    carla.leave()


def play_a_name_is_asked_for_until_there_is_one(bed):
    anna = bed.join("player XA-POL", "Anna", CONVENE_NAME=None)
    anna.see("Your name in the exercise:")
    anna.line("")
    anna.see("Nobody is known without a name", "Your name in the exercise: ")
    anna.line("  ")
    anna.see_match("without a name.*without a name.*Your name in the exercise:")
    anna.line("Anna")
    anna.see("XA-POL>")
    anna.leave()


def play_half_a_link_is_ended_by_an_empty_line(bed):
    anna = bed.join("player XA-POL", "Anna", CONVENE_LINK=None)
    anna.see("Join link (not shown):")
    anna.line(bed.link("player XA-POL").split("#")[0] + "#ABCD-EF")
    anna.see("The link goes on; its next line (Enter: there is none):")
    anna.line("")
    anna.see("The end of the link is missing")
    anna.wait_end(2)


def play_a_text_without_quotes(bed):
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    bed.run("controller", "Carla", "clock", "start", "--yes")
    anna.see("STARTEX")
    anna.line("case open W1 --summary has no papers")
    anna.see("Where does the text of --summary end?")
    anna.line('case open W1 --summary "has no papers"')
    anna.see("opens case W1", "has no papers")
    anna.leave()


def play_say_as_a_subcommand(bed):
    said = bed.run("player XA-POL", "Anna", "say", "--to", "XA-NGO and XB-POL", "We meet at noon.")
    assert re.search(r"said to XA-NGO and XB-POL: \d{6}\n", said), said
    bed.run("player XA-POL", "Anna", "say", "--to", "XA-NGO", "XB-POL", "we meet at noon", status=2)
    bed.run("player XA-POL", "Anna", "say", "--to", "XA-NOG", "hello", status=2)
    said = bed.run("player XA-POL", "Anna", "say", "--to", "XA-NGO", "XB-POL knows")
    assert re.search(r"said to XA-NGO: \d{6}\n", said), said
    # what would go with nothing is refused, not left out
    for words in (["--everyone", "--attach", "list.pdf"], ["--everyone", "--subject", "x"],
                  ["--everyone", "--as", "clinic"], ["--everyone", "--about", "A1"],
                  ["--thread", "1", "--channel", "phone"], ["--thread", "1", "--subject", "x"]):
        bed.run("controller", "Carla", "say", *words, "hello", status=2)


def play_a_file_too_many_keeps_the_message_back(bed):
    for number in range(17):
        with open(os.path.join(bed.folder, f"f{number}.txt"), "w", encoding="utf-8") as file:
            file.write(f"file {number}")
    bed.run("player XA-POL", "Anna", "join", status=1,
            stdin="".join(f"attach f{number}.txt\n" for number in range(17)) + "say XA-NGO All of them\n")
    said = bed.run("controller", "Carla", "watch", "--until-now", "--kind", "message")
    assert "All of them" not in said, said


def play_a_canned_reply_is_sent_as_one(bed):
    opened = bed.run("player XA-POL", "Anna", "say", "--to", "clinic", "Is she with you?")
    number = re.search(r": (\d+)", opened)[1]
    bed.run("controller", "Carla", "join", stdin=f"canned clinic yes {number} by the way\n", status=1)
    bed.run("controller", "Carla", "join", stdin=f"canned clinic yes {number}\n")
    said = bed.run("controller", "Carla", "watch", "--until-now", "--json")
    assert '"cannedReply":"yes"' in said.replace(" ", "") and "by the way" not in said, said


def play_a_script_fails_with_what_was_not_done(bed):
    bed.run("player XA-POL", "Anna", "say", "--to", "clinic", "Is she with you?")
    bed.run("controller", "Carla", "inject", "export", "A2")
    path = os.path.join(bed.folder, "a2.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(bed.run("controller", "Carla", "inject", "export", "A2").replace("title: ", "title: Still ", 1))
    for line in ("export bogus", "save 999", "edit a2.yaml again", "add a2.yaml later", "queue claim 15 16",
                 "queue release 15 16", "queue show 15 16", "case show W1 W2", "case match W1 one two",
                 "request show 1 2", "request template one two", "request export 1 2"):
        bed.run("controller", "Carla", "join", stdin=line + "\n", status=1)
    # a mere note is none of these
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"^# revision: .*\n", "", text, flags=re.M))
    said = bed.run("controller", "Carla", "join", stdin="edit a2.yaml\n")
    assert "Note: " in said and "edited" in said, said
    bed.run("controller", "Carla", "inject", "edit", "--revision", "4294967297", "a2.yaml", status=2)


def play_the_clock_s_verbs_stand_alone(bed):
    told = bed.run("controller", "Carla", "join", status=1,
                   stdin="start --yes\nclock pause\nclock stop\nclock jump 1:00\nclock show\n")
    for line in ("`clock` only shows the time: `pause` does that.", "`jump` does that.", 'stands alone: "show"?'):
        assert line in told, told
    assert told.count("`pause` does that.") == 2, told
    told = bed.run("player XA-POL", "Anna", "join", stdin="clock stop\n", status=1)
    assert '"pause" is not for you: ' in told, told
    told = bed.run("player XA-POL", "Anna", "join", stdin="clock\n")
    assert "running" in told and "T+0:0" in told, told


def play_a_controller_s_own_call_counts_once(bed):
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    carla.line("pause for welfare")
    carla.see("and the controllers know.")
    carla.see_line(r"controller \(1 for WELFARE\)>")
    carla.see("Online, 1 for WELFARE EXERCISE")
    carla.line("waiting")
    carla.see("welfare answer")
    assert carla.flat().count("asked for help") <= 1 and "your call" not in carla.flat(), carla.flat()
    carla.line("welfare answer Carla I am well again.")
    carla.see_line(r"controller>")
    carla.see("Online EXERCISE")
    carla.leave()


def play_a_script_is_told_by_its_exit_code(bed):
    def player(*words, **more):
        return bed.run("player XA-POL", "Anna", *words, **more)

    def controller(*words, **more):
        return bed.run("controller", "Carla", *words, **more)

    # what is not one's to do is asked about by nobody
    player("clock", "start", status=4)
    controller("clock", "start", "--yes")
    player("roster", "invites", status=4)
    # what would be lost wants a yes
    controller("clock", "end", status=6)
    # a word that goes nowhere
    controller("clock", "pause", "Lunch", status=2)
    controller("clock", "show", "--note", "x", status=2)
    controller("roster", "show", "--remove", status=2)
    controller("inject", "hold", "A6", "--now", status=2)
    controller("say", "--everyone", "--subject", "Lunch", "until noon", status=2)
    # a file here
    player("request", "send", "--file", "nofile", status=5)
    player("request", "send", status=2)
    assert "there is no such" not in player("read", "card", "XX", status=1)
    controller("log", "fetch", "nofolder/x", status=5)
    controller("clock", "end", "--yes")
