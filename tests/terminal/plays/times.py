"""What a change of the clock, or of an inject's time, would do is said first, and asked; the end of the planned time."""

import re
import subprocess


def play_a_jump_says_what_it_passes_over(bed):
    carla = bed.join("controller", "Carla", columns=120, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    carla.line("jump 0:05")
    carla.see("passes over nothing that is planned", "the clock jumps to T+0:05:00")
    carla.line("jump 0:35")
    carla.see("It passes over 3 injects, which are held until a controller releases or skips each", "T+0:10:00 A1: Title A1",
              "T+0:30:00 R1: Title R1 (waits for release in any case)", "Type yes to do it:")
    carla.line("no")
    carla.see("Not done.")
    carla.line("jump 0:35 On we go")
    carla.see("Type yes to do it:")
    carla.line("Y")
    carla.see("the clock jumps to T+0:35:00, set by Carla: On we go")
    # no form of time is guessed at
    carla.line("jump 90")
    carla.see('"90" has no unit: 90m are minutes')
    carla.line("jump 15:30")
    carla.see('"15:30" could be T+15:30:00', "beyond the planned end, or 15:30 of the story", '"tomorrow 15:30" for the other')
    carla.line("jump -10m")
    carla.see("lies back, and time goes forward only")
    carla.leave()


def play_a_reschedule_takes_what_it_recommends(bed):
    carla = bed.join("controller", "Carla", columns=120, rows=40)
    carla.see("controller>")
    carla.line("reschedule A6 next morning 08:00")
    carla.see("A6 moves from T+1:20:00", " to T+1:00:00 (2031-08-19 08:00), 20 min earlier", "rescheduled")
    carla.line("reschedule A6 soon")
    carla.see('"soon" is no time', '"next morning 08:00"')
    carla.line("reschedule A6 +3h")
    carla.see("That is 1 h 00 min beyond the planned end, T+2:00:00", "Type yes to do it:")
    carla.line("yes")
    carla.see("inject A6 rescheduled by Carla (revision 3, due T+3:00:00)")
    carla.line("rate 10000")
    carla.see("Type yes to do it:")
    carla.line("no")
    carla.see("Not done.")
    carla.leave()


def play_a_script_says_yes_beforehand(bed):
    def clock(*words, **more):
        return bed.run("controller", "Carla", "clock", *words, **more)

    clock("start", "--yes")
    clock("jump", "90", status=2)
    clock("jump", "0:35", status=6)
    assert clock().startswith("T+0:00:"), "it jumped"
    clock("jump", "0:35", "--yes")
    assert clock().startswith("T+0:35:"), "it did not jump"
    bed.run("controller", "Carla", "inject", "reschedule", "A6", "T+3:00:00", status=6)
    bed.run("controller", "Carla", "inject", "reschedule", "A6", "tomorrow", "08:00")
    clock("rate", "10000", status=6)
    told = bed.run("controller", "Carla", "join", stdin="jump 1:55\n", status=1)
    assert "passes over" in told and "wants --yes" in told, told
    assert clock().startswith("T+0:35:"), "it jumped"
    bed.run("controller", "Carla", "join", stdin="jump 1:55 --yes Soon over\n")
    assert clock().startswith("T+1:55:"), "it did not jump"


def play_the_end_of_the_planned_time_is_noticed(bed):
    def clock(*words):
        return bed.run("controller", "Carla", "clock", *words)

    carla = bed.join("controller", "Carla", columns=120, rows=40)
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", columns=120, rows=40)
    anna.see("XA-POL>")
    carla.line("start --yes")
    carla.see("STARTEX")
    carla.line("release A1")
    carla.see("INJECT A1 from clinic to XA-POL (email), released by Carla, planned T+0:10:00, 9 min")
    carla.line("jump 1:51 --yes")
    carla.see("passes over", "The planned time ends at T+2:00:00, in 8 min 5")
    carla.line("jump T+2:05 --yes")
    carla.see("That is 5 min beyond the planned end, T+2:00:00",
              "The planned time, until T+2:00:00, is over since 5 min; the exercise goes on until you say `end`")
    anna.see("is over since 5 min; the exercise goes on until a controller ends it.")
    anna.see_match(r"running T\+2:05:\d\d 5 min( \d\d s)? over")
    carla.line("msel")
    carla.see("planned", "actual", "T+0:10:00 T+0:00:", "early delivered r2 A1")
    assert "over, rate 1" in clock(), clock()
    assert '"plannedEndMs":7200000,"over":true' in clock("--json"), clock("--json")
    listing = [bed.convened, "list", "--data", bed.data]
    listed = subprocess.run(listing, env=bed.env, capture_output=True, text=True).stdout
    assert "(+0:05:" in listed, listed
    carla.line("end")
    carla.see("injects are planned or held and will not be delivered", "ENDEX is final. Type yes, or yes and a note that everybody reads:")
    carla.line("no")
    # when nothing can be done about it any more it is no news
    clock("end", "--yes")
    carla.see("ENDEX")
    clock("close", "--yes")
    carla.see("closed")
    listed = subprocess.run(listing, env=bed.env, capture_output=True, text=True).stdout
    assert " closed " in listed and "(+" not in listed, listed
    anna.leave()
    carla.leave()


def play_a_subcommand_asks_at_a_terminal(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    shell = bed.shell("controller", "Carla", columns=120, rows=40)
    shell.see("shell$")
    shell.line("convene watch")
    shell.see("STARTEX")
    shell.type("\x1a")
    shell.see("Stopped")
    shell.line("convene clock jump 2:00")
    shell.see("It passes over 8 injects", "Type yes to do it:")
    shell.line("no")
    shell.see("convene: not done")
    shell.line("clear; convene clock jump T+2:00:00")
    shell.see("jump T+2:00:00", "Type yes to do it:")
    shell.line("Yes")
    shell.see("jumped")
    # who only watches notices it too
    shell.line("fg")
    shell.see("The planned time, until T+2:00:00, is over")
    shell.type("\x03")
    shell.see_line(r"shell\$")
    shell.line("convene clock end")
    shell.see("8 injects are planned or held and will not be delivered", "Type yes to do it:")
    shell.line("yes")
    shell.see("ENDEX")
    shell.line("exit")
    shell.wait_end()


def play_ending_asks_once(bed):
    """Everybody reads the note of ENDEX: a line that was meant for the prompt does not become one."""
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30)
    anna.see("XA-POL>")
    carla.line("start --yes")
    anna.see("STARTEX")
    # one line says it, not two
    carla.line("pause")
    carla.see_match(r"PAUSED by Carla.*controller")
    carla.line("resume")
    carla.see("RESUMED by Carla")
    carla.line("clock")
    carla.see("running")
    for twice in "STARTEX controller", "paused controller", "resumed controller":
        assert twice not in carla.flat(), carla.flat()
    # a call that is open is said and asked about before
    anna.line("pause for welfare")
    carla.see("Anna asks for a pause")
    carla.line("end")
    carla.see("WELFARE: Anna asked for help at", "What was done for Anna?")
    carla.line("Clara is with her.")
    anna.see("Your call for welfare is answered: Clara is with her.")
    carla.see("ENDEX is final. Type yes, or yes and a note that everybody reads:")
    carla.line("msel due")
    carla.see("Not done, and what you typed was taken for the answer: msel due")
    carla.line("end")
    carla.see_line(r"ENDEX is final\. Type yes, or yes and a note that everybody reads:")
    carla.line("Yes, Thank you, all.")
    anna.see("ENDEX: Thank you, all.")
    assert "msel" not in anna.flat(), anna.flat()
    anna.leave()
    carla.leave()


def play_what_cannot_be_any_more_is_not_asked_about(bed):
    carla = bed.join("controller", "Carla", columns=120, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    carla.line("start")
    carla.see("Refused: the exercise has started already")
    # what stands already is said to stand
    carla.line("rate x10")
    carla.see("the clock runs at 10 times real time")
    carla.line("rate 10")
    carla.see("that is the clock's rate already")
    for verb, word in ("hold", "held"), ("skip", "skipped"):
        carla.line(f"{verb} A6")
        carla.see(f"inject A6 {word} by Carla")
        carla.line(f"{verb} A6")
        carla.see(f"it is {word} already")
    carla.line("end --yes")
    carla.see("`end` stands alone")
    carla.line("end")
    carla.see("ENDEX is final.")
    carla.line("yes")
    carla.see("ENDEX by Carla")
    asked = carla.flat().count("Type yes")
    for verb in "start", "jump +10m", "rate 5", "end", "reschedule A6 +10m":
        carla.line(verb)
        carla.see_match(rf"controller> {re.escape(verb)} Refused: the exercise has (ended|started)")
    assert carla.flat().count("Type yes") == asked, carla.flat()
    carla.leave()


def play_what_was_takes_every_form_of_time(bed):
    """What happened since, in `log` and in `watch`: also counted from now, and by the story's date."""
    def clock(*words):
        return bed.run("controller", "Carla", "clock", *words)

    def watch(since, *more, **outcome):
        return bed.run("controller", "Carla", "watch", "--until-now", "--since", since, *more, **outcome)

    clock("start", "--yes")
    bed.run("controller", "Carla", "join", stdin="announce Early\njump 1:00 --yes\nannounce Late\n")
    for since in "-10m", "0:50", "T+0:50:00", "today 07:00", "yesterday 23:00", "story 07:00", "2031-08-19 07:00":
        told = watch(since)
        assert "Late" in told and "Early" not in told and "STARTEX" not in told, (since, told)
        told = bed.run("controller", "Carla", "join", stdin=f"log --since {since} --kind announcement\n")
        assert told.count("Late") == 2 and told.count("Early") == 1, (since, told)
    assert '"Late"' in watch("-10m", "--json") and "Early" not in watch("-10m", "--json")
    told = bed.run("controller", "Carla", "join", stdin="log --since -10m 1\n")
    assert told.count("Late") == 2, told
    # nothing is guessed at, and what is no time is said before anybody connects
    for since in "90", "soon", "15:30":
        watch(since, status=2)
        told = bed.run("controller", "Carla", "join", stdin=f"log --since {since}\n", status=1)
    assert '"15:30" could be T+15:30:00' in told and '"yesterday 15:30" for the other' in told, told
    # what comes is told as it comes
    shell = bed.shell("controller", "Carla", columns=120, rows=40)
    shell.see("shell$")
    shell.line("convene watch --since -10m")
    shell.see("ANNOUNCEMENT: Late")
    bed.run("controller", "Carla", "join", stdin="announce Later\n")
    shell.see("ANNOUNCEMENT: Later")
    shell.type("\x03")
    shell.line("exit 0")
    shell.wait_end()


def play_a_script_says_what_was_done_for_a_call(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    bed.run("player XA-POL", "Anna", "welfare", "raise")
    bed.run("controller", "Carla", "clock", "resume", status=6)
    bed.run("controller", "Carla", "clock", "end", status=6)
    bed.run("controller", "Carla", "clock", "pause", "--answer", "Clara is with you.", status=2)
    bed.run("controller", "Carla", "join", stdin="end\n", status=1)
    told = bed.run("controller", "Carla", "clock", "resume", "--answer", "Clara is with you.")
    assert "resumed" in told, told
    assert "Clara is with you." in bed.run("player XA-POL", "Anna", "welfare", "status")
    assert "no call for welfare is open" in bed.run("controller", "Carla", "welfare", "list")
    bed.run("controller", "Carla", "join", stdin="end Over.\n", status=1)
    bed.run("controller", "Carla", "join", stdin="end Over. --yes\n")
