#include "server/exercise/engine/create_conditions.h"

#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/arena.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

/* Names that a part of the scenario gives and that are not compiled: of groups, and of what canned
 * replies bring about. */
static bool check_names(struct deciding *deciding, const struct exercise *begun)
{
	for (size_t i = 0; i < library_count(&begun->library, ENTITY); i++) {
		const Convene__V1__Entity *entity = library_at(&begun->library, ENTITY, Entity, i);
		for (size_t j = 0; j < entity->n_canned_replies; j++) {
			const Convene__V1__CannedReply *reply = entity->canned_replies[j];
			const char *missing = NULL;
			for (size_t k = 0; k < reply->n_sets_milestones; k++) {
				const char *id = reply->sets_milestones[k];
				missing = library_index(&begun->library, LIBRARY_MILESTONE, id) < 0
				              ? id
				              : missing;
			}
			for (size_t k = 0; k < reply->n_releases_injects; k++) {
				const char *id = reply->releases_injects[k];
				missing = inject_find(begun, id) == NULL ? id : missing;
			}
			if (missing != NULL) {
				return refuse(deciding, INVALID,
				    "canned reply \"%s\" of entity \"%s\" brings about \"%s\", "
				    "which "
				    "the scenario does not have",
				    reply->id, entity->id, missing);
			}
		}
	}
	return true;
}

static bool check_counts(struct deciding *deciding, const struct exercise *begun)
{
	size_t patterns = 0;
	for (size_t i = 0; i < begun->conditions.count; i++) {
		patterns += condition_pattern_count(begun->conditions.list[i]);
	}
	return check_count(deciding, library_count(&begun->library, MILESTONE), MILESTONES_MAX,
	           "milestones") &&
	       check_count(
	           deciding, library_count(&begun->library, SWITCH), SWITCHES_MAX, "switches") &&
	       check_count(deciding, library_count(&begun->library, ALTERNATIVES), ALTERNATIVES_MAX,
	           "alternatives") &&
	       check_count(deciding, patterns, PATTERNS_MAX, "patterns in conditions");
}

bool conditions_check(struct deciding *deciding)
{
	if (refused(deciding) || arena_exhausted(deciding->decision->arena)) {
		return false;
	}
	/* what was drafted is tried out, so nothing is checked otherwise than it is used */
	struct exercise *begun = exercise_new(deciding->exercise->hash);
	for (size_t i = 0; i < deciding->decision->count; i++) {
		const struct draft *draft = &deciding->decision->drafts[i];
		exercise_apply(begun, draft->event, draft->envelope);
	}
	const char *mistake = begun->conditions.mistake;
	bool good = check_counts(deciding, begun) && check_names(deciding, begun);
	if (good && mistake != NULL) {
		good = refuse(deciding, INVALID, "%s", mistake);
	}
	for (size_t i = 0; good && i < begun->msel.count; i++) {
		const struct inject *inject = begun->msel.injects[i];
		if (inject->bad_group) {
			good = refuse(deciding, INVALID,
			    "inject \"%s\" belongs to alternatives that the scenario does not have",
			    inject->id);
		} else if (inject->delay_ms < 0 || inject->delay_ms > EXERCISE_MS_MAX) {
			good = refuse(deciding, INVALID,
			    "delay_ms of inject \"%s\" is out of range; give a time from 0 on",
			    inject->id);
		}
	}
	exercise_free(begun);
	return good;
}
