/*
 * Injects of which each team gets one. Who has got one is what the state says together with what
 * this very decision has drafted so far: several of a group may fall due in one decision, or be
 * added by it. An inject of which a draft speaks already is not touched a second time, for its
 * revision would be that of the first draft.
 */
#include "server/exercise/decide/condition/alternatives.h"

#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_revised.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define PLANNED CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED
#define HELD    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD
#define SKIPPED CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED
#define WAITING CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING

/* Group of an inject that may have been written in this very decision. */
static int group_of(const struct deciding *deciding, const char *inject_id)
{
	const struct inject *inject = inject_find(deciding->exercise, inject_id);
	if (inject != NULL) {
		return inject->group;
	}
	for (size_t i = 0; i < deciding->decision->count; i++) {
		const Convene__V1__Event *event = deciding->decision->drafts[i].event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		    event->inject_revised->inject != NULL &&
		    strcmp(event->inject_revised->inject_id, inject_id) == 0) {
			return library_index(&deciding->exercise->library, LIBRARY_ALTERNATIVES,
			    event->inject_revised->inject->group);
		}
	}
	return -1;
}

/* Teams that have got one of the group. */
static struct team_set served_teams(const struct deciding *deciding, int group)
{
	struct team_set served = {{0}};
	if (deciding->exercise->conditions.kept && group >= 0) {
		served = deciding->exercise->conditions.groups[group].served;
	}
	for (size_t i = 0; i < deciding->decision->count; i++) {
		const Convene__V1__Event *event = deciding->decision->drafts[i].event;
		if (event->body_case != CONVENE__V1__EVENT__BODY_INJECT_DELIVERED ||
		    group_of(deciding, event->inject_delivered->inject_id) != group) {
			continue;
		}
		for (size_t j = 0; j < event->inject_delivered->n_to; j++) {
			set_add(&served, cast_team(deciding->cast, event->inject_delivered->to[j]));
		}
	}
	return served;
}

static bool is_within(const struct team_set *part, const struct team_set *whole)
{
	struct team_set beyond = *part;
	set_drop(&beyond, whole);
	return set_is_empty(&beyond);
}

size_t alternatives_unserved(
    const struct deciding *deciding, const char *group, char **to, size_t count)
{
	int index = library_index(&deciding->exercise->library, LIBRARY_ALTERNATIVES, group);
	size_t kept = 0;
	if (*group == '\0' || index < 0) {
		return count;
	}
	struct team_set served = served_teams(deciding, index);
	for (size_t i = 0; i < count; i++) {
		if (!set_has(&served, cast_team(deciding->cast, to[i]))) {
			to[kept++] = to[i];
		}
	}
	return kept;
}

static bool is_drafted(const struct deciding *deciding, const char *inject_id)
{
	return draft_is_about(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, inject_id) ||
	       draft_is_about(deciding, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED, inject_id);
}

bool alternatives_hold(struct deciding *deciding, const struct inject *inject)
{
	const struct exercise *exercise = deciding->exercise;
	if (inject->group < 0 ||
	    !library_at(&exercise->library, ALTERNATIVES, Alternatives, inject->group)
	         ->controller_chooses) {
		return false;
	}
	struct team_set served = served_teams(deciding, inject->group);
	if (!set_is_empty(&served)) {
		return false; /* a controller has chosen */
	}
	for (size_t i = 0; i < exercise->msel.count; i++) {
		const struct inject *other = exercise->msel.injects[i];
		bool waits = other->status == PLANNED || other->status == WAITING;
		if (other->group == inject->group && waits && !is_drafted(deciding, other->id)) {
			REVISE(deciding, other, CHOICE, .status = HELD, .due_ms = other->due_ms);
		}
	}
	return true;
}

void alternatives_supersede(struct deciding *deciding, const char *group)
{
	const struct exercise *exercise = deciding->exercise;
	int index = library_index(&exercise->library, LIBRARY_ALTERNATIVES, group);
	if (*group == '\0' || index < 0) {
		return;
	}
	struct team_set served = served_teams(deciding, index);
	for (size_t i = 0; i < exercise->msel.count; i++) {
		const struct inject *other = exercise->msel.injects[i];
		if (other->group == index && other->delivered_seq == 0 &&
		    other->status != SKIPPED && is_within(&other->to, &served) &&
		    !is_drafted(deciding, other->id)) {
			REVISE(deciding, other, SUPERSEDED, .status = SKIPPED,
			    .due_ms = other->due_ms);
		}
	}
}
