#include "server/exercise/pattern/switch.h"

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/pattern/come.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/pattern/verdict.h"
#include "server/exercise/pattern/waiting.h"
#include "server/exercise/pattern/watch.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"

#define WAITING CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED

/* Switches: what a controller turns on and off. */

struct condition *switch_find(const struct exercise *exercise, const char *id)
{
	return condition_of_switch(exercise, library_index(&exercise->library, LIBRARY_SWITCH, id));
}

void apply_switch_turned(struct exercise *exercise, const struct applying *applying)
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
