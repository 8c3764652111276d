/*
 * What conditions look back at and no noun has: switches, which teams a group of alternatives has
 * served, jumps of the clock. Kept only where the scenario has conditions at all; the others pay
 * nothing for it.
 */
#include "server/exercise/state/conditions_apply.h"

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/list.h"
#include "proto/map.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/sets.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/conditions.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

void kept_init(struct exercise *exercise, struct kept *kept, enum kept_kind kind, size_t index)
{
	kept->node.kind = DIGEST_CONDITION;
	kept->kind = kind;
	kept->index = (int)index;
	state_edit(exercise, kept);
}

void conditions_keep(struct exercise *exercise)
{
	struct conditions *conditions = &exercise->conditions;
	size_t switches = library_count(&exercise->library, SWITCH);
	size_t groups = library_count(&exercise->library, ALTERNATIVES);
	conditions->kept = true;
	conditions->next = NEVER;
	conditions->switches = xcalloc(switches + 1, sizeof *conditions->switches);
	conditions->groups = xcalloc(groups + 1, sizeof *conditions->groups);
	for (size_t i = 0; i < switches; i++) {
		kept_init(exercise, &conditions->switches[i].kept, KEPT_SWITCH, i);
	}
	for (size_t i = 0; i < groups; i++) {
		kept_init(exercise, &conditions->groups[i].kept, KEPT_GROUP, i);
	}
	kept_init(exercise, &conditions->jumps.kept, KEPT_JUMPS, 0);
}

void apply_switch_turned(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__SwitchTurned *body = applying->event->switch_turned;
	struct turned *turned = state_edit(exercise, switch_find(exercise, body->switch_id));
	if (turned != NULL) {
		turned->on = body->on;
		turned->at = (struct moment){applying->event->exercise_ms, applying->seq};
	}
}

void jumps_note(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ClockJumped *body = applying->event->clock_jumped;
	if (exercise->conditions.kept) {
		struct jumps *jumps = state_edit(exercise, &exercise->conditions.jumps);
		struct jump jump = {body->from_ms, body->to_ms, applying->seq};
		*LIST_ADD(jumps->list, jumps->count, jumps->cap) = jump;
		jumps->tally +=
		    mix_pair(mix_pair((uint64_t)jump.from_ms, (uint64_t)jump.to_ms), jump.seq);
	}
}

void group_note(struct exercise *exercise, const struct inject *inject)
{
	if (!exercise->conditions.kept || inject->group < 0) {
		return;
	}
	struct group *group = state_edit(exercise, &exercise->conditions.groups[inject->group]);
	set_join(&group->served, &inject->to);
	for (int team = set_next(&inject->to, -1); team >= 0; team = set_next(&inject->to, team)) {
		group->tally += mix_pair(inject->delivered_seq, (uint64_t)team + 1);
	}
}
