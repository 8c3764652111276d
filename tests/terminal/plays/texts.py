"""Texts of several lines: where they end, and what comes while they are being written."""


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
