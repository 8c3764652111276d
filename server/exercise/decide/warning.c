/*
 * Warnings on their way: first all are gathered, then either told at once, with nothing done, or
 * what they rest on is done and each is flagged. Those that are hidden never stop anybody and are
 * in no number that is told. Once something was refused there is nothing left to be warned of.
 */
#include "server/exercise/decide/warning.h"

#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/text.h"

void warnings_add(struct warnings *warnings, const struct warning *warning)
{
	if (warnings->count < WARNINGS_MAX) {
		warnings->list[warnings->count++] = *warning;
	}
}

static Convene__V1__Warning *told(struct deciding *deciding, const struct warning *warning)
{
	Convene__V1__Text plain = CONVENE__V1__TEXT__INIT;
	plain.value = (char *)warning->plain;
	return DRAFT_PART(deciding, Warning, warning, .rule = (char *)warning->rule,
	    .source = (char *)warning->source,
	    .text = warning->text != NULL ? (Convene__V1__Text *)warning->text : &plain,
	    .n_missing = warning->n_missing, .missing = (char **)warning->missing);
}

bool warnings_pass(struct warnings *warnings, bool anyway)
{
	struct deciding *deciding = warnings->deciding;
	if (refused(deciding)) {
		return false;
	}
	size_t told_count = 0;
	for (size_t i = 0; i < warnings->count; i++) {
		told_count += !warnings->list[i].hidden;
	}
	if (told_count == 0 || anyway) {
		return true;
	}
	REFUSE(deciding, WARNED,
	    "%zu of the rules would be broken; think again, or do it anyway and say why",
	    told_count);
	Convene__V1__Error *error = deciding->decision->refusal;
	Convene__V1__Warning **list = draft_array(deciding, told_count, sizeof *list);
	if (list == NULL) {
		return false;
	}
	error->warnings = list;
	for (size_t i = 0; i < warnings->count; i++) {
		const struct warning *warning = &warnings->list[i];
		Convene__V1__Warning *message = warning->hidden ? NULL : told(deciding, warning);
		if (message != NULL) {
			list[error->n_warnings++] = message;
		}
	}
	return false;
}

void flag_draft(struct deciding *deciding, const struct flagging *flagging, const char *flag,
    const char *rule, const char *note)
{
	DRAFT(deciding, CASE_FLAGGED, CaseFlagged, .case_id = flagging->case_id,
	    .flag = (char *)flag, .rule = (char *)rule, .team_id = (char *)flagging->team_id,
	    .by_seq = flagging->by_seq, .request_id = flagging->request_id, .note = (char *)note);
}

void warnings_flag(const struct warnings *warnings, const struct flagging *flagging)
{
	for (size_t i = 0; i < warnings->count; i++) {
		const struct warning *warning = &warnings->list[i];
		if (*text_or_empty(warning->flag) != '\0') {
			flag_draft(
			    warnings->deciding, flagging, warning->flag, warning->rule, NULL);
		}
	}
}
