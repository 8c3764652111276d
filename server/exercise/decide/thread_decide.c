/*
 * Threads and messages. The two commands differ in where a message goes; what it says is checked
 * and drafted by the same functions. Who wrote in somebody's name is an event of its own, since
 * players are not to learn it.
 */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/channel.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/condition/milestone_decide.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/reading_decide.h"
#include "server/exercise/decide/request/request_reference.h"
#include "server/exercise/decide/simcell/queue_decide.h"
#include "server/exercise/decide/voice.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>
#include <string.h>

/* --- parties --- */

/* Adds the party to the list, and to those that are in it, unless it is among them. */
static bool add_party(struct deciding *deciding, const Convene__V1__Party *party,
    struct parties *parties, Convene__V1__Party **list, size_t *count)
{
	struct end end;
	if (!check_end(
	        deciding, party, "a party is empty; name a team, an entity or control", &end)) {
		return false;
	}
	if (!set_has(&parties->teams, end.team) && !set_has(&parties->entities, end.entity) &&
	    !(end.control && parties->control)) {
		parties_add(parties, end);
		list[*count] = draft_party(deciding, end);
		*count += list[*count] != NULL;
	}
	return true;
}

/* A player's own end, which may be left out. */
static Convene__V1__Party *own_team(struct deciding *deciding, const Convene__V1__Party *from)
{
	if (from != NULL && from->kind_case != CONVENE__V1__PARTY__KIND__NOT_SET &&
	    (from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID ||
	        strcmp(from->team_id, own_team_id(deciding)) != 0)) {
		REFUSE(deciding, INVALID, "players write as their own team; leave out `from`");
		return NULL;
	}
	return draft_party(deciding, (struct end){.team = deciding->actor->team, .entity = -1});
}

/* The sender's own end; NULL and a refusal (or the arena used up) when it may not be. */
static Convene__V1__Party *own_end(struct deciding *deciding, const Convene__V1__Party *from)
{
	if (by_player(deciding)) {
		return own_team(deciding, from);
	}
	return voice_check(deciding, from) ? draft_party(deciding, cast_end(deciding->cast, from))
	                                   : NULL;
}

/* After ENDEX there is the hot wash: players write to control, controllers to whom they like.
 * `others`: the ends that are not the sender's own. */
static bool check_hot_wash(
    struct deciding *deciding, const Convene__V1__Party *own, const struct parties *others)
{
	if (deciding->exercise->clock.phase < PHASE_ENDED) {
		return true;
	}
	if (!by_player(deciding)) {
		return own->kind_case == CONVENE__V1__PARTY__KIND_CONTROL ||
		       REFUSE(deciding, WRONG_STATE,
		           "the exercise has ended; nobody answers in anybody's name any more, "
		           "controllers still write as control");
	}
	bool alone = others->control && set_is_empty(&others->entities);
	for (int team = 0; alone && (size_t)team < deciding->cast->team_count; team++) {
		alone = team == deciding->actor->team || !set_has(&others->teams, team);
	}
	return alone || REFUSE(deciding, WRONG_STATE,
	                    "the exercise has ended; you can still write to control, and to "
	                    "nobody else");
}

/* Fills the parties of a new thread: the sender's end first, then the others, each once. */
static bool resolve_parties(struct deciding *deciding, const Convene__V1__Party *own,
    Convene__V1__Party **list, size_t *count)
{
	const Convene__V1__OpenThread *command = deciding->command->open_thread;
	struct parties parties = {.control = false};
	if (!check_count(deciding, command->n_parties, THREAD_PARTIES_MAX, "parties") ||
	    !add_party(deciding, own, &parties, list, count)) {
		return false;
	}
	for (size_t i = 0; i < command->n_parties; i++) {
		if (!add_party(deciding, command->parties[i], &parties, list, count)) {
			return false;
		}
	}
	if (*count < 2) {
		return REFUSE(deciding, INVALID,
		    "a thread has at least two ends; name another team, an entity or control");
	}
	return check_hot_wash(deciding, own, &parties);
}

/* What OpenThread and PostMessage have in common; all of it is the command's. */
struct writing {
	const Convene__V1__PostMessage *message; /* borrowed; its thread is not looked at */
	Convene__V1__Party *own;                 /* borrowed: the arena's */
	const Convene__V1__CannedReply *reply;   /* borrowed; NULL: none */
	Convene__V1__Attachment **attachments;   /* borrowed: the arena's; as many as were given */
};

/* --- messages --- */

/* The entity's reply, when one is named. False and a refusal. */
static bool check_canned(struct deciding *deciding, struct writing *writing)
{
	bool entity = writing->own->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID;
	return check_canned_reply(deciding, entity ? writing->own->entity_id : NULL,
	    writing->message->canned_reply, &writing->reply);
}

/* Everything but where it goes. */
static bool check_message(struct deciding *deciding, struct writing *writing)
{
	const Convene__V1__PostMessage *message = writing->message;
	return check_filled(deciding, message->text, TEXT_BYTES_MAX, "the message") &&
	       check_language(deciding, message->language) &&
	       check_inject_references(deciding, message->inject_ids, message->n_inject_ids) &&
	       check_case_references(deciding, message->case_ids, message->n_case_ids) &&
	       check_request_references(deciding, message->request_ids, message->n_request_ids) &&
	       check_canned(deciding, writing) &&
	       attachments_resolve(
	           deciding, message->attachments, message->n_attachments, &writing->attachments);
}

/* Where a message goes. */
struct place {
	uint64_t thread_id;
	Convene__V1__Channel channel;
	struct team_set teams; /* all that are an end of it */
};

/* A wrong channel is flagged without any warning before: a message is written in the heat of a
 * conversation, mostly in a thread that somebody else opened, and there is nothing to be filled in
 * again. What staff write in somebody's name is nobody's mistake. */
static void flag_channel(struct deciding *deciding, const struct place *place,
    const Convene__V1__PostMessage *message, uint64_t by_seq)
{
	struct flagging flagging = {.case_id = message->n_case_ids > 0 ? message->case_ids[0] : 0,
	    .team_id = own_team_id(deciding),
	    .by_seq = by_seq};
	struct team_set own = {.words = {0}}, to = place->teams;
	set_add(&own, deciding->actor->team);
	set_drop(&to, &own);
	struct channel_use use = {
	    .channel = place->channel, .from_team = deciding->actor->team, .to = &to};
	struct warnings warnings = {.deciding = deciding};
	channel_warn(&warnings, &use);
	warnings_flag(&warnings, &flagging);
}

/* Drafts the message, and for staff apart from it who wrote, which players are not to learn. */
static void draft_message(
    struct deciding *deciding, const struct place *place, const struct writing *writing)
{
	const Convene__V1__PostMessage *message = writing->message;
	bool player = by_player(deciding);
	uint64_t id = draft_id(deciding);
	uint64_t seq = DRAFT(deciding, MESSAGE_POSTED, MessagePosted, .message_id = id,
	    .thread_id = place->thread_id, .from = writing->own,
	    .participant_id = player ? deciding->actor->id : 0, .text = message->text,
	    .language = message->language, .n_attachments = message->n_attachments,
	    .attachments = writing->attachments, .n_inject_ids = message->n_inject_ids,
	    .inject_ids = message->inject_ids, .n_case_ids = message->n_case_ids,
	    .case_ids = message->case_ids, .n_request_ids = message->n_request_ids,
	    .request_ids = message->request_ids);
	if (player) {
		flag_channel(deciding, place, message, seq);
		return;
	}
	DRAFT(deciding, MESSAGE_VOICED, MessageVoiced, .message_id = id,
	    .participant_id = deciding->actor->id,
	    .canned_reply = writing->reply != NULL ? writing->reply->id : NULL);
	if (writing->reply != NULL) {
		follow_up_draft(deciding, writing->reply);
	}
}

/* The first message of a thread, as if it were posted. */
static Convene__V1__PostMessage first_message(const Convene__V1__OpenThread *command)
{
	Convene__V1__PostMessage message = CONVENE__V1__POST_MESSAGE__INIT;
	message.text = command->text;
	message.language = command->language;
	message.n_attachments = command->n_attachments;
	message.attachments = command->attachments;
	message.n_inject_ids = command->n_inject_ids;
	message.inject_ids = command->inject_ids;
	message.n_case_ids = command->n_case_ids;
	message.case_ids = command->case_ids;
	message.n_request_ids = command->n_request_ids;
	message.request_ids = command->request_ids;
	message.canned_reply = command->canned_reply;
	return message;
}

void decide_open_thread(struct deciding *deciding)
{
	const Convene__V1__OpenThread *command = deciding->command->open_thread;
	Convene__V1__PostMessage first = first_message(command);
	if (!check_filled(deciding, command->subject, LINE_BYTES_MAX, "the subject") ||
	    !check_enum(
	        deciding, &convene__v1__channel__descriptor, (int)command->channel, "channel")) {
		return;
	}
	if (!check_share(deciding, SHARE_THREADS)) {
		return;
	}
	struct writing writing = {.message = &first, .own = own_end(deciding, command->from)};
	Convene__V1__Party *parties[THREAD_PARTIES_MAX + 1];
	size_t count = 0;
	if (writing.own == NULL || !resolve_parties(deciding, writing.own, parties, &count) ||
	    !check_message(deciding, &writing)) {
		return;
	}
	struct place place = {.thread_id = draft_id(deciding), .channel = command->channel};
	for (size_t i = 0; i < count; i++) {
		set_add(&place.teams, cast_end(deciding->cast, parties[i]).team);
	}
	DRAFT(deciding, THREAD_OPENED, ThreadOpened, .thread_id = place.thread_id,
	    .subject = command->subject, .channel = command->channel, .n_parties = count,
	    .parties = parties);
	draft_message(deciding, &place, &writing);
}

/* Whether the sender's end is one of the thread's. A player who is none is told what would be told
 * of a thread that does not exist. */
static bool check_party(
    struct deciding *deciding, const struct thread *thread, const Convene__V1__Party *own)
{
	const struct parties *parties = &thread->parties;
	if (own->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		bool player = by_player(deciding);
		return set_has(&parties->teams, cast_team(deciding->cast, own->team_id)) ||
		       (!player &&
		           REFUSE(deciding, INVALID,
		               "team \"%s\" is no party of thread %" PRIu64 "; open a new thread",
		               own->team_id, thread->id));
	}
	if (own->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
		return parties->control ||
		       REFUSE(deciding, INVALID,
		           "control is no party of thread %" PRIu64 "; open a new thread",
		           thread->id);
	}
	return set_has(&parties->entities, cast_entity(deciding->cast, own->entity_id)) ||
	       REFUSE(deciding, INVALID,
	           "entity \"%s\" is no party of thread %" PRIu64 "; open a new thread",
	           own->entity_id, thread->id);
}

void decide_post_message(struct deciding *deciding)
{
	const Convene__V1__PostMessage *command = deciding->command->post_message;
	const struct thread *thread = thread_find(deciding->exercise, command->thread_id);
	Convene__V1__Party *own = own_end(deciding, command->from);
	if (own == NULL) {
		return;
	}
	if (thread == NULL || !check_party(deciding, thread, own)) {
		REFUSE(deciding, NOT_FOUND, "there is no thread %" PRIu64 " for you",
		    command->thread_id);
		return;
	}
	if (!check_hot_wash(deciding, own, &thread->parties) ||
	    !queue_check_answer(deciding, thread->id, 0)) {
		return;
	}
	struct writing writing = {.message = command, .own = own};
	struct place place = {
	    .thread_id = thread->id, .channel = thread->channel, .teams = thread->parties.teams};
	if (check_message(deciding, &writing)) {
		draft_message(deciding, &place, &writing);
		reading_draft_thread_answered(deciding, thread);
	}
}
