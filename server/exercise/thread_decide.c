#include "server/exercise/check.h"
#include "server/exercise/state.h"

/* What the end of an exercise means for messages. */
#define AFTER_ENDEX "no more messages can be sent"

/* Opening threads and writing in them; see thread.h. Players write as their team, simulators as an
 * entity, controllers as an entity or as control. */

/* --- parties --- */

/* Adds a party. `*added` tells whether it was not among them yet. */
static bool parties_add(struct deciding *deciding, struct parties *parties,
    const Convene__V1__Party *party, bool *added)
{
	int index = -1;
	switch (party != NULL ? party->kind_case : CONVENE__V1__PARTY__KIND__NOT_SET) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		index = check_team(deciding, text_or_empty(party->team_id));
		*added = !team_set_has(&parties->teams, index);
		team_set_add(&parties->teams, index);
		return index >= 0;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		index = check_entity(deciding, text_or_empty(party->entity_id));
		*added = !entity_set_has(&parties->entities, index);
		entity_set_add(&parties->entities, index);
		return index >= 0;
	case CONVENE__V1__PARTY__KIND_CONTROL:
		if (party->control) {
			*added = !parties->control;
			parties->control = true;
			return true;
		}
		break;
	default:
		break;
	}
	return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	    "a party is empty; name a team, an entity or control");
}

static Convene__V1__Party *party_copy(struct deciding *deciding, const Convene__V1__Party *party)
{
	Convene__V1__Party *copy = DRAFT_BODY(deciding, Party, party);
	if (copy == NULL) {
		return NULL;
	}
	copy->kind_case = party->kind_case;
	if (party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		copy->team_id = draft_text(deciding, party->team_id);
	} else if (party->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID) {
		copy->entity_id = draft_text(deciding, party->entity_id);
	} else {
		copy->control = true;
	}
	return copy;
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
	Convene__V1__Party *party = DRAFT_BODY(deciding, Party, party);
	if (party != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		party->team_id = draft_text(deciding, team_id);
	}
	return party;
}

/* The sender's own end; NULL and a refusal (or the arena used up) when it may not be. */
static Convene__V1__Party *own_end(struct deciding *deciding, const Convene__V1__Party *from)
{
	Convene__V1__Role role = deciding->actor->role;
	if (role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		return own_team(deciding, from);
	}
	bool entity = from != NULL && from->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID;
	bool control =
	    from != NULL && from->kind_case == CONVENE__V1__PARTY__KIND_CONTROL && from->control;
	if (role == CONVENE__V1__ROLE__ROLE_CONTROLLER && !entity && !control) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "controllers write as control or as an entity; name one in `from`");
		return NULL;
	}
	if (role == CONVENE__V1__ROLE__ROLE_SIMULATOR && !entity) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "simulators write as an entity; name one in `from`");
		return NULL;
	}
	if (entity && check_entity(deciding, text_or_empty(from->entity_id)) < 0) {
		return NULL;
	}
	return party_copy(deciding, from);
}

/* Fills the parties of a new thread: the sender's end first, then the others, each once. */
static bool resolve_parties(struct deciding *deciding, Convene__V1__Party *own,
    const Convene__V1__OpenThread *command, Convene__V1__ThreadOpened *body)
{
	struct parties parties = {.control = false};
	bool added = false;
	if (!check_count(deciding, command->n_parties, THREAD_PARTIES_MAX, "parties") ||
	    !parties_add(deciding, &parties, own, &added)) {
		return false;
	}
	body->parties = draft_array(deciding, command->n_parties + 1, sizeof(Convene__V1__Party *));
	if (body->parties == NULL) {
		return false;
	}
	body->parties[body->n_parties++] = own;
	for (size_t i = 0; i < command->n_parties; i++) {
		if (!parties_add(deciding, &parties, command->parties[i], &added)) {
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
	return true;
}

/* --- messages --- */

/* What OpenThread and PostMessage have in common. */
struct writing {
	const char *text;
	const char *language;
	Convene__V1__Attachment *const *attachments; /* borrowed: the command's */
	size_t n_attachments;
	char *const *inject_ids; /* borrowed: the command's */
	size_t n_inject_ids;
};

/* A message without its thread; NULL and a refusal (or the arena used up) when it is not good. */
static Convene__V1__MessagePosted *message_resolve(
    struct deciding *deciding, const struct writing *writing)
{
	if (!check_filled(deciding, writing->text, TEXT_BYTES_MAX, "the message") ||
	    !check_language(deciding, writing->language) ||
	    !check_inject_references(deciding, writing->inject_ids, writing->n_inject_ids)) {
		return NULL;
	}
	Convene__V1__MessagePosted *body = DRAFT_BODY(deciding, MessagePosted, message_posted);
	if (body == NULL || !attachments_resolve(deciding, writing->attachments,
	                        writing->n_attachments, &body->attachments, &body->n_attachments)) {
		return NULL;
	}
	body->text = draft_text(deciding, writing->text);
	body->language = draft_text(deciding, writing->language);
	body->inject_ids = draft_texts(deciding, writing->inject_ids, writing->n_inject_ids);
	body->n_inject_ids = body->inject_ids != NULL ? writing->n_inject_ids : 0;
	return body;
}

/* Drafts the message, and for staff apart from it who wrote, which players are not to learn. */
static void draft_message(struct deciding *deciding, Convene__V1__MessagePosted *body,
    uint64_t thread_id, Convene__V1__Party *from)
{
	bool voiced = from->kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID;
	body->message_id = draft_next_seq(deciding);
	body->thread_id = thread_id;
	body->from = from;
	body->participant_id = voiced ? 0 : deciding->actor->id;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_MESSAGE_POSTED, body);
	if (!voiced) {
		return;
	}
	Convene__V1__MessageVoiced *voice = DRAFT_BODY(deciding, MessageVoiced, message_voiced);
	if (voice != NULL) {
		voice->message_id = body->message_id;
		voice->participant_id = deciding->actor->id;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_MESSAGE_VOICED, voice);
	}
}

void thread_decide_open(struct deciding *deciding)
{
	const Convene__V1__OpenThread *command = deciding->command->open_thread;
	const char *subject = text_or_empty(command->subject);
	struct writing writing = {.text = text_or_empty(command->text),
	    .language = text_or_empty(command->language),
	    .attachments = command->attachments,
	    .n_attachments = command->n_attachments,
	    .inject_ids = command->inject_ids,
	    .n_inject_ids = command->n_inject_ids};
	if (!check_not_ended(deciding, AFTER_ENDEX) ||
	    !check_filled(deciding, subject, LINE_BYTES_MAX, "the subject") ||
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
	Convene__V1__MessagePosted *message = message_resolve(deciding, &writing);
	if (message == NULL) {
		return;
	}
	body->thread_id = draft_next_seq(deciding);
	body->subject = draft_text(deciding, subject);
	body->channel = command->channel;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_THREAD_OPENED, body);
	draft_message(deciding, message, body->thread_id, own);
}

/* Whether the sender's end is one of the thread's. A player who is none is told what would be told
 * of a thread that does not exist. */
static bool check_party(
    struct deciding *deciding, const struct thread *thread, const Convene__V1__Party *own)
{
	const struct parties *parties = &thread->parties;
	if (own->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		return team_set_has(&parties->teams, deciding->actor->team);
	}
	if (own->kind_case == CONVENE__V1__PARTY__KIND_CONTROL) {
		return parties->control ||
		       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		           "control is no party of thread %" PRIu64 "; open a new thread",
		           thread->id);
	}
	return entity_set_has(&parties->entities, cast_entity(deciding->cast, own->entity_id)) ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	           "entity \"%s\" is no party of thread %" PRIu64 "; open a new thread",
	           shown_id(own->entity_id), thread->id);
}

void thread_decide_post(struct deciding *deciding)
{
	const Convene__V1__PostMessage *command = deciding->command->post_message;
	struct writing writing = {.text = text_or_empty(command->text),
	    .language = text_or_empty(command->language),
	    .attachments = command->attachments,
	    .n_attachments = command->n_attachments,
	    .inject_ids = command->inject_ids,
	    .n_inject_ids = command->n_inject_ids};
	if (!check_not_ended(deciding, AFTER_ENDEX)) {
		return;
	}
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
	Convene__V1__MessagePosted *message = message_resolve(deciding, &writing);
	if (message != NULL) {
		draft_message(deciding, message, thread->id, own);
	}
}
