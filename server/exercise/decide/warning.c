#include "server/exercise/decide/warning.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/text.h"

void warnings_init(struct warnings *warnings, struct deciding *deciding)
{
	warnings->deciding = deciding;
	warnings->count = 0;
}

void warnings_add(struct warnings *warnings, const struct warning *warning)
{
	if (warnings->count < WARNINGS_MAX) {
		warnings->list[warnings->count++] = *warning;
	}
}

static Convene__V1__Warning *told(struct deciding *deciding, const struct warning *warning)
{
	Convene__V1__Warning *message = DRAFT_BODY(deciding, Warning, warning);
	if (message == NULL) {
		return NULL;
	}
	message->rule = draft_text(deciding, warning->rule);
	message->source = draft_text(deciding, warning->source);
	if (warning->text != NULL) {
		message->text = draft_copy(deciding, warning->text);
	} else {
		message->text = DRAFT_BODY(deciding, Text, text);
		if (message->text != NULL) {
			message->text->value = draft_text(deciding, warning->plain);
		}
	}
	message->missing = draft_texts(deciding, warning->missing, warning->n_missing);
	message->n_missing = message->missing != NULL ? warning->n_missing : 0;
	return message;
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
	refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED,
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
	Convene__V1__CaseFlagged *body = DRAFT_BODY(deciding, CaseFlagged, case_flagged);
	if (body == NULL) {
		return;
	}
	body->case_id = flagging->case_id;
	body->flag = draft_text(deciding, flag);
	body->rule = draft_text(deciding, rule);
	body->team_id = draft_text(deciding, flagging->team_id);
	body->by_seq = flagging->by_seq;
	body->request_id = flagging->request_id;
	body->note = draft_text(deciding, note);
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CASE_FLAGGED, body);
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
