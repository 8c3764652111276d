/* Tracks: what states can be reached, and guards that say nothing or can never be kept. */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"
#include "proto/reflect.h"
#include "server/exercise/ground/limits.h"

#include <stdio.h>
#include <string.h>

/* That there are no more than these is checked by rules.c. */
#define STATES_MAX TRACK_STATES_MAX

/* Bit of a state of the track; 0 when it has none such, which is another mistake. */
static uint32_t bit_of(const Convene__V1__Track *track, const char *state)
{
	for (size_t i = 0; i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, state) == 0) {
			return UINT32_C(1) << i;
		}
	}
	return 0;
}

static uint32_t bits_of(const Convene__V1__Track *track, char *const *states, size_t count)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < count; i++) {
		bits |= bit_of(track, states[i]);
	}
	return bits;
}

/* Where a transition may begin. */
static uint32_t begins(const Convene__V1__Track *track, const Convene__V1__Transition *transition)
{
	return transition->n_from == 0 ? UINT32_MAX
	                               : bits_of(track, transition->from, transition->n_from);
}

/* All states that can be reached from `start` (bits) without the transition `without`. */
static uint32_t reach(
    const Convene__V1__Track *track, uint32_t start, const Convene__V1__Transition *without)
{
	uint32_t reached = start, before;
	do {
		before = reached;
		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *transition = track->transitions[i];
			if (transition != without && (begins(track, transition) & reached) != 0) {
				reached |= bit_of(track, transition->to);
			}
		}
	} while (reached != before);
	return reached;
}

/* Every id of a list is a state of the track. */
static void check_states(struct check *check, const void *message, const char *field,
    char *const *ids, size_t count, const Convene__V1__Track *track)
{
	char of[80];
	complaint(of, sizeof(of), "track '%s'", track->id);
	for (size_t i = 0; i < count && i <= STATES_MAX; i++) {
		check_member(
		    check, message, field, i, ids[i], track->states, track->n_states, "state", of);
	}
}

/* A rule of the same track that nobody can keep when the step is taken for the first time. */
static void check_own_rule(struct check *check, const Convene__V1__Track *track,
    const Convene__V1__Transition *transition, const Convene__V1__StateRule *rule)
{
	uint32_t from = begins(track, transition);
	uint32_t wanted = bits_of(track, rule->reached, rule->n_reached);
	uint32_t before = reach(track, 1, transition);
	bool kept = false;
	for (size_t i = 0; i < track->n_states; i++) {
		uint32_t state = UINT32_C(1) << i;
		kept = kept || ((wanted & before & state) != 0 &&
		                   (reach(track, state, transition) & from) != 0);
	}
	if (wanted != 0 && !kept) {
		check_warning(check, rule, "reached", 0,
		    "is later in this track than '%s'; nobody could keep the guard",
		    transition->id);
	}
	if (transition->n_from > 0 && rule->n_absent > 0 &&
	    (from & ~bits_of(track, rule->absent, rule->n_absent)) == 0) {
		check_warning(check, rule, "absent", 0,
		    "names all states in which '%s' begins; nobody could keep the guard",
		    transition->id);
	}
}

static void check_rule(struct check *check, const Convene__V1__Track *track,
    const Convene__V1__Transition *transition, const Convene__V1__StateRule *rule)
{
	const Convene__V1__Track *other =
	    names_message(&check->names, NAME_BIT(TRACK), rule->track);
	if (rule->n_reached == 0 && rule->n_absent == 0) {
		check_error(check, rule, "", 0, "a rule needs states in `reached` or `absent`");
	}
	if (rule->n_reached == 0 && (rule->at_least_ms != 0 || rule->at_most_ms != 0)) {
		check_error(check, rule, rule->at_least_ms != 0 ? "at_least_ms" : "at_most_ms", 0,
		    "counts from when the case came into a state of `reached`, which is missing");
	}
	if (rule->at_most_ms != 0 && rule->at_least_ms > rule->at_most_ms) {
		check_error(check, rule, "at_least_ms", 0, "is more than at_most_ms");
	}
	if (other == NULL || other->n_states > STATES_MAX) {
		return;
	}
	check_states(check, rule, "reached", rule->reached, rule->n_reached, other);
	check_states(check, rule, "absent", rule->absent, rule->n_absent, other);
	if (other == track) {
		check_own_rule(check, track, transition, rule);
	}
}

static const char *guard_kinds(char *out, size_t size)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__guard__descriptor;
	size_t len = 0;
	for (unsigned i = 0; i < descriptor->n_fields && len < size; i++) {
		if (reflect_is_oneof(&descriptor->fields[i])) {
			len += (size_t)snprintf(out + len, size - len, "%s%s", len > 0 ? ", " : "",
			    descriptor->fields[i].name);
		}
	}
	return out;
}

static void check_guard(struct check *check, const Convene__V1__Track *track,
    const Convene__V1__Transition *transition, const Convene__V1__Guard *guard)
{
	if (guard->rule_case == CONVENE__V1__GUARD__RULE__NOT_SET) {
		char kinds[200];
		check_error(check, guard, "", 0, "a guard needs one of these: %s",
		    guard_kinds(kinds, sizeof(kinds)));
	}
	if (guard->child_only && guard->adult_only) {
		check_error(
		    check, guard, "adult_only", 0, "excludes child_only, which is written too");
	}
	if (guard->rule_case != CONVENE__V1__GUARD__RULE__NOT_SET &&
	    !reflect_says(&guard->base, guard->rule_case)) {
		check_error(check, guard, "", 0, "a guard's rule is true, or left out");
	}
	if (guard->rule_case == CONVENE__V1__GUARD__RULE_STATE) {
		check_rule(check, track, transition, guard->state);
	}
}

static void check_transition(
    struct check *check, const Convene__V1__Track *track, const Convene__V1__Transition *transition)
{
	bool limited = transition->n_agencies > 0 || transition->competence[0] != '\0';
	check_states(check, transition, "from", transition->from, transition->n_from, track);
	if (transition->to[0] != '\0') {
		check_states(check, transition, "to", &transition->to, 1, track);
	}
	if (limited && transition->not_competent[0] == '\0') {
		check_warning(check, transition, "not_competent", 0,
		    "is missing; whoever else takes the step will not be flagged");
	} else if (!limited && transition->not_competent[0] != '\0') {
		check_warning(check, transition, "not_competent", 0,
		    "has no effect without agencies or a competence");
	}
	for (size_t i = 0; i < transition->n_guards; i++) {
		check_guard(check, track, transition, transition->guards[i]);
	}
}

static void check_track(struct check *check, const Convene__V1__Track *track)
{
	if (track->n_states == 0 || track->n_states > STATES_MAX ||
	    track->n_transitions > TRACK_TRANSITIONS_MAX) {
		return;
	}
	for (size_t i = 0; i < track->n_transitions; i++) {
		check_transition(check, track, track->transitions[i]);
	}
	uint32_t reached = reach(track, 1, NULL);
	for (size_t i = 0; i < track->n_states; i++) {
		if ((reached >> i & 1u) == 0) {
			check_warning(check, track->states[i], "", 0,
			    "no transition leads to state '%s' from the first state, '%s'",
			    track->states[i]->id, track->states[0]->id);
		}
	}
}

void check_tracks(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_tracks; i++) {
		check_track(check, scenario->tracks[i]);
	}
}
