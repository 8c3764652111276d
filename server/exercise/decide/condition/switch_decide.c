/*
 * A switch of the scenario is turned by hand; one that stands so already stays without a word.
 */
#include "convene/v1/condition.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/find.h"

#define BEFORE_STARTEX "switches are turned after STARTEX"
#define AFTER_ENDEX    "switches have no effect any more"

void decide_turn_switch(struct deciding *deciding)
{
	const Convene__V1__TurnSwitch *command = deciding->command->turn_switch;
	const char *id = command->switch_id;
	const struct turned *turned = switch_find(deciding->exercise, id);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_text(deciding, command->note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	if (turned == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no switch \"%s\"; the scenario has them all",
		    id);
		return;
	}
	if (turned->on == (command->on != 0)) {
		return; /* it stands so already */
	}
	DRAFT(deciding, SWITCH_TURNED, SwitchTurned, .switch_id = command->switch_id,
	    .on = command->on, .note = command->note);
}
