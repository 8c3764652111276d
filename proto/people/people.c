/*
 * Two tables: who plans something upon which event, and what is done when it is due. Between the
 * two anything may have happened, so what is planned names only the matter, and whoever does it
 * asks the world how things stand then.
 */
#include "proto/people/people.h"

#include "proto/list.h"
#include "proto/people/casework.h"
#include "proto/people/expected.h"
#include "proto/people/mending.h"
#include "proto/people/player.h"
#include "proto/people/questions.h"
#include "proto/people/simcell.h"
#include "proto/people/steering.h"

#include <stdlib.h>

#define ROLE(name) CONVENE__V1__ROLE__ROLE_##name
#define PLAYER     (1u << ROLE(PLAYER))
#define SIMCELL    (1u << ROLE(SIMULATOR) | 1u << ROLE(CONTROLLER))
#define CONTROLLER (1u << ROLE(CONTROLLER))

/* Who plans something when they are told of what. */
static const struct reaction {
	Convene__V1__Event__BodyCase what;
	unsigned roles;
	void (*react)(struct actor *actor, const Convene__V1__Event *event);
} reactions[] = {
#define ON(EVENT, roles, react)                                                                    \
	{                                                                                          \
		CONVENE__V1__EVENT__BODY_##EVENT, roles, react                                     \
	}
    ON(INJECT_DELIVERED, PLAYER, player_on_inject),
    ON(INJECT_DELIVERED, PLAYER, casework_on_inject),
    ON(MESSAGE_POSTED, PLAYER, player_on_message),
    ON(CASE_OPENED, PLAYER, casework_on_opened),
    ON(REFERRAL_ANSWERED, PLAYER, casework_on_answered),
    ON(INTERPRETER_BOOKED, PLAYER, casework_on_booked),
    ON(CASE_SHARED, PLAYER, sharing_on_shared),
    ON(CONSENT_RECORDED, PLAYER, sharing_on_consent),
    ON(REQUEST_DRAFTED, PLAYER, requests_on_drafted),
    ON(REQUEST_MOVED, PLAYER, requests_on_moved),
    ON(REQUEST_SENT, PLAYER, replies_on_sent),
    ON(QUESTIONNAIRE_OPENED, PLAYER, questions_on_opened),
    ON(MESSAGE_POSTED, SIMCELL, simcell_on_waiting),
    ON(REQUEST_SENT, SIMCELL, simcell_on_waiting),
    ON(CASE_SHARED, SIMCELL, simcell_on_waiting),
    ON(FIELDS_DISCLOSED, SIMCELL, simcell_on_waiting),
    ON(ITEM_CLAIMED, SIMCELL, simcell_on_claimed),
    ON(EXERCISE_STARTED, CONTROLLER, steering_on_started),
    ON(INJECT_REVISED, CONTROLLER, steering_on_revised),
    ON(QUESTIONNAIRE_OPENED, CONTROLLER, steering_on_opened),
    ON(QUESTIONNAIRE_CLOSED, CONTROLLER, steering_on_closed),
#undef ON
};

static task_fn *const tasks[TASK_KINDS] = {
    [TASK_READ_INJECT] = player_read_inject,
    [TASK_ANSWER] = player_about_inject,
    [TASK_ASK_ENTITY] = player_about_inject,
    [TASK_ASK_TEAM] = player_about_inject,
    [TASK_DECIDE] = player_about_inject,
    [TASK_READ_MESSAGE] = player_read_message,
    [TASK_REPLY] = player_reply,
    [TASK_EXPECTED] = expected_do,
    [TASK_OPEN_CASE] = casework_open,
    [TASK_CASEWORK] = casework_do,
    [TASK_ANSWER_REFERRAL] = sharing_answer,
    [TASK_ACKNOWLEDGE] = replies_do,
    [TASK_ANSWER_REQUEST] = replies_do,
    [TASK_MEND_REQUEST] = requests_mend,
    [TASK_SEND_DRAFT] = requests_send_draft,
    [TASK_WITHDRAW_CONSENT] = sharing_withdraw,
    [TASK_FREE_INTERPRETER] = casework_free_interpreter,
    [TASK_QUESTIONNAIRE] = questions_answer,
    [TASK_SERVE] = simcell_look,
    [TASK_ANSWER_ITEM] = simcell_answer,
    [TASK_RELEASE] = steering_release,
    [TASK_CHOOSE] = steering_choose,
    [TASK_SET_MILESTONE] = steering_milestone,
    [TASK_TURN_SWITCH] = steering_switch,
    [TASK_OPEN_QUESTIONS] = steering_open,
    [TASK_CLOSE_QUESTIONS] = steering_close,
    [TASK_RELEASE_RESULT] = steering_result,
};

void people_options_init(struct people_options *options)
{
	*options = (struct people_options){
	    .seed = 1, .follow_percent = 65, .mistake_percent = 20, .serve_ms = 3 * MINUTE};
}

void people_init(struct people *people, const struct people_options *options,
    const struct view *world, people_send_fn *send, void *context)
{
	*people =
	    (struct people){.options = *options, .world = world, .send = send, .context = context};
}

void people_deinit(struct people *people)
{
	agenda_clear(people);
	attempts_free(people->attempts);
	free(people->opening);
	free(people->list);
	*people = (struct people){.list = NULL};
}

void people_add(struct people *people, struct actor *actor)
{
	actor->people = people;
	actor->random = people_stream(people, people->count);
	phrase_name(people, people->count, actor->name, sizeof(actor->name));
	*LIST_ADD(people->list, people->count, people->cap) = actor;
}

void people_event(struct people *people, const Convene__V1__Event *event, int64_t now_ms)
{
	people->now_ms = now_ms;
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED) {
		agenda_clear(people);
	} else if (people->world->clock.phase != VIEW_ENDED) {
		expected_event(people, event);
	}
}

bool people_heed(const Convene__V1__Event *event)
{
	for (size_t i = 0; i < sizeof(reactions) / sizeof(reactions[0]); i++) {
		if (reactions[i].what == event->body_case) {
			return true;
		}
	}
	return false;
}

void people_told(struct actor *actor, const Convene__V1__Event *event, int64_t now_ms)
{
	actor->people->now_ms = now_ms;
	if (actor->people->world->clock.phase == VIEW_ENDED) {
		return;
	}
	for (size_t i = 0; i < sizeof(reactions) / sizeof(reactions[0]); i++) {
		if (reactions[i].what == event->body_case &&
		    (reactions[i].roles & 1u << actor->role) != 0) {
			reactions[i].react(actor, event);
		}
	}
}

int64_t people_next_ms(const struct people *people)
{
	const struct timer_entry *entry = timer_queue_first(&people->agenda);
	return entry != NULL ? entry->due_ms : INT64_MAX;
}

bool people_act(struct people *people, int64_t now_ms)
{
	people->now_ms = now_ms;
	struct task *task = agenda_take(people);
	if (task == NULL) {
		return false;
	}
	if (task->kind == TASK_RETRY) {
		attempt_retry(task->actor, task->attempt);
		task->attempt = NULL;
	} else {
		tasks[task->kind](task->actor, task);
	}
	task_free(task);
	return true;
}

/* --- what became of it --- */

/* What somebody else, a human perhaps, may have done in the same moment. */
static bool may_be_late(uint64_t kind)
{
	switch (kind) {
	case CONVENE__V1__COMMAND__BODY_RELEASE_INJECT:
	case CONVENE__V1__COMMAND__BODY_MOVE_CASE:
	case CONVENE__V1__COMMAND__BODY_SHARE_CASE:
	case CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL:
	case CONVENE__V1__COMMAND__BODY_TAKE_OVER_CASE:
	case CONVENE__V1__COMMAND__BODY_WITHDRAW_CONSENT:
	case CONVENE__V1__COMMAND__BODY_SEND_REQUEST:
	case CONVENE__V1__COMMAND__BODY_MOVE_REQUEST:
	case CONVENE__V1__COMMAND__BODY_SET_MILESTONE:
	case CONVENE__V1__COMMAND__BODY_TURN_SWITCH:
	case CONVENE__V1__COMMAND__BODY_BOOK_INTERPRETER:
	case CONVENE__V1__COMMAND__BODY_RELEASE_INTERPRETER:
	case CONVENE__V1__COMMAND__BODY_OPEN_QUESTIONNAIRE:
	case CONVENE__V1__COMMAND__BODY_ANSWER_QUESTIONNAIRE:
	case CONVENE__V1__COMMAND__BODY_CLOSE_QUESTIONNAIRE:
		return true;
	default:
		return false;
	}
}

/* A refusal that a human's or another simulated one's action, or the end, explains. */
static bool is_explained(
    const struct people *people, Convene__V1__ErrorCode code, uint64_t kind, bool ending)
{
	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT) {
		return true;
	}
	/* what waited in the queue was answered meanwhile */
	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND) {
		return kind == CONVENE__V1__COMMAND__BODY_CLAIM_ITEM ||
		       kind == CONVENE__V1__COMMAND__BODY_DISMISS_ITEM;
	}
	return code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE &&
	       (ending || people->world->clock.phase == VIEW_ENDED || may_be_late(kind));
}

enum people_outcome people_result(
    struct actor *actor, uint64_t tag, const Convene__V1__Error *error, bool ending, int64_t now_ms)
{
	struct people *people = actor->people;
	uint64_t kind = tag & 0xffff;
	struct attempt *attempt = attempt_take(people, tag);
	people->now_ms = now_ms;
	if (attempt != NULL && error != NULL &&
	    error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED &&
	    people->world->clock.phase != VIEW_ENDED) {
		mending_think(actor, attempt, error);
		return PEOPLE_WARNED;
	}
	attempts_free(attempt);
	if (error == NULL) {
		return PEOPLE_DONE;
	}
	if (kind == CONVENE__V1__COMMAND__BODY_CLAIM_ITEM &&
	    people->world->clock.phase != VIEW_ENDED) {
		simcell_look_again(actor);
	}
	return is_explained(people, error->code, kind, ending) ? PEOPLE_LATE : PEOPLE_REFUSED;
}
