"""Reading: long texts, what has happened, what is new."""

import re


def play_the_whole_log_is_there(bed):
    bed.known("player XA-POL", "Anna")
    carla = bed.join("controller", "Carla", 80, 16)
    carla.see("controller>")
    bed.run("player XA-POL", "Anna", "say", "--to", "XA-NGO", "Where is the Nadelöhr?")
    for i in range(60):
        carla.line(f"announce Number {i}")
    carla.see("ANNOUNCEMENT: Number 59")
    carla.line("log")
    carla.see("Space goes on", "the end", "Number 59")
    carla.compare("log-end")
    carla.type("g")
    carla.see("exercise created", "Rows 1 to")
    carla.compare("log-beginning")
    carla.type("/nadelohr\r")
    carla.see("Where is the Nadelöhr?")
    carla.type("/number 3\r")
    carla.see("Number 3")
    carla.type("nn")
    carla.see("Number 31")
    carla.type("N")
    carla.see("Number 30")
    carla.type("?number 2\r")
    carla.see("Number 29")
    carla.type("/zebra\r")
    carla.see("Not found behind this.")
    carla.type("h")
    carla.see("Space b page")
    carla.type("k")
    carla.resize(60, 12)
    carla.see("Space: on, q: leave, /: find, h: help")
    carla.compare("log-60")
    carla.type("q")
    carla.see_line("controller.*>")
    carla.leave()


def play_what_comes_while_one_reads(bed):
    anna = bed.join("player XA-POL", "Anna", 80, 16)
    anna.see("XA-POL>")
    anna.line("help")
    anna.see("Space goes on")
    bed.run("player XA-NGO", "Bert", "say", "--to", "XA-POL", "While you read")
    anna.see("1 new")
    anna.see_no_more("While you read")
    anna.type("q")
    anna.see("While you read", "XA-POL (1 new)>")
    anna.leave()


def play_what_comes_while_a_thread_is_read_is_not_read(bed):
    text = "\n".join(f"line {number}" for number in range(30))
    opened = bed.run("player XA-NGO", "Bert", "say", "--to", "XA-POL", text)
    number = re.search(r"thread (\d+)", opened + bed.run("player XA-POL", "Anna", "read"))[1]
    anna = bed.join("player XA-POL", "Anna", 80, 16)
    anna.see("XA-POL (1 new)>")
    anna.line(f"read {number}")
    anna.see("Space goes on")
    # as many as move the list of threads, which is shown meanwhile
    bed.run("player XA-NGO", "Bert", "join",
            stdin=f"say {number} One more\n" + "".join(f"say XA-POL {count}\n" for count in range(20)))
    anna.see("22 new")
    anna.type("q")
    anna.see_line(r"XA-POL \(21 new\)>")
    anna.line(f"read {number}")
    anna.see("Space goes on")
    anna.type("q")
    anna.see_line(r"XA-POL \(20 new\)>")
    anna.leave()


def play_what_is_wanted_of_the_log(bed):
    bed.known("player XA-POL", "Anna")
    bed.known("player XB-POL", "Xaver")
    carla = bed.join("controller", "Carla", 80, 24)
    carla.see("controller>")
    bed.run("player XA-POL", "Anna", "say", "--to", "XA-NGO", "A first message")
    bed.run("player XB-POL", "Xaver", "say", "--to", "control", "From Brenland")
    carla.see("From Brenland")
    carla.line("announce To everybody")
    carla.see("ANNOUNCEMENT: To everybody")
    carla.type("log --t\t")
    carla.see_line("controller.*> log --team")
    carla.type("XB\t--k\tmess\t\r")
    carla.see("log --team XB-POL --kind message T+0:00:00")
    carla.line("log --find \"first message\"")
    carla.see("A first message")
    carla.line("log 1")
    carla.line("log --kind mesage")
    carla.see('did you mean "message"?')
    carla.line("log --since T+9:00:00")
    carla.see("Nothing like that has happened.")
    carla.compare("log-filtered")
    carla.line("/brenland")
    carla.see("Space goes on")
    carla.compare("log-found")
    carla.type("q")
    carla.leave()
    shown = bed.run("controller", "Carla", "watch", "--until-now", "--team", "XB-POL", "--kind", "message")
    if "From Brenland" not in shown or "A first message" in shown:
        raise AssertionError(shown)
    bed.run("controller", "Carla", "watch", "--until-now", "--team", "ZZ", status=2)
    shown = bed.run("controller", "Carla", "join", stdin="/first message\nlog 1\n")
    if shown.count("A first message") < 1:
        raise AssertionError(shown)


def play_counts_are_live(bed):
    bed.known("player XA-NGO", "Bert")
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    bed.run("player XA-NGO", "Bert", "say", "--to", "XA-POL", "First")
    anna.see_line(r"XA-POL \(1 new\)>")
    anna.see("Online, 1 new")
    anna.type("half a line")
    bed.run("player XA-NGO", "Bert", "say", "--to", "XA-POL", "Second")
    anna.see_line(r"XA-POL \(2 new\)> half a line")
    # another window of the same person reads; nothing is pressed here
    for number in re.findall(r"thread (\d+)", bed.run("player XA-POL", "Anna", "read")):
        bed.run("player XA-POL", "Anna", "read", "--thread", number)
    anna.see_line("XA-POL> half a line")
    anna.see_no_more("2 new", "1 new")
    anna.compare("counts-live")
    anna.type("\x15")
    anna.leave()


def play_what_another_window_looked_at_waits_no_more(bed):
    """A look is no event: it is only beside the session. The other window takes it over, and loses nothing of its own."""
    bed.known("player XA-NGO", "Bert")
    bed.run("controller", "Carla", "clock", "start", "--yes")
    for case in "W1", "W2":
        bed.run("player XA-POL", "Anna", "case", "open", case)
        bed.run("player XA-POL", "Anna", "case", "consent", case, "--to", "XA-NGO", "--everything",
                "--explained", "Where help is", "--said", "Yes")
        bed.run("player XA-POL", "Anna", "case", "share", case, "XA-NGO", "--everything")
    first = bed.join("player XA-NGO", "Bert")
    second = bed.join("player XA-NGO", "Bert")
    for window in first, second:
        window.see_line(r"XA-NGO \(2 waiting\)>")
    first.line("case show W1")
    first.see_line(r"XA-NGO \(1 waiting\)>")
    second.see_line(r"XA-NGO \(1 waiting\)>")
    second.line("case show W2")
    second.see_line("XA-NGO>")
    first.see_line("XA-NGO>")
    first.leave()
    second.leave()
    again = bed.join("player XA-NGO", "Bert")
    again.see_line("XA-NGO>")
    again.leave()


def play_a_line_in_the_pager_is_no_row_of_keys(bed):
    """Somebody types, or pastes, without thinking of the pager: nothing of it is a key, and nothing is carried out."""
    anna = bed.join("player XA-POL", "Anna", 60, 12)
    bert = bed.join("player XA-NGO", "Bert", 60, 20)
    anna.see("XA-POL>")
    bert.see("XA-NGO>")
    anna.line("help")
    anna.see("What has come in", "Space: on, q: leave, /: find, h: help")
    anna.type("say XA-NGO Go and ask")
    anna.see_line("No key here, Enter drops it: say XA-NGO Go and ask")
    anna.type("\r")
    anna.see("Dropped. Space b page, g G ends, / ? n N search, q leave")
    anna.see("What has come in")
    anna.paste("say XA-NGO quick\nsay XA-NGO quickly")
    anna.type("h")
    anna.see("Space b page, g G ends, / ? n N search, q leaves")
    anna.type("xy\x7f\x7f")
    anna.see_no_more("No key here")
    # Escape alone takes no key with it
    anna.type("\x1b")
    anna.type("G")
    anna.see(", the end. Space: on")
    anna.type("q")
    anna.see_line("XA-POL>")
    anna.line("say XA-NGO Good morning")
    bert.see("Good morning")
    for text in "Go and", "quick":
        assert text not in bert.everything(), bert.everything()
    anna.leave()
    bert.leave()


def play_a_word_is_found_in_what_the_log_does_not_show(bed):
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    carla.line("start --yes")
    anna.see("STARTEX")
    carla.line("release A1")
    anna.see("INJECT A1")
    assert "INJECT-A1" not in anna.flat(), anna.flat()
    anna.line("log --find inject-a1")
    anna.see("INJECT A1 from clinic", "in its text: INJECT-A1")
    anna.line("log --find \"title a1\"")
    anna.see_match(r"title a1\" T\S+ .*Title A1 XA-POL.*>")
    anna.line("/inject-a1")
    anna.see("Space goes on", "in its text: INJECT-A1")
    anna.type("q")
    anna.see_line(r"XA-POL.*>")
    anna.line("/injecta1")
    anna.see("Not found")
    anna.type("q")
    anna.see_line(r"XA-POL.*>")
    shown = bed.run("player XA-POL", "Anna", "watch", "--until-now", "--find", "inject-a1")
    assert "in its text: INJECT-A1" in shown and shown.count("\n") == 2, shown
    anna.leave()
    carla.leave()
