"""Texts of several lines: where they end, and what comes while they are being written."""

import os

LONG_HARVEST = {"scenario": os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../scenarios/long-harvest")}


def play_the_end_of_input_throws_a_text_away(bed):
    anna = bed.join("player XA-POL", "Anna", columns=100)
    anna.see("XA-POL>", "Online")
    anna.line("say XA-NGO")
    anna.see_line(r".*\(\. ends\)>")
    anna.line("For the NGO only")
    anna.type("\x04")
    anna.see("Thrown away.")
    anna.line("say XB-POL")
    anna.see_line(r".*\(\. ends\)>")
    anna.line("Hello, police")
    anna.line(".")
    anna.see_line(r"XA-POL>")
    said = bed.run("controller", "Carla", "watch", "--until-now", "--kind", "message")
    if "Hello, police" not in said or "For the NGO only" in said:
        raise AssertionError(f"what was thrown away went to another team\n{said}")
    anna.type("\x04")
    anna.wait_end()


def play_a_warning_asks_nothing_within_a_text(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    for words in (("open", "W1", "one"), ("field", "W1", "health", "ill")):
        bed.run("player AL-POL", "Anna", "case", *words)
    anna = bed.join("player AL-POL", "Anna", columns=100)
    anna.see("AL-POL>", "Online")
    bed.stop_server()
    anna.see("Offline:")
    anna.line("case disclose W1 AL-NGO health")
    anna.see("1 not sent yet")
    anna.line("say AL-LI")
    anna.see_line(r".*\(\. ends\)>")
    anna.line("We come")
    bed.start_server()
    anna.see("with --anyway it is", "Online")
    anna.line("yes")
    anna.see_line(r".*\(\. ends\)>")
    anna.line(".")
    anna.see_line(r"AL-POL>")
    said = bed.run("controller", "Carla", "watch", "--until-now")
    if "We come" not in said or "health" in said.split("We come")[1]:
        raise AssertionError(f"a line of the text was the answer to a question\n{said}")
    anna.leave()


play_a_warning_asks_nothing_within_a_text.bed = LONG_HARVEST


def play_a_questionnaire_is_asked_and_takes_no_text(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    bed.run("controller", "Carla", "answer", "open", "first-picture")
    script = bed.run("player AL-POL", "Anna", "join", stdin="answer first-picture\nclock\n", status=1)
    assert "QUESTION=ANSWER" in script and "full stop" not in script, script
    anna = bed.join("player AL-POL", "Anna", columns=100, rows=40)
    anna.see("AL-POL (1 waiting)>", "Online")
    anna.line("answer first-picture ")
    anna.see("Ctrl-C: not done.", "What do you think this is?")
    anna.see_line(r"\s*Answer:")
    for answer, question in (("3", "How sure are you?"), ("4", "Who outside your own team"), ("1", "Which one thing")):
        anna.line(answer)
        anna.see(question)
    anna.line("Who holds the passports")
    anna.see_line(r"AL-POL.*>")
    answered = bed.run("controller", "Carla", "answer", "list")
    assert "first-picture" in answered and "(1 answered)" in answered, answered
    bed.run("controller", "Carla", "answer", "close", "first-picture")
    anna.see("questionnaire first-picture is closed")
    anna.line("answer first-picture")
    anna.see("first-picture is closed, and takes no more answers")
    anna.see_line(r"AL-POL.*>")
    anna.leave()


play_a_questionnaire_is_asked_and_takes_no_text.bed = LONG_HARVEST


def play_a_text_that_does_not_end_is_handed_back(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    told = bed.run("player XA-POL", "Anna", "join", stdin="decide\nWe wait for the judge.\n", status=1)
    assert "the line with only a full stop did not come" in told and "We wait for the judge." in told, told
    assert "decides" not in told, told
