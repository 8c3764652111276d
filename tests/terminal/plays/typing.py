"""The line that is typed: what comes meanwhile, other sizes, other scripts, pastes, the keys that people know."""

import os

ARABIC = "مرحبا بكم"
SCRIPTS = "Добрый день e\u0301te\u0301 警察 " + ARABIC + " שָׁלוֹם"


def two(bed, columns=80, rows=24):
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", columns, rows)
    anna.see("XA-POL>")
    carla.see("joins as player, XA-POL")
    return carla, anna


def play_lines_that_come_while_somebody_types(bed):
    carla, anna = two(bed, 60)
    anna.type("say XA-NGO half of a sentence that is longer than the screen is wide")
    anna.see("screen is wide")
    carla.line("announce First")
    anna.see("ANNOUNCEMENT: First")
    carla.line("announce Second")
    anna.see("ANNOUNCEMENT: Second")
    anna.compare("typing-while-told")
    anna.line(", and its end")
    anna.see("wide, and its end XA-POL>")
    carla.line("quit")
    carla.wait_end()
    anna.leave()


def play_other_sizes_in_the_middle_of_a_word(bed):
    _, anna = two(bed, 100)
    anna.type("say XA-NGO one two three four five six seven eight nine ten eleven twe")
    anna.see("eleven twe")
    anna.resize(60, 20)
    anna.see("seven eight n ine ten eleven twe")
    anna.type("lve")
    anna.compare("resized-60")
    anna.resize(200, 30)
    anna.see("EXERCISE EXERCISE EXERCISE")
    anna.type(" thirteen")
    anna.see("twelve thirteen")
    anna.compare("resized-200")
    anna.resize(80, 6)  # too low for a banner
    anna.see_no_more("Online")
    anna.resize(80, 24)
    anna.see("Online", "twelv e thirteen")
    anna.type("\x15")  # Ctrl-U
    anna.see_line("XA-POL>")
    anna.leave()


def play_other_scripts_are_typed(bed):
    _, anna = two(bed)
    anna.type("say XA-NGO " + SCRIPTS)
    anna.see("שָׁלוֹם")
    anna.compare("scripts-typed")
    anna.type("\x7f" * 8 + "\x1b[D" * 10 + "\x01")  # Backspace, Left, Ctrl-A
    anna.type("\x05!\r")  # Ctrl-E
    anna.see(f"by email: Добрый день été 警察 {ARABIC}!")
    anna.leave()


def play_wide_characters_at_the_edge(bed):
    _, anna = two(bed, 61)
    anna.type("say XA-NGO " + "警察官" * 20)
    anna.see("警察官")
    anna.compare("wide-at-the-edge")
    anna.type("\x15")
    anna.leave()


def play_a_text_of_several_lines_is_pasted(bed):
    _, anna = two(bed)
    anna.type("say XA-NGO ")
    anna.paste("First line\nsecond line\npause\n")
    anna.see("First line␤second line␤pause")
    anna.compare("pasted")
    anna.type("\r")
    anna.see("by email: First line second line pause")
    anna.compare("pasted-and-sent")
    anna.leave()


def play_what_was_pasted_is_sent_once_more(bed):
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    anna.type("say XA-NGO ")
    anna.paste("First line\nsecond line")
    anna.see("First line␤second line")
    anna.type("\r")
    anna.see("by email: First line second line")
    anna.type("\x1b[A")
    anna.see_line("XA-POL> say XA-NGO First line␤second line")
    anna.type("\r")
    anna.see_match("by email: First line second line .* by email: First line second line")
    said = bed.run("controller", "Carla", "watch", "--until-now", "--kind", "message")
    assert "␤" not in said, said
    anna.leave()


def play_a_long_line_is_pasted(bed):
    _, anna = two(bed)
    anna.type("say XA-NGO ")
    anna.paste("word " * 1500 + "end")
    anna.see("ord word e nd")
    anna.compare("pasted-long")
    anna.type("\x03")  # Ctrl-C
    anna.see_line("XA-POL>")
    anna.leave()


def play_a_text_that_is_too_long_is_refused(bed):
    _, anna = two(bed)
    anna.paste("x" * 70000)
    anna.see("That is too long to paste")
    anna.leave()


def play_the_keys_that_people_know(bed):
    _, anna = two(bed)
    anna.line("clock")
    anna.line("whom")
    anna.see("the controllers")
    anna.type("\x1b[A")  # Up
    anna.see_line("XA-POL> whom")
    anna.type("\x1b[A")
    anna.see_line("XA-POL> clock")
    anna.type("\x1b[B\x1b[B")  # Down
    anna.see_line("XA-POL>")
    anna.type("\x12clo")  # Ctrl-R
    anna.see_match("XA-POL> clock bck:clo")
    anna.type("\x1b ")
    anna.type("\x15one two three\x17")  # Ctrl-U, Ctrl-W
    anna.see_line("XA-POL> one two")
    anna.type("four\x1bbx \x1bf\x0b")  # Alt-B, Alt-F, Ctrl-K
    anna.see_line("XA-POL> one two x four")
    anna.type("\x1b[1;5D\x0b")  # Ctrl-Left
    anna.see_line("XA-POL> one two x")
    anna.type("\x01\x19")  # Ctrl-A, Ctrl-Y
    anna.see_line("XA-POL> fourone two x")
    anna.type("\x1f")  # Ctrl-_
    anna.see_line("XA-POL> one two x")
    anna.type("\x1f")
    anna.see_line("XA-POL> one two x four")
    anna.type("\x1b[H\x1b[3~\x1b[F!")  # Home, Delete, End
    anna.see_line("XA-POL> ne two x four!")
    anna.type("\x1b[5~\x1b[6~\x1b[2~?")  # Page up, Page down, Insert
    anna.see_line(r"XA-POL> ne two x four!\?")
    anna.type("\x15an")
    anna.type("\x15bri\t")
    anna.see_line("XA-POL> briefing")
    anna.type("\x15say XA\t")
    anna.see_line("XA-POL> say XA-")
    anna.type("\t")
    anna.see("XA-POL XA-NGO")
    anna.compare("completed")
    anna.type("\x15")
    anna.leave()


def play_ctrl_c_throws_a_line_away(bed):
    _, anna = two(bed)
    anna.type("say XA-NGO never mind")
    anna.see("never mind")
    anna.type("\x03")
    anna.see("never mind XA-POL>")
    anna.line("say XA-NGO")
    anna.see("say (. ends)>")
    anna.line("a first line")
    anna.see_line("say .*>")
    anna.type("\x03")
    anna.see("Thrown away.")
    anna.see_line("XA-POL>")
    anna.leave()


def play_ctrl_d_leaves(bed):
    _, anna = two(bed)
    anna.type("x\x7f\x04")
    anna.wait_end()


def play_ctrl_z_and_back(bed):
    shell = bed.shell("player XA-POL", "Anna")
    shell.see("shell$")
    shell.line("convene join")
    shell.see("XA-POL>")
    shell.type("whom is not said yet")
    shell.see("not said yet")
    shell.type("\x1a")
    shell.see("Stopped")
    shell.see_no_more("Online", "not said yet")
    shell.see_line(r"shell\$")
    shell.line("stty -a | grep -o ' echo '; echo here")
    shell.see("echo here echo here shell$")
    shell.line("fg")
    shell.see("whom is not said yet", "Online")
    shell.type("\x15")
    shell.line("quit")
    shell.see_no_more("Online")
    shell.see_line(r"shell\$")  # what is typed between the two is neither's
    shell.line("echo left with $?")
    shell.see("left with 0")
    shell.line("exit")
    shell.wait_end()


def play_the_terminal_is_left_as_it_was(bed):
    shell = bed.shell("player XA-POL", "Anna")
    shell.see_line(r"shell\$")
    shell.line("stty -a | tr -d '\\n' >before; convene join; stty -a | tr -d '\\n' >after; cmp before after && echo the same as before")
    shell.see("XA-POL>")
    shell.line("quit")
    shell.see_line(r"shell\$")
    shell.see_match(r"(?m)the same as before\s+shell\$")
    shell.line("exit")
    shell.wait_end()


def play_without_colours(bed):
    anna = bed.join("player XA-POL", "Anna", NO_COLOR="1")
    anna.see("XA-POL>")
    plain = {(cell.fg, cell.bold, cell.reverse) for line in anna.screen.buffer.values() for cell in line.values()}
    if plain != {("default", False, False)}:
        raise AssertionError(f"there are colours: {plain}")
    anna.leave()


def play_a_terminal_that_can_do_nothing(bed):
    anna = bed.join("player XA-POL", "Anna", TERM="dumb")
    anna.see("XA-POL>")
    anna.line("whom")
    anna.see("the controllers XA-POL>")
    if "\x1b" in anna.raw:
        raise AssertionError("there are escapes")
    anna.leave()


def play_a_locale_without_utf_8(bed):
    anna = bed.join("player XA-POL", "Anna", LC_ALL="C")
    anna.see("XA-POL>")
    anna.line("say XA-NGO " + SCRIPTS)
    anna.see("by email: Добрый день")
    anna.leave()


def play_a_scrollback_that_is_whole(bed):
    carla, anna = two(bed, 80, 12)
    for i in range(30):
        carla.line(f"announce Number {i}")
        anna.see(f"Number {i}")
    for i in range(30):
        if f"ANNOUNCEMENT: Number {i}" not in anna.everything():
            raise AssertionError(f"number {i} is lost\n" + anna.everything())
    anna.leave()


def play_what_is_typed_ahead_waits_for_what_was_before(bed):
    """A case can be worked in although nobody waited for it to be there; a question is not answered by the line behind."""
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=40)
    anna.see("XA-POL>")
    bed.run("controller", "Carla", "clock", "start", "--yes")
    anna.see("STARTEX")
    anna.type("case open W1 has no papers\rcase alias W1 Sky\rcase show Sky\r")
    anna.see("opens case W1", "Sky", "has no papers")
    anna.see_match(r"case show Sky .*W1.*has no papers")
    assert "there is no case" not in anna.flat(), anna.flat()
    anna.leave()


def play_what_is_typed_ahead_leaves_a_question_to_the_server(bed):
    """The next verb waits until the one before it is answered."""
    bed.run("controller", "Carla", "clock", "start", "--yes")
    bed.run("player XA-POL", "Anna", "case", "open", "W1", "one")
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    anna.type("case who-knows W1\rwaiting\r")
    anna.see("nobody holds anything of this", "nothing waits for you")
    anna.leave()


def play_what_is_typed_ahead_answers_no_question(bed):
    """What was typed before a question stood there is no answer to it, however many lines it was."""
    bed.run("controller", "Carla", "clock", "start", "--yes")
    for case, environment in ("W1", {}), ("W2", {"TERM": "dumb"}):
        anna = bed.join("player AL-POL", "Anna", columns=100, rows=50, **environment)
        anna.see("AL-POL>")
        anna.type(f"case open {case} has no papers\rcase field {case} name Sky\r")
        anna.see(f"opens case {case}", "name: Sky")
        anna.type(f"share {case} AL-LI name\rcase alias {case} Moon\r\ryes\rcase alias {case} Sun\r")
        for line in f"case alias {case} Moon", "yes", f"case alias {case} Sun":
            anna.see(f"Not carried out, since a question comes first: {line}")
        anna.see_line(r"Do it anyway\?.*")
        anna.line("no")
        anna.see("Not done.")
        anna.line(f"case show {case}")
        anna.see("What happened")
        assert f"tells AL-LI of case {case}" not in anna.everything() and "also called" not in anna.everything(), anna.everything()
        # an answer to the question is one
        anna.line(f"share {case} AL-LI name")
        anna.see_match(r"What happened.*not fulfilled.*Do it anyway")
        anna.line("yes")
        anna.see_match(r"AL-POL tells AL-LI of case " + case)
        anna.leave()


play_what_is_typed_ahead_answers_no_question.bed = {"scenario": os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../scenarios/long-harvest")}


def play_nothing_of_a_long_line_is_lost(bed):
    """Many words are many words, and a name is the whole name."""
    bed.run("controller", "Carla", "clock", "start", "--yes")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=40)
    anna.see("XA-POL>")
    anna.line("case open W1 " + " ".join(f"w{i}" for i in range(200)))
    anna.see("w199 XA-POL>")
    anna.type("say XA-NGO " + "and " * 150 + "XB\t")
    anna.see("XB-POL")
    anna.type("\x15")
    anna.leave()
    long = "d/" * 300 + "A1.yaml"
    os.makedirs(os.path.join(bed.folder, os.path.dirname(long)))
    bed.run("controller", "Carla", "join", stdin=f"export A1 {long}\n")
    if not os.path.exists(os.path.join(bed.folder, long)):
        raise AssertionError("the file is somewhere else")
