/*
 * Drafting and sending. A request to several receivers becomes as many requests, each with a life
 * of its own, of the same content; only the first may be one that was drafted or returned before.
 * All of it is checked and warned of before anything is drafted. Behind each sent one comes whether
 * it was complete, in an event of its own, since that is not for everybody who sees the request,
 * and then what it broke; what all receivers together lack is flagged once.
 */
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/request/request_check.h"
#include "server/exercise/decide/request/request_content.h"
#include "server/exercise/decide/request/request_reference.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <stdio.h>

#define AFTER_ENDEX "no more requests can be sent"
#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

/* One of the sender's own; NULL and a refusal. */
static const struct request_file *check_own(struct deciding *deciding, uint64_t id)
{
	const struct request_file *request = check_request(deciding, id);
	if (request != NULL && request->from_team != deciding->actor->team) {
		REFUSE(deciding, NOT_PERMITTED,
		    "request %" PRIu64 " is another team's; answer it, or write one of your own",
		    id);
		return NULL;
	}
	return request;
}

/* That a draft is as the sender saw it: a colleague may have written it anew meanwhile. */
static bool check_draft_revision(
    struct deciding *deciding, const struct request_file *request, uint32_t revision)
{
	if (request == NULL || request->state != STATE(DRAFT) || revision == request->revision) {
		return true;
	}
	if (revision == 0) {
		return REFUSE(deciding, INVALID,
		    "revision is missing; name the revision of draft %" PRIu64 " that you saw",
		    request->id);
	}
	char what[40];
	snprintf(what, sizeof what, "draft %" PRIu64, request->id);
	return refuse_conflict(deciding, what, request->revision, request->drafted_by);
}

void decide_draft_request(struct deciding *deciding)
{
	const Convene__V1__DraftRequest *command = deciding->command->draft_request;
	const struct request_file *request = NULL;
	if (!check_not_ended(deciding, AFTER_ENDEX)) {
		return;
	}
	if (command->request_id != 0) {
		request = check_own(deciding, command->request_id);
		if (request == NULL) {
			return;
		}
		if (request->state != STATE(DRAFT)) {
			REFUSE(deciding, WRONG_STATE,
			    "request %" PRIu64 " is %s; only a draft can be written anew",
			    request->id, request_state_name(request->state));
			return;
		}
		if (!check_draft_revision(deciding, request, command->revision)) {
			return;
		}
	} else if (!check_share(deciding, SHARE_REQUESTS)) {
		return;
	}
	if (command->content == NULL) {
		REFUSE(deciding, INVALID, "content is missing; name at least the instrument");
		return;
	}
	Convene__V1__RequestContent *content =
	    request_content_resolve(deciding, command->content, true);
	if (content == NULL) {
		return;
	}
	DRAFT(deciding, REQUEST_DRAFTED, RequestDrafted,
	    .request_id = request != NULL ? request->id : draft_id(deciding),
	    .team_id = own_team_id(deciding), .participant_id = deciding->actor->id,
	    .content = content, .revision = request != NULL ? request->revision + 1 : 1);
}

/* --- sending --- */

/* What is to be sent: what the command has, or what was written before. NULL and a refusal. */
static const Convene__V1__RequestContent *to_be_sent(
    struct deciding *deciding, const struct request_file **request)
{
	const Convene__V1__SendRequest *command = deciding->command->send_request;
	const Convene__V1__RequestContent *content = command->content;
	*request = NULL;
	if (command->request_id != 0) {
		*request = check_own(deciding, command->request_id);
		if (*request == NULL) {
			return NULL;
		}
		if (!request_may_become((*request)->state, STATE(SENT))) {
			REFUSE(deciding, WRONG_STATE,
			    "request %" PRIu64
			    " is %s; only a draft or one that was returned can be "
			    "sent, write a new one",
			    (*request)->id, request_state_name((*request)->state));
			return NULL;
		}
		if (!check_draft_revision(deciding, *request, command->revision)) {
			return NULL;
		}
		content = content != NULL ? content : (*request)->content;
		if ((*request)->state == STATE(RETURNED) &&
		    !request_same_party(content->to, (*request)->content->to)) {
			REFUSE(deciding, INVALID,
			    "a request that was returned goes back to the same receiver; write a "
			    "new one to another");
			return NULL;
		}
	}
	if (content == NULL) {
		REFUSE(deciding, INVALID, "content is missing; say what is to be sent");
	}
	return content;
}

/* All receivers, each once. False and a refusal. */
static bool resolve_receivers(struct deciding *deciding, struct request_sending *sending)
{
	const Convene__V1__SendRequest *command = deciding->command->send_request;
	if (!check_count(deciding, command->n_also_to, REQUEST_RECEIVERS_MAX - 1, "receivers")) {
		return false;
	}
	Convene__V1__Party **to = draft_array(deciding, command->n_also_to + 1, sizeof *to);
	if (to == NULL) {
		return false;
	}
	to[0] = sending->content->to;
	for (size_t i = 0; i < command->n_also_to; i++) {
		const Convene__V1__Party *party = command->also_to[i];
		if (!check_request_receiver(deciding, party)) {
			return false;
		}
		for (size_t j = 0; j <= i; j++) {
			if (request_same_party(to[j], party)) {
				return REFUSE(
				    deciding, INVALID, "a receiver is there twice; name each once");
			}
		}
		to[i + 1] = draft_copy(deciding, party);
		if (to[i + 1] == NULL) {
			return false;
		}
	}
	sending->to = to;
	sending->receivers = command->n_also_to + 1;
	return true;
}

static bool check_broken(struct deciding *deciding, const struct request_sending *sending)
{
	struct warnings warnings = {.deciding = deciding};
	request_warn_content(&warnings, sending);
	request_warn_together(&warnings, sending);
	for (size_t i = 0; i < sending->receivers; i++) {
		request_warn_receiver(&warnings, sending, i);
	}
	return warnings_pass(&warnings, deciding->command->send_request->anyway);
}

static int64_t limit_at(int64_t now_ms, int64_t limit_ms)
{
	int64_t at_ms = 0;
	return limit_ms <= 0 || __builtin_add_overflow(now_ms, limit_ms, &at_ms) ? 0 : at_ms;
}

static void draft_assessed(
    struct deciding *deciding, const struct request_sending *sending, uint64_t request_id)
{
	DRAFT(deciding, REQUEST_ASSESSED, RequestAssessed, .request_id = request_id,
	    .complete = sending->missing.count == 0, .missing = sending->missing.ids,
	    .n_missing = sending->missing.count);
}

static void draft_flags(struct deciding *deciding, const struct request_sending *sending,
    size_t receiver, uint64_t request_id, uint64_t by_seq)
{
	const Convene__V1__RequestContent *content = sending->content;
	struct flagging flagging = {.case_id = content->n_case_ids > 0 ? content->case_ids[0] : 0,
	    .team_id = deciding->cast->teams[sending->from_team]->id,
	    .by_seq = by_seq,
	    .request_id = request_id};
	struct warnings warnings = {.deciding = deciding};
	request_warn_content(&warnings, sending);
	request_warn_receiver(&warnings, sending, receiver);
	if (receiver == 0) {
		request_warn_together(&warnings, sending);
	}
	warnings_flag(&warnings, &flagging);
}

static void draft_sent(struct deciding *deciding, const struct request_sending *sending,
    size_t receiver, uint64_t request_id)
{
	const Convene__V1__Urgency *urgency =
	    request_urgency(sending->instrument, sending->content->urgency);
	int64_t now_ms = story_at(&deciding->story, deciding->exercise_ms);
	Convene__V1__RequestSent *body = DRAFT_BODY(deciding, RequestSent, request_sent);
	Convene__V1__RequestContent *content =
	    DRAFT_BODY(deciding, RequestContent, request_content);
	if (body == NULL || content == NULL) {
		return;
	}
	/* all that is below is shared among the receivers */
	*content = *sending->content;
	content->to = sending->to[receiver];
	body->request_id = request_id != 0 ? request_id : draft_id(deciding);
	body->from_team_id = draft_text(deciding, deciding->cast->teams[sending->from_team]->id);
	body->participant_id = deciding->actor->id;
	body->content = content;
	if (urgency != NULL) {
		body->acknowledge_by_story_ms = limit_at(now_ms, urgency->acknowledge_story_ms);
		body->answer_by_story_ms = limit_at(now_ms, urgency->answer_story_ms);
	}
	uint64_t seq = draft_event(deciding, CONVENE__V1__EVENT__BODY_REQUEST_SENT, body);
	draft_assessed(deciding, sending, body->request_id);
	draft_flags(deciding, sending, receiver, body->request_id, seq);
}

void decide_send_request(struct deciding *deciding)
{
	const struct exercise *exercise = deciding->exercise;
	if (!check_in_play(
	        deciding, "requests can be drafted, and sent after STARTEX", AFTER_ENDEX)) {
		return;
	}
	const struct request_file *request;
	const Convene__V1__RequestContent *given = to_be_sent(deciding, &request);
	if (given == NULL) {
		return;
	}
	struct request_sending sending = {.from_team = deciding->actor->team};
	sending.content = request_content_resolve(deciding, given, false);
	if (sending.content == NULL || !resolve_receivers(deciding, &sending)) {
		return;
	}
	sending.instrument =
	    library_get(&exercise->library, INSTRUMENT, Instrument, sending.content->instrument);
	request_sending_init(deciding, &sending);
	if (!check_share_of(deciding, sending.from_team, SHARE_REQUESTS,
	        sending.receivers - (request != NULL ? 1 : 0)) ||
	    !check_broken(deciding, &sending)) {
		return;
	}
	for (size_t i = 0; i < sending.receivers; i++) {
		draft_sent(deciding, &sending, i, i == 0 && request != NULL ? request->id : 0);
	}
}
