/*
 * What falls due, from several sources that know nothing of each other. Only the source that is
 * first is asked to decide, and only up to where the next one begins: what it drafts may change
 * what the others would say.
 */
#include "server/exercise/engine/due.h"

#include "server/exercise/condition/verdict.h"
#include "server/exercise/decide/condition/conditions_decide.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/msel_decide.h"
#include "server/exercise/decide/questionnaire/questionnaire_decide.h"
#include "server/exercise/decide/request/request_due.h"
#include "server/exercise/decide/simcell/interpreter_decide.h"
#include "server/exercise/state/state.h"

struct due_source {
	/* Exercise time; INT64_MAX: nothing. A time that has passed means now. */
	int64_t (*next)(const struct exercise *exercise);
	/* Drafts what is due up to and with `until_ms`; at least the first of it. */
	void (*decide)(struct deciding *deciding, int64_t until_ms);
};

/* Of what falls due at one moment, the first source goes first. */
static const struct due_source sources[] = {
    {conditions_next, conditions_decide},
    {questionnaires_next, questionnaires_decide},
    {interpreters_next, interpreters_decide},
    {requests_next, requests_decide},
    {msel_next, msel_decide_due},
};

#define SOURCES (sizeof sources / sizeof sources[0])

int64_t due_next(const struct exercise *exercise)
{
	int64_t next_ms = INT64_MAX;
	for (size_t i = 0; i < SOURCES; i++) {
		int64_t at_ms = sources[i].next(exercise);
		next_ms = at_ms < next_ms ? at_ms : next_ms;
	}
	return next_ms;
}

void due_decide(struct deciding *deciding)
{
	size_t first = 0;
	int64_t first_ms = INT64_MAX, until_ms = deciding->exercise_ms;
	for (size_t i = 0; i < SOURCES; i++) {
		int64_t at_ms = sources[i].next(deciding->exercise);
		if (at_ms < first_ms) {
			until_ms = first_ms < until_ms ? first_ms : until_ms;
			first_ms = at_ms;
			first = i;
		} else {
			until_ms = at_ms < until_ms ? at_ms : until_ms;
		}
	}
	if (first_ms <= deciding->exercise_ms) {
		sources[first].decide(deciding, until_ms);
	}
}
