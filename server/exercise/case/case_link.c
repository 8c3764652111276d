#include "server/exercise/case/case.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

#define BEFORE_STARTEX "there are no cases before STARTEX"
#define AFTER_ENDEX    "cases stay as they are"

/* --- other names --- */

static bool check_new_name(
    struct deciding *deciding, const struct case_file *file, const char *alias)
{
	bool known = strcmp(file->reference, alias) == 0;
	for (size_t i = 0; i < file->alias_count && !known; i++) {
		known = strcmp(file->aliases[i], alias) == 0;
	}
	if (known) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "case %" PRIu64 " has that name already; give another one", file->id);
	}
	return file->alias_count < CASE_ALIASES_MAX ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
	           "case %" PRIu64 " has its %d aliases already", file->id, CASE_ALIASES_MAX);
}

void case_decide_alias(struct deciding *deciding)
{
	const Convene__V1__AddCaseAlias *command = deciding->command->add_case_alias;
	const char *alias = text_or_empty(command->alias);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL || !check_filled(deciding, alias, LINE_BYTES_MAX, "the alias") ||
	    !check_new_name(deciding, file, alias)) {
		return;
	}
	Convene__V1__CaseAliasAdded *body = DRAFT_BODY(deciding, CaseAliasAdded, case_alias_added);
	if (body == NULL) {
		return;
	}
	body->case_id = file->id;
	body->alias = draft_text(deciding, alias);
	body->team_id =
	    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CASE_ALIAS_ADDED, body);
	if (file->person < 0) {
		case_draft_match(deciding, file, file->id, alias);
	}
}

void case_apply_alias(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseAliasAdded *body = applying->event->case_alias_added;
	struct case_file *file = case_find(exercise, body->case_id);
	if (file == NULL || file->alias_count >= CASE_ALIASES_MAX) {
		return;
	}
	file->aliases =
	    array_room(file->aliases, file->alias_count, &file->alias_cap, sizeof *file->aliases);
	file->aliases[file->alias_count++] = xstrdup(text_or_empty(body->alias));
	digest_touch(&exercise->digest, &file->node);
}

/* --- links --- */

static bool check_linkable(struct deciding *deciding, const struct case_file *file)
{
	return file->links < CASE_LINKS_MAX ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
	           "case %" PRIu64 " has its %d links already", file->id, CASE_LINKS_MAX);
}

void case_decide_link(struct deciding *deciding)
{
	const Convene__V1__LinkCases *command = deciding->command->link_cases;
	const char *relation = text_or_empty(command->relation);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	const struct case_file *one = check_case(deciding, command->case_id);
	const struct case_file *other =
	    one != NULL ? check_case(deciding, command->other_case_id) : NULL;
	if (other == NULL || !check_filled(deciding, relation, LINE_BYTES_MAX, "the relation")) {
		return;
	}
	if (one == other) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "case %" PRIu64 " cannot be linked with itself; name two cases", one->id);
		return;
	}
	if (!check_linkable(deciding, one) || !check_linkable(deciding, other)) {
		return;
	}
	Convene__V1__CasesLinked *body = DRAFT_BODY(deciding, CasesLinked, cases_linked);
	if (body != NULL) {
		body->case_id = one->id;
		body->other_case_id = other->id;
		body->relation = draft_text(deciding, relation);
		body->team_id =
		    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
		draft_event(deciding, CONVENE__V1__EVENT__BODY_CASES_LINKED, body);
	}
}

static void link_one(
    struct exercise *exercise, struct case_file *file, uint64_t seq, uint64_t other)
{
	file->links++;
	file->links_sum += mix_pair(seq, other);
	digest_touch(&exercise->digest, &file->node);
}

void case_apply_linked(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CasesLinked *body = applying->event->cases_linked;
	struct case_file *one = case_find(exercise, body->case_id);
	struct case_file *other = case_find(exercise, body->other_case_id);
	if (one != NULL && other != NULL && one != other) {
		link_one(exercise, one, applying->event->seq, other->id);
		link_one(exercise, other, applying->event->seq, one->id);
	}
}
