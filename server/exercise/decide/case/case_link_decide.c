/*
 * Other names of a case, and links between two. Both cases must be the team's.
 */
#include "convene/v1/case.pb-c.h"
#include "proto/list.h"
#include "server/exercise/decide/case/case_open_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"

#include <inttypes.h>
#include <string.h>

#define BEFORE_STARTEX "there are no cases before STARTEX"
#define AFTER_ENDEX    "cases stay as they are"

/* --- other names --- */

static bool check_new_name(
    struct deciding *deciding, const struct case_file *file, const char *alias)
{
	if (strcmp(file->reference, alias) == 0 ||
	    list_has(file->aliases, file->alias_count, alias)) {
		return REFUSE(deciding, INVALID,
		    "case %" PRIu64 " has that name already; give another one", file->id);
	}
	return file->alias_count < CASE_ALIASES_MAX ||
	       REFUSE(deciding, QUOTA, "case %" PRIu64 " has its %d aliases already", file->id,
	           CASE_ALIASES_MAX);
}

void decide_add_case_alias(struct deciding *deciding)
{
	const Convene__V1__AddCaseAlias *command = deciding->command->add_case_alias;
	const char *alias = command->alias;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL || !check_filled(deciding, alias, LINE_BYTES_MAX, "the alias") ||
	    !check_new_name(deciding, file, alias)) {
		return;
	}
	DRAFT(deciding, CASE_ALIAS_ADDED, CaseAliasAdded, .case_id = file->id,
	    .alias = command->alias, .team_id = own_team_id(deciding));
	if (file->person < 0) {
		case_draft_match(deciding, file, file->id, alias);
	}
}

/* --- links --- */

static bool check_linkable(struct deciding *deciding, const struct case_file *file)
{
	return file->links < CASE_LINKS_MAX ||
	       REFUSE(deciding, QUOTA, "case %" PRIu64 " has its %d links already", file->id,
	           CASE_LINKS_MAX);
}

void decide_link_cases(struct deciding *deciding)
{
	const Convene__V1__LinkCases *command = deciding->command->link_cases;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	const struct case_file *one = check_case(deciding, command->case_id);
	const struct case_file *other =
	    one != NULL ? check_case(deciding, command->other_case_id) : NULL;
	if (other == NULL ||
	    !check_filled(deciding, command->relation, LINE_BYTES_MAX, "the relation")) {
		return;
	}
	if (one == other) {
		REFUSE(deciding, INVALID,
		    "case %" PRIu64 " cannot be linked with itself; name two cases", one->id);
		return;
	}
	if (!check_linkable(deciding, one) || !check_linkable(deciding, other)) {
		return;
	}
	DRAFT(deciding, CASES_LINKED, CasesLinked, .case_id = one->id, .other_case_id = other->id,
	    .relation = command->relation, .team_id = own_team_id(deciding));
}
