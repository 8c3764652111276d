/*
 * A team writes down what it decided, and what it rested on: all that it names it may see.
 */
#include "convene/v1/command.pb-c.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/limits.h"
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
	Convene__V1__Attachment **attachments;
	if (!check_in_play(deciding, "decisions are logged after STARTEX",
	        "decisions cannot be logged any more") ||
	    !check_filled(deciding, command->text, TEXT_BYTES_MAX, "the decision") ||
	    !check_text(deciding, command->reason, TEXT_BYTES_MAX, "the reason") ||
	    !check_language(deciding, command->language) ||
	    !check_inject_references(deciding, command->inject_ids, command->n_inject_ids) ||
	    !check_messages(deciding, command) ||
	    !check_case_references(deciding, command->case_ids, command->n_case_ids) ||
	    !attachments_resolve(
	        deciding, command->attachments, command->n_attachments, &attachments)) {
		return;
	}
	DRAFT(deciding, DECISION_LOGGED, DecisionLogged, .decision_id = draft_id(deciding),
	    .participant_id = deciding->actor->id, .team_id = own_team_id(deciding),
	    .text = command->text, .reason = command->reason, .language = command->language,
	    .n_attachments = command->n_attachments, .attachments = attachments,
	    .n_inject_ids = command->n_inject_ids, .inject_ids = command->inject_ids,
	    .n_message_ids = command->n_message_ids, .message_ids = command->message_ids,
	    .n_case_ids = command->n_case_ids, .case_ids = command->case_ids);
}
