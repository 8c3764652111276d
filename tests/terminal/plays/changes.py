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
