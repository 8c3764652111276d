"""What people see at three widths: joining, announcements and messages in several scripts, a list."""

ARABIC = "مرحبا بكم في التمرين"
SCRIPTS = "Здравствуйте; e\u0301te\u0301 n\u0303; 警察へ通報; " + ARABIC


def player(bed, columns):
    carla = bed.join("controller", "Carla")
    carla.see("controller>")
    anna = bed.join("player XA-POL", "Anna", columns)
    anna.see("XA-POL>")
    carla.see("joins as player, XA-POL")
    anna.compare(f"player-joined-{columns}")
    carla.line("start --yes")
    anna.see("STARTEX")
    carla.line("announce " + SCRIPTS)
    anna.see("ANNOUNCEMENT", "التمرين")
    anna.line("say XA-NGO Good morning; do you know of somebody who calls himself Sky? We have a report from the clinic.")
    anna.see("XA-POL (Anna) to XA-NGO", "from the clinic. XA-POL>")
    anna.line("whom")
    anna.see("the controllers")
    anna.compare(f"player-{columns}")
    anna.leave()
    carla.leave()


def play_player_at_60_columns(bed):
    player(bed, 60)


def play_player_at_80_columns(bed):
    player(bed, 80)


def play_player_at_200_columns(bed):
    player(bed, 200)


def control(bed, columns):
    """A controller and a simulator; a player writes to an entity."""
    bed.known("player XA-POL", "Anna")
    bed.known("simulator", "Simon")
    carla = bed.join("controller", "Carla", columns)
    carla.see("controller>")
    simon = bed.join("simulator", "Simon", columns)
    simon.see("simulator>")
    carla.see("Simon joins as simulator")
    bed.run("player XA-POL", "Anna", "say", "--to", "clinic", "Was a woman who says her name is Sky with you on Monday?")
    simon.see("XA-POL", "(1 waiting)>")
    simon.line("as clinic XA-POL We treated somebody of that name; we may not say more than that without her consent.")
    simon.see("clinic", "without her consent.")
    simon.compare(f"simulator-{columns}")
    carla.see("without her consent.")
    carla.line("msel")
    carla.see("Title A6")
    carla.compare(f"controller-{columns}")
    carla.leave()
    simon.leave()


def play_control_at_60_columns(bed):
    control(bed, 60)


def play_control_at_80_columns(bed):
    control(bed, 80)


def play_control_at_200_columns(bed):
    control(bed, 200)
