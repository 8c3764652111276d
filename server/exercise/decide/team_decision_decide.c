#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/arena.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"

static bool check_messages(struct deciding *deciding, const Convene__V1__LogDecision *command)
{
	if (!check_count(
	        deciding, command->n_message_ids, EVENT_REFERENCES_MAX, "references to messages")) {
		return false;
	}
	for (size_t i = 0; i < command->n_message_ids; i++) {
		if (check_visible_message(deciding, command->message_ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}

void decide_log_decision(struct deciding *deciding)
{
	const Convene__V1__LogDecision *command = deciding->command->log_decision;
	const char *text = text_or_empty(command->text);
	const char *reason = text_or_empty(command->reason);
	const char *language = text_or_empty(command->language);
	if (!check_in_play(deciding, "decisions are logged after STARTEX",
	        "decisions cannot be logged any more") ||
	    !check_filled(deciding, text, TEXT_BYTES_MAX, "the decision") ||
	    !check_text(deciding, reason, TEXT_BYTES_MAX, "the reason") ||
	    !check_language(deciding, language) ||
	    !check_inject_references(deciding, command->inject_ids, command->n_inject_ids) ||
	    !check_messages(deciding, command) ||
	    !check_case_references(deciding, command->case_ids, command->n_case_ids)) {
		return;
	}
	Convene__V1__DecisionLogged *body = DRAFT_BODY(deciding, DecisionLogged, decision_logged);
	if (body == NULL || !attachments_resolve(deciding, command->attachments,
	                        command->n_attachments, &body->attachments, &body->n_attachments)) {
		return;
	}
	body->decision_id = draft_next_seq(deciding);
	body->participant_id = deciding->actor->id;
	body->team_id =
	    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
	body->text = draft_text(deciding, text);
	body->reason = draft_text(deciding, reason);
	body->language = draft_text(deciding, language);
	body->inject_ids = draft_texts(deciding, command->inject_ids, command->n_inject_ids);
	body->n_inject_ids = body->inject_ids != NULL ? command->n_inject_ids : 0;
	if (command->n_message_ids > 0) {
		body->message_ids = arena_copy(deciding->decision->arena, command->message_ids,
		    command->n_message_ids * sizeof *command->message_ids);
		body->n_message_ids = body->message_ids != NULL ? command->n_message_ids : 0;
	}
	if (command->n_case_ids > 0) {
		body->case_ids = arena_copy(deciding->decision->arena, command->case_ids,
		    command->n_case_ids * sizeof *command->case_ids);
		body->n_case_ids = body->case_ids != NULL ? command->n_case_ids : 0;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_DECISION_LOGGED, body);
}
