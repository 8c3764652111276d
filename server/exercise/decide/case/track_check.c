#include "server/exercise/decide/case/track_check.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"

/* What a scenario declares, while it is checked. */
struct declared {
	struct deciding *deciding;             /* borrowed: outlives the check */
	const Convene__V1__Scenario *scenario; /* borrowed: outlives the check */
	struct name_index flags, tracks, forms;
	const Convene__V1__Track *track;           /* borrowed: the one that is looked at */
	const Convene__V1__Transition *transition; /* borrowed: likewise */
};

/*
 * What the engine relies on in tracks, flags and forms: that there are not too many of anything,
 * that ids are unique where they are looked up, and that what is referred to exists. A scenario's
 * author was told of mistakes before, all at once; here the first one ends it.
 */

static bool refuse_unknown(
    const struct declared *declared, const char *what, const char *id, const char *where)
{
	return refuse(declared->deciding, INVALID,
	    "%s: there is no %s \"%s\"; declare it or name another one", where, what, id);
}

static bool refuse_twice(const struct declared *declared, const char *what, const char *id)
{
	return refuse(declared->deciding, INVALID, "%s \"%s\" is there twice; give each its own id",
	    what, id);
}

/* A new id, and no more than `max` of its kind. */
static bool check_new(const struct declared *declared, struct name_index *ids, const char *id,
    size_t at, size_t max, const char *what)
{
	if (!check_id(declared->deciding, id, what)) {
		return false;
	}
	if (at >= max) {
		return refuse(declared->deciding, INVALID,
		    "there are more than %zu of \"%s\" and its like (%s); leave some out", max, id,
		    what);
	}
	return name_index_add(ids, id, (int)at) || refuse_twice(declared, what, id);
}

/* A flag that may be left out. */
static bool check_flag(const struct declared *declared, const char *id, const char *where)
{
	return *id == '\0' || name_index_find(&declared->flags, id) >= 0 ||
	       refuse_unknown(declared, "flag", id, where);
}

static bool check_states_named(const struct declared *declared, const Convene__V1__Track *track,
    char *const *ids, size_t count, const char *where)
{
	for (size_t i = 0; i < count; i++) {
		if (track_state_index(track, ids[i]) < 0) {
			return refuse_unknown(declared, "state", ids[i], where);
		}
	}
	return true;
}

/* --- guards --- */

static bool check_state_rule(const struct declared *declared, const Convene__V1__Guard *guard)
{
	const Convene__V1__StateRule *rule = guard->state;
	const char *track_id = rule != NULL ? rule->track : "";
	int at = name_index_find(&declared->tracks, track_id);
	if (at < 0) {
		return refuse_unknown(declared, "track", track_id, guard->id);
	}
	const Convene__V1__Track *track = declared->scenario->tracks[at];
	if (!check_states_named(declared, track, rule->reached, rule->n_reached, guard->id) ||
	    !check_states_named(declared, track, rule->absent, rule->n_absent, guard->id)) {
		return false;
	}
	bool timed = rule->at_least_ms != 0 || rule->at_most_ms != 0;
	bool sound = rule->at_least_ms >= 0 && rule->at_most_ms >= 0 &&
	             (!timed || rule->n_reached > 0) && rule->n_reached + rule->n_absent > 0;
	return sound || refuse(declared->deciding, INVALID,
	                    "rule \"%s\" asks for nothing, or for times without a state that "
	                    "they count from; name states",
	                    guard->id);
}

static bool check_rule_form(const struct declared *declared, const Convene__V1__Guard *guard)
{
	if (guard->rule_case == CONVENE__V1__GUARD__RULE_STATE) {
		return check_state_rule(declared, guard);
	}
	if (guard->rule_case == CONVENE__V1__GUARD__RULE_FORM) {
		return name_index_find(&declared->forms, guard->form) >= 0 ||
		       refuse_unknown(declared, "form", guard->form, guard->id);
	}
	return reflect_says(&guard->base, guard->rule_case) ||
	       refuse(declared->deciding, INVALID,
	           "rule \"%s\" asks for nothing; say what it asks for", guard->id);
}

static bool check_guards(const struct declared *declared)
{
	const Convene__V1__Transition *transition = declared->transition;
	struct name_index ids = {.map.count = 0};
	for (size_t i = 0; i < transition->n_guards && !refused(declared->deciding); i++) {
		const Convene__V1__Guard *guard = transition->guards[i];
		(void)(check_new(declared, &ids, guard->id, i, TRANSITION_GUARDS_MAX, "a rule") &&
		       check_flag(declared, guard->flag, guard->id) &&
		       check_rule_form(declared, guard));
	}
	name_index_deinit(&ids);
	return !refused(declared->deciding);
}

/* --- tracks --- */

static bool check_transition(const struct declared *declared)
{
	const Convene__V1__Transition *transition = declared->transition;
	char *to = transition->to;
	bool good = check_count(declared->deciding, transition->n_raises, TRANSITION_RAISES_MAX,
	                "flags that a step raises") &&
	            check_states_named(declared, declared->track, transition->from,
	                transition->n_from, transition->id) &&
	            (*to == '\0' ||
	                check_states_named(declared, declared->track, &to, 1, transition->id)) &&
	            check_flag(declared, transition->not_competent, transition->id);
	for (size_t i = 0; good && i < transition->n_raises; i++) {
		const char *flag = transition->raises[i];
		good = name_index_find(&declared->flags, flag) >= 0 ||
		       refuse_unknown(declared, "flag", flag, transition->id);
	}
	return good && check_guards(declared);
}

static bool check_track(struct declared *declared)
{
	const Convene__V1__Track *track = declared->track;
	struct name_index states = {.map.count = 0}, transitions = {.map.count = 0};
	struct deciding *deciding = declared->deciding;
	if (track->n_states == 0) {
		refuse(deciding, INVALID,
		    "track \"%s\" has no states; a case begins in the first one", track->id);
	}
	for (size_t i = 0; i < track->n_states && !refused(deciding); i++) {
		check_new(declared, &states, track->states[i]->id, i, TRACK_STATES_MAX, "a state");
	}
	for (size_t i = 0; i < track->n_transitions && !refused(deciding); i++) {
		declared->transition = track->transitions[i];
		(void)(check_new(declared, &transitions, track->transitions[i]->id, i,
		           TRACK_TRANSITIONS_MAX, "a step") &&
		       check_transition(declared));
	}
	name_index_deinit(&states);
	name_index_deinit(&transitions);
	return !refused(deciding);
}

/* --- forms --- */

static bool check_form(const struct declared *declared, const Convene__V1__Form *form)
{
	struct name_index items = {.map.count = 0};
	size_t number = 0;
	for (size_t i = 0; i < form->n_groups; i++) {
		for (size_t j = 0; j < form->groups[i]->n_items && !refused(declared->deciding);
		     j++) {
			check_new(declared, &items, form->groups[i]->items[j]->id, number++,
			    FORM_ITEMS_MAX, "an item");
		}
	}
	name_index_deinit(&items);
	return !refused(declared->deciding);
}

/* --- the whole --- */

static bool collect(struct declared *declared)
{
	const Convene__V1__Scenario *scenario = declared->scenario;
	bool good = true;
	for (size_t i = 0; good && i < scenario->n_flags; i++) {
		good = check_new(
		    declared, &declared->flags, scenario->flags[i]->id, i, FLAGS_MAX, "a flag");
	}
	for (size_t i = 0; good && i < scenario->n_tracks; i++) {
		good = check_new(
		    declared, &declared->tracks, scenario->tracks[i]->id, i, TRACKS_MAX, "a track");
	}
	for (size_t i = 0; good && i < scenario->n_forms; i++) {
		good = check_new(
		    declared, &declared->forms, scenario->forms[i]->id, i, FORMS_MAX, "a form");
	}
	return good;
}

static bool check_engine_flags(const struct declared *declared)
{
	const Convene__V1__EngineFlags *flags = declared->scenario->engine_flags;
	const char *where = "engine_flags";
	return flags == NULL || (check_flag(declared, flags->no_consent, where) &&
	                            check_flag(declared, flags->wrong_channel, where) &&
	                            check_flag(declared, flags->wrong_instrument, where) &&
	                            check_flag(declared, flags->incomplete_request, where) &&
	                            check_flag(declared, flags->incomplete_notification, where));
}

bool track_check(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	struct declared declared = {.deciding = deciding, .scenario = scenario};
	bool good = collect(&declared) && check_engine_flags(&declared);
	for (size_t i = 0; good && i < scenario->n_tracks; i++) {
		declared.track = scenario->tracks[i];
		good = check_track(&declared);
	}
	for (size_t i = 0; good && i < scenario->n_forms; i++) {
		good = check_form(&declared, scenario->forms[i]);
	}
	name_index_deinit(&declared.flags);
	name_index_deinit(&declared.tracks);
	name_index_deinit(&declared.forms);
	return good;
}
