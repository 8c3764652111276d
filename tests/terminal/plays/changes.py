"""What was written is changed afterwards, by oneself or by somebody else."""

import os
import re

LONG_HARVEST = {"scenario": os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../scenarios/long-harvest")}


def play_two_colleagues_write_one_draft(bed):
    bed.run("controller", "Carla", "clock", "start", "--yes")
    bed.known("player AL-POL", "Bela")
    anna = bed.join("player AL-POL", "Anna", columns=100, rows=40)
    anna.see("AL-POL>")
    anna.line('request draft police-information TO-POL --subject "The van" --purpose "To find it"')
    anna.see_match(r"drafts request (\d+)")
    number = re.search(r"drafts request (\d+)", anna.flat())[1]
    file = os.path.join(bed.folder, "bela.yaml")
    with open(file, "w", encoding="utf-8") as out:
        out.write(bed.run("player AL-POL", "Bela", "request", "export", number))
    bela = bed.join("player AL-POL", "Bela", columns=100, rows=40)
    bela.see("AL-POL>")
    anna.line(f'request draft {number} police-information TO-POL --subject "The white van" --purpose "To find it"')
    bela.see(f"(Anna) rewrites draft {number}")
    # the line alone was not the text: what Bela looked at is what he writes on
    with open(file, encoding="utf-8") as text:
        words = text.read()
    with open(file, "w", encoding="utf-8") as out:
        out.write(words.replace("To find it", "To stop it"))
    bela.line(f"request draft {number} --file {file}")
    bela.see(f"Anna has written draft {number} anew. Theirs, revision 1 to 2:", '- subject: "The van"',
             '+ subject: "The white van"', "Yours, from revision 1:", '+ purpose: "To stop it"',
             f"draft {number} was changed meanwhile and is at revision 2 now")
    # nothing is lost, and once both are seen the words stand on Anna's
    bela.line(f'request draft {number} police-information TO-POL --subject "The white van" --purpose "To stop it"')
    anna.see(f"(Bela) rewrites draft {number}")
    anna.line(f"request send {number} --anyway")
    anna.see(f"Bela has written draft {number} anew. Theirs, revision 2 to 3:", '+ purpose: "To stop it"')
    assert "REQUEST" not in anna.flat(), anna.flat()
    anna.leave()
    bela.leave()


play_two_colleagues_write_one_draft.bed = LONG_HARVEST


def play_an_inject_is_withdrawn(bed):
    bed.known("player XA-NGO", "Nina")
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30)
    anna.see("XA-POL>")
    carla.line("withdraw A3 It was for others.")
    carla.see("Refused: inject \"A3\" is not delivered; hold or skip it instead")
    carla.line("release A3")
    anna.see("INJECT A3", "XA-POL (1 new)>")
    carla.line("withdraw A3")
    carla.see("say why: the teams that got it are told")
    carla.line("withdraw A3 It was for others.")
    anna.see("INJECT A3 is WITHDRAWN", "It was for others.")
    # nobody has to read it, and whoever does is told first; nobody answers
    anna.see_line(r"XA-POL>")
    anna.line("read A3")
    anna.see("WITHDRAWN at T+0:", "INJECT-A3")
    anna.line("answer A3 too late")
    anna.see('Refused: inject "A3" was withdrawn; nobody has to answer it any more')
    anna.line("inbox")
    anna.see("Title A3 (withdrawn)")
    carla.line("msel")
    carla.see("withdrawn r3")
    said = bed.run("player XA-NGO", "Nina", "watch", "--until-now", "--find", "others")
    assert "INJECT A3 is WITHDRAWN" in said and "Carla" not in said, said
    anna.leave()
    carla.leave()


def play_all_injects_are_shifted(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("shift 20m")
    carla.see("say by how much: +20m, twenty minutes later; -10m, ten earlier.")
    carla.line("shift +20m")
    carla.see("8 injects move by 20 min, later. Questionnaires and what is held stay.",
              "The next, A1, moves from T+0:10:00 (2031-08-18 12:00) to T+0:30:00 (2031-08-18 20:00).",
              "all injects that are still to come, 8, are 20 min later by Carla")
    carla.line("shift -40m")
    carla.see("due before now would be: A1; shift by less")
    carla.line("shift -40m --due-now")
    carla.see("1 of them is due at once.", "Type yes")
    carla.line("yes")
    carla.see("all injects that are still to come, 8, are 40 min earlier by Carla")
    carla.line("msel")
    carla.see_match(r"T\+0:00:00 planned r3 A1.*T\+0:00:00 planned r3 A2.*T\+0:10:00 planned r3 R1")
    carla.leave()
    bed.run("controller", "Carla", "inject", "shift", "+5h", status=6)
    said = bed.run("controller", "Carla", "inject", "shift", "+5h", "--yes")
    assert "shifted" in said, said


def play_an_inject_waits_again(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("hold A1")
    carla.see("inject A1 held")
    carla.line("restore A1")
    carla.see('inject "A1" waits for no condition; reschedule it instead')
    carla.leave()
    listed = bed.run("controller", "Carla", "inject", "list")
    assert "held" in listed, listed


def play_a_message_is_corrected(bed):
    bed.known("player XA-POL", "Anna")
    nina = bed.join("player XA-NGO", "Nina", columns=100, rows=40)
    nina.see("XA-NGO>")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=40)
    anna.see("XA-POL>")
    anna.line("say XA-NGO We meet at two.")
    nina.see("We meet at two.", "(1 new)>")
    number = re.search(r"\[(\d+)\] XA-POL", nina.flat())[1]
    nina.line(f"read {number}")
    nina.see_line(r"XA-NGO>")
    nina.line(f"correct {number} At one.")
    nina.see("in a thread of that number none that you wrote")
    anna.line(f"correct {number}: We meet at three.")
    nina.see(f"[{number}] XA-POL (Anna) CORRECTS what was said at T+0:00:00", "We meet at three.")
    # read again, with what it said at first
    nina.see_line(r"XA-NGO \(1 new\)>")
    nina.line(f"read {number}")
    nina.see_match(r"We meet at three\. \(corrected T\+0:00:00; at first:\) We meet at two\.")
    nina.see_line(r"XA-NGO>")
    bed.run("player XA-POL", "Anna", "say", "--correct", number, "We meet at four.")
    nina.see("We meet at four.")
    anna.leave()
    nina.leave()


def play_an_announcement_is_urgent_and_in_ones_language(bed):
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30, options=("--language", "fr"))
    anna.see("XA-POL>")
    nina = bed.join("player XA-NGO", "Nina", columns=100, rows=30)
    nina.see("XA-NGO>")
    carla.line("announce --loud Lunch")
    carla.see("there is no option --loud")
    carla.line("announce --only XA-POO Lunch")
    carla.see('there is no team "XA-POO"')
    carla.line('announce --urgent --only XA-POL --in fr="À table !" Lunch is ready')
    anna.see("URGENT ANNOUNCEMENT to XA-POL: À table !")
    carla.see("URGENT ANNOUNCEMENT to XA-POL: Lunch is ready")
    # the bell may come in a write of its own
    bed.wait(lambda: "\a" in anna.raw, "the bell", anna)
    carla.line("announce Back at two")
    nina.see("ANNOUNCEMENT: Back at two")
    assert "Lunch" not in nina.flat() and "\a" not in nina.raw, nina.flat()
    bed.run("controller", "Carla", "say", "--everyone", "--urgent", "--only", "xa-ngo", "--in", "fr=Non", "No")
    nina.see("URGENT ANNOUNCEMENT to XA-NGO: No")
    for person in carla, anna, nina:
        person.leave()


def play_an_answer_is_wanted(bed):
    path = os.path.join(bed.folder, "ask.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("id: ASK\nto: [XA-POL, XA-NGO]\nchannel: email\ntitle: How many?\nbody: How many beds?\n"
                   "answer: wanted\nanswer_within_ms: 10m\n")
    carla = bed.join("controller", "Carla", columns=100, rows=40)
    carla.see("controller>")
    carla.line("start --yes")
    carla.see("STARTEX")
    anna = bed.join("player XA-POL", "Anna", columns=100, rows=30)
    anna.see("XA-POL>")
    carla.line(f"add {path} now")
    anna.see("INJECT ASK", "answer wanted by T+0:10:00")
    anna.line("read ASK")
    anna.see("Answer wanted by T+0:10:00 of XA-POL", "(1 waiting)>")
    carla.line("read ASK")
    carla.see("Answer wanted by T+0:10:00 of XA-POL, XA-NGO")
    carla.line("jump T+0:11:00 --yes")
    anna.see("the clock jumps")
    anna.line("inbox")
    anna.see("(ANSWER OVERDUE since T+0:10:00)")
    anna.line("answer ASK Three.")
    anna.see_line(r"XA-POL( \(1 new\))?>")
    carla.line("read ASK")
    carla.see("Answer wanted by T+0:10:00 of XA-NGO")
    anna.leave()
    carla.leave()
