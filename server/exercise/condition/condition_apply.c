/*
 * What the log says of milestones and of injects that wait. The log decides: its events settle a
 * condition whatever the patterns have come to, for a controller may do so at any time. An inject
 * that gets another condition, or one again after it was taken out of its condition's hands, begins
 * anew; a fingerprint tells which one was compiled, so editing anything else of the inject loses
 * nothing of what has happened. What the same events mean to the patterns of others comes after
 * this, from pattern/watch.c.
 */
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/condition/begin.h"
#include "server/exercise/condition/condition.h"
#include "server/exercise/condition/verdict.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/moment.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

void apply_milestone_changed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MilestoneChanged *body = applying->event->milestone_changed;
	struct condition *condition = condition_of_milestone(
	    exercise, library_index(&exercise->library, LIBRARY_MILESTONE, body->milestone_id));
	bool by_hand = body->cause != CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION;
	if (condition == NULL || body->standing < WAITING || body->standing > UNREACHABLE) {
		return;
	}
	condition->said = (struct moment){body->at_ms, applying->seq};
	condition_settle(exercise, condition, body->standing,
	    (struct moment){body->at_ms, body->by_seq}, by_hand);
}

/* Whether the inject's condition is the one that was compiled. */
static bool says_the_same(
    const struct exercise *exercise, const struct inject *inject, const struct condition *condition)
{
	uint8_t hash[DIGEST_SIZE] = {0};
	Convene__V1__Inject *content =
	    convene__v1__inject__unpack(NULL, inject->content_size, inject->content);
	if (content != NULL && content->when != NULL) {
		condition_fingerprint(exercise, content->when, hash);
	}
	if (content != NULL) {
		convene__v1__inject__free_unpacked(content, NULL);
	}
	return memcmp(hash, condition->fingerprint, sizeof hash) == 0;
}

/* Whether what an inject waits for has to be waited for from now on: it got another condition, or
 * one again. */
static bool begins_anew(
    const struct exercise *exercise, const struct inject *inject, const struct condition *condition)
{
	bool over = condition != NULL && condition->over && condition->standing == WAITING;
	return inject->contingent &&
	       (condition == NULL || over || !says_the_same(exercise, inject, condition));
}

/* Its condition has come to hold, or cannot any more. */
static void note_decided(
    struct exercise *exercise, struct condition *condition, const struct applying *applying)
{
	bool holds = applying->event->inject_revised->change ==
	             CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED;
	struct moment by = {applying->event->exercise_ms, applying->seq};
	if (!moment_is_never(condition->due)) {
		by = condition->due;
	}
	condition_settle(exercise, condition, holds ? REACHED : UNREACHABLE, by, false);
}

/* An inject got its time, was found unreachable, was changed by hand, or got another condition. */
static void note_revised(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectRevised *body = applying->event->inject_revised;
	const struct inject *inject = inject_find(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq != 0) {
		return;
	}
	bool waits = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
	struct condition *condition = inject->condition;
	bool open = condition != NULL && condition->standing == WAITING && !condition->over;
	switch (body->change) {
	case CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_TRIGGERED:
	case CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_UNREACHABLE:
		if (open) {
			note_decided(exercise, condition, applying);
		}
		return;
	default:
		break;
	}
	bool restored = body->change == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_RESTORED;
	if (waits && ((restored && inject->contingent) ||
	                 (body->inject != NULL && begins_anew(exercise, inject, condition)))) {
		condition_begin_inject(exercise, inject);
	} else if (open && !waits) {
		bool hand = body->change != CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_SUPERSEDED &&
		            body->change != CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_CHOICE;
		condition_settle(exercise, condition, WAITING, (struct moment){0, 0}, hand);
	}
	condition = inject->condition;
	if (condition != NULL && body->inject != NULL && !inject->contingent) {
		memset(condition->fingerprint, 0, sizeof condition->fingerprint);
		state_edit(exercise, condition);
	}
}

static void note_delivered(struct exercise *exercise, const struct applying *applying)
{
	const struct inject *inject =
	    inject_find(exercise, applying->event->inject_delivered->inject_id);
	struct condition *condition = inject != NULL ? inject->condition : NULL;
	if (condition != NULL && inject->delivered_seq == applying->seq &&
	    condition->standing == WAITING && !condition->over) {
		condition_settle(exercise, condition, WAITING, (struct moment){0, 0}, true);
	}
}

void conditions_apply_any(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__Event *event = applying->event;
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED && exercise->ready) {
		note_revised(exercise, applying);
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		note_delivered(exercise, applying);
	}
}
