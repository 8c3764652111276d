#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/find.h"

#define BEFORE_STARTEX "switches are turned after STARTEX"
#define AFTER_ENDEX    "switches have no effect any more"

void decide_turn_switch(struct deciding *deciding)
{
	const Convene__V1__TurnSwitch *command = deciding->command->turn_switch;
	const char *id = text_or_empty(command->switch_id);
	const char *note = text_or_empty(command->note);
	const struct turned *turned = switch_find(deciding->exercise, id);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_text(deciding, note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	if (turned == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no switch \"%s\"; the scenario has them all", id);
		return;
	}
	if (turned->on == (command->on != 0)) {
		return; /* it stands so already */
	}
	Convene__V1__SwitchTurned *body = DRAFT_BODY(deciding, SwitchTurned, switch_turned);
	if (body != NULL) {
		body->switch_id = draft_text(deciding, id);
		body->on = command->on;
		body->note = draft_text(deciding, note);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_SWITCH_TURNED, body);
	}
}
