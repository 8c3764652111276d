#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
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
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>
#include <string.h>

/* --- parties --- */

/* Adds a party. `*added` tells whether it was not among them yet. */
static bool add_party(struct deciding *deciding, struct parties *parties,
    const Convene__V1__Party *party, bool *added)
{
	struct end end;
	if (!check_end(
	        deciding, party, "a party is empty; name a team, an entity or control", &end)) {
		return false;
	}
	*added = !set_has(&parties->teams, end.team) && !set_has(&parties->entities, end.entity) &&
	         !(end.control && parties->control);
	parties_add(parties, end);
	return true;
}

static Convene__V1__Party *party_copy(struct deciding *deciding, const Convene__V1__Party *party)
{
	return draft_party(deciding, cast_end(deciding->cast, party));
}

/* A player's own end, which may be left out. */
static Convene__V1__Party *own_team(struct deciding *deciding, const Convene__V1__Party *from)
{
	const char *team_id = participant_team_id(deciding->exercise, deciding->actor);
	if (from != NULL && from->kind_case != CONVENE__V1__PARTY__KIND__NOT_SET &&
	    (from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID ||
	        strcmp(text_or_empty(from->team_id), team_id) != 0)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "players write as their own team; leave out `from`");
		return NULL;
	}
	return draft_party(deciding, (struct end){.team = deciding->actor->team, .entity = -1});
}

/* Whether the party is somebody in whose name staff may write. */
static bool check_voice(struct deciding *deciding, const Convene__V1__Party *from)
{
	bool controller = deciding->actor->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
	const char *missing =
	    controller ? "controllers write as control, as an entity or as a team that nobody "
	                 "plays; name one in `from`"
	               : "simulators write as an entity or as a team that nobody plays; name "
	                 "one in `from`";
	struct end end;
	if (!(controller ? check_end : check_receiving)(deciding, from, missing, &end)) {
		return false;
	}
	return end.team == NO_TEAM || team_is_unplayed(deciding->exercise, end.team) ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	           "team \"%s\" is played; its own people write for it", from->team_id);
}

/* The sender's own end; NULL and a refusal (or the arena used up) when it may not be. */
static Convene__V1__Party *own_end(struct deciding *deciding, const Convene__V1__Party *from)
{
	if (deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		return own_team(deciding, from);
	}
	return check_voice(deciding, from) ? party_copy(deciding, from) : NULL;
}

/* After ENDEX there is the hot wash: players write to control, controllers to whom they like.
 * `others`: the ends that are not the sender's own. */
static bool check_hot_wash(
    struct deciding *deciding, const Convene__V1__Party *own, const struct parties *others)
{
	bool player = deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	if (deciding->exercise->clock.phase < PHASE_ENDED) {
		return true;
	}
	if (!player) {
		return own->kind_case == CONVENE__V1__PARTY__KIND_CONTROL ||
		       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		           "the exercise has ended; nobody answers in anybody's name any more, "
		           "controllers still write as control");
	}
	bool alone = others->control && set_is_empty(&others->entities);
	for (int team = 0; alone && (size_t)team < deciding->cast->team_count; team++) {
		alone = team == deciding->actor->team || !set_has(&others->teams, team);
	}
	return alone || refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
	                    "the exercise has ended; you can still write to control, and to "
	                    "nobody else");
}

/* Fills the parties of a new thread: the sender's end first, then the others, each once. */
static bool resolve_parties(struct deciding *deciding, Convene__V1__Party *own,
    const Convene__V1__OpenThread *command, Convene__V1__ThreadOpened *body)
{
	struct parties parties = {.control = false};
	bool added = false;
	if (!check_count(deciding, command->n_parties, THREAD_PARTIES_MAX, "parties") ||
	    !add_party(deciding, &parties, own, &added)) {
		return false;
	}
	body->parties = draft_array(deciding, command->n_parties + 1, sizeof(Convene__V1__Party *));
	if (body->parties == NULL) {
		return false;
	}
	body->parties[body->n_parties++] = own;
	for (size_t i = 0; i < command->n_parties; i++) {
		if (!add_party(deciding, &parties, command->parties[i], &added)) {
			return false;
		}
		Convene__V1__Party *party =
		    added ? party_copy(deciding, command->parties[i]) : NULL;
		if (party != NULL) {
			body->parties[body->n_parties++] = party;
		}
	}
	if (body->n_parties < 2) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "a thread has at least two ends; name another team, an entity or control");
	}
	return check_hot_wash(deciding, own, &parties);
}
/* What OpenThread and PostMessage have in common; all of it is the command's. */
struct writing {
	const Convene__V1__PostMessage *message; /* borrowed; its thread is not looked at */
	const Convene__V1__Party *own;           /* borrowed */
	const Convene__V1__CannedReply *reply;   /* borrowed; NULL: none */
};

/* --- messages --- */

/* The entity's reply, when one is named. False and a refusal. */
static bool check_canned(struct deciding *deciding, struct writing *writing)
{
	bool entity = writing->own->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID;
	return check_canned_reply(deciding, entity ? writing->own->entity_id : NULL,
	    text_or_empty(writing->message->canned_reply), &writing->reply);
}

static uint64_t *draft_ids(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	uint64_t *copy = count > 0 ? draft_array(deciding, count, sizeof *copy) : NULL;
	if (copy != NULL) {
		memcpy(copy, ids, count * sizeof *copy);
	}
	return copy;
}

/* A message without its thread; NULL and a refusal (or the arena used up) when it is not good. */
static Convene__V1__MessagePosted *message_resolve(
    struct deciding *deciding, struct writing *writing)
{
	const Convene__V1__PostMessage *message = writing->message;
	if (!check_filled(deciding, text_or_empty(message->text), TEXT_BYTES_MAX, "the message") ||
	    !check_language(deciding, text_or_empty(message->language)) ||
	    !check_inject_references(deciding, message->inject_ids, message->n_inject_ids) ||
	    !check_case_references(deciding, message->case_ids, message->n_case_ids) ||
	    !check_request_references(deciding, message->request_ids, message->n_request_ids) ||
	    !check_canned(deciding, writing)) {
		return NULL;
	}
	Convene__V1__MessagePosted *body = DRAFT_BODY(deciding, MessagePosted, message_posted);
	if (body == NULL || !attachments_resolve(deciding, message->attachments,
	                        message->n_attachments, &body->attachments, &body->n_attachments)) {
		return NULL;
	}
	body->text = draft_text(deciding, message->text);
	body->language = draft_text(deciding, message->language);
	body->inject_ids = draft_texts(deciding, message->inject_ids, message->n_inject_ids);
	body->n_inject_ids = body->inject_ids != NULL ? message->n_inject_ids : 0;
	body->case_ids = draft_ids(deciding, message->case_ids, message->n_case_ids);
	body->n_case_ids = body->case_ids != NULL ? message->n_case_ids : 0;
	body->request_ids = draft_ids(deciding, message->request_ids, message->n_request_ids);
	body->n_request_ids = body->request_ids != NULL ? message->n_request_ids : 0;
	return body;
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
static void flag_channel(
    struct deciding *deciding, const struct place *place, const Convene__V1__MessagePosted *body)
{
	int from = deciding->actor->team;
	struct channel_use use = {.channel = place->channel, .from_team = from};
	struct flagging flagging = {.case_id = body->n_case_ids > 0 ? body->case_ids[0] : 0,
	    .team_id = body->from->team_id,
	    .by_seq = body->message_id};
	struct team_set to = {.words = {0}};
	struct warnings warnings;
	for (size_t team = 0; team < deciding->cast->team_count; team++) {
		if ((int)team != from && set_has(&place->teams, (int)team)) {
			set_add(&to, (int)team);
		}
	}
	use.to = &to;
	warnings_init(&warnings, deciding);
	channel_warn(&warnings, &use);
	warnings_flag(&warnings, &flagging);
}

/* Drafts the message, and for staff apart from it who wrote, which players are not to learn. */
static void draft_message(struct deciding *deciding, Convene__V1__MessagePosted *body,
    const struct place *place, const struct writing *writing, Convene__V1__Party *from)
{
	bool voiced = deciding->actor->role != CONVENE__V1__ROLE__ROLE_PLAYER;
	body->message_id = draft_next_seq(deciding);
	body->thread_id = place->thread_id;
	body->from = from;
	body->participant_id = voiced ? 0 : deciding->actor->id;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_MESSAGE_POSTED, body);
	if (!voiced) {
		flag_channel(deciding, place, body);
		return;
	}
	Convene__V1__MessageVoiced *voice = DRAFT_BODY(deciding, MessageVoiced, message_voiced);
	if (voice != NULL) {
		voice->message_id = body->message_id;
		voice->participant_id = deciding->actor->id;
		voice->canned_reply =
		    draft_text(deciding, writing->reply != NULL ? writing->reply->id : "");
		draft_event(deciding, CONVENE__V1__EVENT__BODY_MESSAGE_VOICED, voice);
	}
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

static void place_of(
    const struct deciding *deciding, const Convene__V1__ThreadOpened *opened, struct place *place)
{
	*place = (struct place){.thread_id = opened->thread_id, .channel = opened->channel};
	for (size_t i = 0; i < opened->n_parties; i++) {
		set_add(&place->teams, cast_end(deciding->cast, opened->parties[i]).team);
	}
}

void decide_open_thread(struct deciding *deciding)
{
	const Convene__V1__OpenThread *command = deciding->command->open_thread;
	const char *subject = text_or_empty(command->subject);
	Convene__V1__PostMessage first = first_message(command);
	if (!check_filled(deciding, subject, LINE_BYTES_MAX, "the subject") ||
	    !check_enum(
	        deciding, &convene__v1__channel__descriptor, (int)command->channel, "channel")) {
		return;
	}
	if (deciding->exercise->threads.count >= THREADS_MAX) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
		    "the exercise has its %d threads already; write in one of them", THREADS_MAX);
		return;
	}
	Convene__V1__ThreadOpened *body = DRAFT_BODY(deciding, ThreadOpened, thread_opened);
	Convene__V1__Party *own = own_end(deciding, command->from);
	if (body == NULL || own == NULL || !resolve_parties(deciding, own, command, body)) {
		return;
	}
	struct writing writing = {.message = &first, .own = own};
	Convene__V1__MessagePosted *message = message_resolve(deciding, &writing);
	if (message == NULL) {
		return;
	}
	body->thread_id = draft_next_seq(deciding);
	body->subject = draft_text(deciding, subject);
	body->channel = command->channel;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_THREAD_OPENED, body);
	struct place place;
	place_of(deciding, body, &place);
	draft_message(deciding, message, &place, &writing, own);
}

/* Whether the sender's end is one of the thread's. A player who is none is told what would be told
 * of a thread that does not exist. */
static bool check_party(
    struct deciding *deciding, const struct thread *thread, const Convene__V1__Party *own)
{
	const struct parties *parties = &thread->parties;
	if (own->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		bool player = deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
		return set_has(&parties->teams, cast_team(deciding->cast, own->team_id)) ||
		       (!player &&
		           refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		               "team \"%s\" is no party of thread %" PRIu64 "; open a new thread",
		               own->team_id, thread->id));
	}
	if (own->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
		return parties->control ||
		       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		           "control is no party of thread %" PRIu64 "; open a new thread",
		           thread->id);
	}
	return set_has(&parties->entities, cast_entity(deciding->cast, own->entity_id)) ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
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
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no thread %" PRIu64 " for you", command->thread_id);
		return;
	}
	if (!check_hot_wash(deciding, own, &thread->parties) ||
	    !queue_check_answer(deciding, thread->id, 0)) {
		return;
	}
	struct writing writing = {.message = command, .own = own};
	Convene__V1__MessagePosted *message = message_resolve(deciding, &writing);
	struct place place = {
	    .thread_id = thread->id, .channel = thread->channel, .teams = thread->parties.teams};
	if (message != NULL) {
		draft_message(deciding, message, &place, &writing, own);
		reading_draft_thread_answered(deciding, thread);
	}
}
