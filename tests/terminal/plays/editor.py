"""An inject in somebody's own editor: `edit ID`, `new inject`, and what comes of mistakes and of another controller's edit."""

import os
import re


def editor(bed, name, script):
    """A scripted editor: a shell script that gets the file as $1, and the number of the time that it runs in $N."""
    path = os.path.join(bed.folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'#!/bin/sh\nN=$(($(cat "$0.count" 2>/dev/null || echo 0) + 1))\necho "$N" >"$0.count"\n{script}\n')
    os.chmod(path, 0o755)
    return path


def controller(bed, program, **more):
    carla = bed.join("controller", "Carla", columns=100, rows=40, VISUAL=program, TMPDIR=bed.folder, **more)
    carla.see("controller>")
    return carla


def play_an_edit_is_sent_and_mistakes_are_edited_again(bed):
    carla = controller(bed, editor(bed, "first", """case $N in
1) sed -i 's/^title: .*/title: [/' "$1" ;;
2) sed -i 's/^title: .*/title: A better title/' "$1" ;;
3) ;;
4) : >"$1" ;;
esac"""))
    carla.line("edit A2")
    carla.see_match(r"A2\.yaml:\d+:\d+:")
    carla.see("Edit it again? [yes/no]")
    carla.line("yes")
    carla.see("edited")
    carla.line("edit A2")
    carla.see("Nothing was changed, and nothing sent.")
    carla.line("edit A2")
    carla.see_match(r"nothing sent\.[^>]*> edit A2[^>]*nothing sent\.")
    carla.line("read A2")
    carla.see("A better title")
    carla.line("edit A22")
    carla.see('There is neither a file nor an inject "A22"; did you mean')
    # what has gone out is not opened for a change that is refused
    carla.line("start --yes")
    carla.see("STARTEX")
    carla.line("release A6")
    carla.see("INJECT A6")
    carla.line("edit A6")
    carla.see("A6 is delivered already, and stays as people have read it")
    carla.leave()


def play_what_was_typed_is_kept(bed):
    carla = controller(bed, editor(bed, "kept", """sed -i 's/^title: .*/title: [ my words/' "$1" """))
    carla.line("edit A2")
    carla.see("Edit it again? [yes/no]")
    carla.line("no")
    carla.see("What you wrote is kept in")
    path = re.search(r"is kept in (\S+\.yaml)", carla.flat())[1]
    with open(path, encoding="utf-8") as kept:
        assert "[ my words" in kept.read(), "it is not what was typed"
    carla.leave()


def play_a_question_thrown_away_says_where_the_file_is(bed):
    program = editor(bed, "wrong", "sed -i 's/^title: /titel: /' \"$1\"")
    carla = controller(bed, program)
    for key in ("\x03", "\x04"):
        carla.line("edit A2")
        carla.see_line("Edit it again.*")
        carla.type(key)
        carla.see_match("What you wrote is kept in .*\\.yaml")
    carla.wait_end()


def play_a_new_inject(bed):
    carla = controller(bed, editor(bed, "new", """sed -i -e 's/^id: /id: SURPRISE/' -e 's/^planned_ms: /planned_ms: "T+1:00:00"/' \
-e 's/^to: .*/to: [XA-POL]/' -e 's/^title: /title: A surprise/' -e 's/^  $/  It rains./' "$1" """))
    carla.line("new inject")
    carla.see("added")
    carla.line("read SURPRISE")
    carla.see("A surprise", "It rains.")
    carla.leave()


def play_another_controller_was_quicker(bed):
    go_on = os.path.join(bed.folder, "go-on")
    os.mkfifo(go_on)
    carla = controller(bed, editor(bed, "slow", f"""case $N in
1) sed -i 's/^title: .*/title: Mine/' "$1"; echo written; read -r line <{go_on} ;;
2) grep -q '^# *+ title: Mine' "$1" && sed -i 's/^title: .*/title: Both/' "$1" ;;
esac"""))
    dora = bed.join("controller", "Dora", columns=100, rows=40, TMPDIR=bed.folder,
                    VISUAL=editor(bed, "quick", """sed -i 's/^title: .*/title: Theirs/' "$1" """))
    dora.see("controller>")
    carla.line("edit A2")
    carla.see("written")
    dora.line("edit A2")
    dora.see("edited")
    with open(go_on, "w", encoding="utf-8") as out:
        out.write("\n")
    carla.see("Refused:", "Theirs, revision 1 to 2:", "+ title: Theirs", "Yours, from revision 1:", "+ title: Mine",
              "Edit again, on theirs? [yes/no]")
    carla.line("yes")
    carla.see("What you had written is in", "edited by Carla (revision 3")
    carla.line("read A2")
    carla.see("Both")
    carla.leave()
    dora.leave()


def play_the_editor_has_the_terminal(bed):
    """What comes meanwhile is shown afterwards; Ctrl-C is the editor's; the window's size is right again."""
    carla = controller(bed, editor(bed, "modal", """trap 'echo interrupted' INT
stty -echo
echo "editing in $(stty size)"
read -r line || read -r line
stty echo
echo "got $line" """))
    anna = bed.join("player XA-POL", "Anna")
    anna.see("XA-POL>")
    carla.see("joins as player, XA-POL")
    carla.line("edit A2")
    carla.see("editing in 40 100")
    anna.line("say control Is somebody there?")
    anna.see("to control by email: Is somebody there?")
    carla.type("\x03")
    carla.see("interrupted")
    assert "Is somebody there?" not in carla.flat(), "it was written over the editor"
    carla.resize(80, 24)
    carla.type("done\n")
    carla.see("got done", "Nothing was changed, and nothing sent.", "Is somebody there?", "controller")
    carla.line("clock")
    carla.see("not started")
    carla.leave()
    anna.leave()


def play_without_an_editor(bed):
    carla = bed.join("controller", "Carla", columns=100, VISUAL="", EDITOR="", PATH="/nonexistent", TMPDIR=bed.folder)
    carla.see("controller>")
    carla.line("edit A2")
    carla.see("there is no editor: set VISUAL (or EDITOR) to one")
    carla.leave()


def play_the_subcommands(bed):
    program = editor(bed, "sub", """case $1 in
*new.yaml) sed -i -e 's/^id: /id: SECOND/' -e 's/^planned_ms: /planned_ms: "T+1:00:00"/' -e 's/^to: .*/to: [XA-POL]/' \
-e 's/^title: /title: A second/' -e 's/^  $/  It snows./' "$1" ;;
*) sed -i 's/^title: .*/title: From outside/' "$1" ;;
esac""")
    shell = bed.shell("controller", "Carla", columns=100, rows=40)
    shell.line(f"export VISUAL={program} TMPDIR={bed.folder}; convene inject edit A2")
    shell.see("\nedited")
    shell.line("convene inject new")
    shell.see("\nadded")
    shell.line("convene inject show SECOND | grep snows")
    shell.see("It snows.")
    shell.line("exit")
    shell.wait_end()
    bed.run("controller", "Carla", "inject", "edit", "A2", status=5)


def play_the_editor_is_stopped_and_goes_on(bed):
    """Ctrl-Z in the editor leads to the shell, `fg` back into the editor."""
    program = editor(bed, "stops", """echo "before"; kill -STOP $$; echo "after"; sed -i 's/^title: .*/title: After all/' "$1" """)
    shell = bed.shell("controller", "Carla", columns=100, rows=40)
    shell.line(f"export VISUAL={program} TMPDIR={bed.folder}; convene join")
    shell.see("controller>")
    shell.line("edit A2")
    shell.see("before", "Stopped", "shell$")
    shell.line("fg")
    shell.see("after", "edited")
    shell.line("read A2")
    shell.see("After all")
    shell.line("quit")
    shell.see_match(r"quit\s.*shell\$")
    shell.line("exit")
    shell.wait_end()
