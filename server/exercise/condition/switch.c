#include "server/exercise/check.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/condition/condition_private.h"
#include "server/exercise/state.h"

/* Switches: what a controller turns on and off. */

#define BEFORE_STARTEX "switches are turned after STARTEX"
#define AFTER_ENDEX    "switches have no effect any more"

#define WAITING CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED

static struct condition *switch_find(const struct exercise *exercise, const char *id)
{
	return condition_of_switch(exercise, library_index(&exercise->library, LIBRARY_SWITCH, id));
}

void switch_decide_turn(struct deciding *deciding)
{
	const Convene__V1__TurnSwitch *command = deciding->command->turn_switch;
	const char *id = text_or_empty(command->switch_id);
	const char *note = text_or_empty(command->note);
	const struct condition *turned = switch_find(deciding->exercise, id);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_text(deciding, note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	if (turned == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no switch \"%s\"; the scenario has them all", id);
		return;
	}
	if ((turned->standing == REACHED) == (command->on != 0)) {
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

void switch_apply_turned(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__SwitchTurned *body = applying->event->switch_turned;
	struct condition *turned = switch_find(exercise, body->switch_id);
	if (turned != NULL) {
		turned->standing = body->on ? REACHED : WAITING;
		turned->decided =
		    (struct moment){applying->event->exercise_ms, applying->event->seq};
		turned->said = turned->decided;
		digest_touch(&exercise->digest, &turned->node);
	}
}

static bool waits_for(const struct condition *condition, const struct interests *interests)
{
	for (size_t i = 0; i < interests->count; i++) {
		if (interests->list[i].pattern->condition == condition) {
			return true;
		}
	}
	return false;
}

/* A switch that is off again leaves alone what held while it was on: that is decided, though it may
 * not have been said yet. */
static void freeze(struct exercise *exercise, const struct interests *interests, struct moment now)
{
	for (size_t i = 0; i < exercise->conditions.count; i++) {
		struct condition *condition = exercise->conditions.list[i];
		if (moment_before(condition->due, now) && waits_for(condition, interests)) {
			condition->frozen = true;
			digest_touch(&exercise->digest, &condition->node);
			condition_unwatch(exercise, condition);
		}
	}
}

void match_switch(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__SwitchTurned *body = applying->event->switch_turned;
	int declared = library_index(&exercise->library, LIBRARY_SWITCH, body->switch_id);
	struct moment now = {applying->event->exercise_ms, applying->event->seq};
	if (declared < 0) {
		return;
	}
	const struct interests *interests = &exercise->conditions.tables->switches[declared];
	if (body->on) {
		interests_come(exercise, interests, NULL, now);
		return;
	}
	freeze(exercise, interests, now);
	for (size_t i = 0; i < interests->count; i++) {
		struct pattern *pattern = interests->list[i].pattern;
		/* what must not happen has happened */
		if (pattern->part != PART_NONE && pattern_reopen(pattern, now)) {
			condition_judge(exercise, pattern->condition);
		}
	}
}
