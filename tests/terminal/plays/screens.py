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
