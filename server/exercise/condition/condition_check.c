#include "server/exercise/check.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/condition/condition_private.h"
#include "server/exercise/state.h"

/* Whether conditions can be compiled, said before anything is in the log. */

bool condition_is_given(const Convene__V1__Condition *when)
{
	return when != NULL && (when->n_all > 0 || when->n_any > 0 || when->n_none > 0);
}

bool condition_same(struct deciding *deciding, const Convene__V1__Condition *left,
    const Convene__V1__Condition *right)
{
	if (left == NULL || right == NULL) {
		return left == right;
	}
	size_t size = convene__v1__condition__get_packed_size(left);
	if (size != convene__v1__condition__get_packed_size(right)) {
		return false;
	}
	uint8_t *bytes = draft_array(deciding, 2, size + 1);
	if (bytes == NULL) {
		return false;
	}
	convene__v1__condition__pack(left, bytes);
	convene__v1__condition__pack(right, bytes + size);
	return memcmp(bytes, bytes + size, size) == 0;
}

bool condition_check_inject(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	struct compiling compiling = {.exercise = deciding->exercise};
	struct pattern *patterns;
	size_t count;
	const char *group = text_or_empty(inject->group);
	if (*group != '\0' &&
	    library_index(&deciding->exercise->library, LIBRARY_ALTERNATIVES, group) < 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there are no alternatives \"%s\"; the scenario has them all", group);
	}
	if (inject->delay_ms < 0 || inject->delay_ms > EXERCISE_MS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "delay_ms is out of range; give a time from 0 on");
	}
	if (inject->when == NULL) {
		return true;
	}
	if (!condition_compile(&compiling, inject->when, &patterns, &count)) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the condition cannot be used: %s", compiling.why);
	}
	patterns_free(patterns, count);
	return true;
}

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
				return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
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
		patterns += begun->conditions.list[i]->pattern_count;
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
	const struct condition_tables *tables = begun->conditions.tables;
	bool good = check_counts(deciding, begun) && check_names(deciding, begun);
	if (good && tables != NULL && tables->mistake != NULL) {
		good = refuse(
		    deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, "%s", tables->mistake);
	}
	for (size_t i = 0; good && i < begun->msel.count; i++) {
		const struct inject *inject = begun->msel.injects[i];
		if (inject->bad_group) {
			good = refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "inject \"%s\" belongs to alternatives that the scenario does not have",
			    inject->id);
		} else if (inject->delay_ms < 0 || inject->delay_ms > EXERCISE_MS_MAX) {
			good = refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "delay_ms of inject \"%s\" is out of range; give a time from 0 on",
			    inject->id);
		}
	}
	exercise_free(begun);
	return good;
}
