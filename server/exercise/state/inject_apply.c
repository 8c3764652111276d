/*
 * Events into the list of injects. The content is kept packed: the engine reads it seldom, the
 * digest hashes it, and a log of many revisions would otherwise be held unpacked. What is asked
 * often (times, receivers, group) stands beside it.
 */
#include "server/exercise/state/inject_apply.h"

#include "convene/v1/change.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/rules/shift.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/conditions_apply.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>
#include <string.h>

/* --- applying --- */

static void inject_set_content(
    struct exercise *exercise, struct inject *inject, const Convene__V1__Inject *message)
{
	free(inject->content);
	inject->content_size = convene__v1__inject__get_packed_size(message);
	inject->content = xcalloc(1, inject->content_size + 1);
	convene__v1__inject__pack(message, inject->content);
	inject->content_hashed = false;
	inject->on_release = message->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE;
	inject->contingent = condition_is_given(message->when);
	inject->group = library_index(&exercise->library, LIBRARY_ALTERNATIVES, message->group);
	inject->delay_ms = message->delay_ms;
	inject->planned_ms = message->planned_ms;
	memset(&inject->to, 0, sizeof inject->to);
	for (size_t i = 0; i < message->n_to; i++) {
		set_add(&inject->to, cast_team(&exercise->cast, message->to[i]));
	}
}

/* NULL when there is one with that id. */
static struct inject *inject_new(struct exercise *exercise, const Convene__V1__Inject *message)
{
	struct inject *inject = xcalloc(1, sizeof *inject);
	inject->node.kind = DIGEST_INJECT;
	inject->id = xstrdup(message->id);
	inject->revision = 1;
	if (!msel_add(&exercise->msel, inject)) {
		inject_free(inject);
		return NULL;
	}
	inject_set_content(exercise, inject, message);
	inject->not_before_ms = message->planned_ms;
	return inject_edit(exercise, inject->id);
}

void inject_apply_loaded(struct exercise *exercise, const Convene__V1__Inject *message)
{
	struct inject *inject = inject_new(exercise, message);
	if (inject != NULL) {
		msel_place(&exercise->msel, inject,
		    inject->contingent ? CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING
		                       : CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED,
		    message->planned_ms);
	}
}

/* What an inject can be other than delivered, which is an event of its own. */
static bool can_wait_as(Convene__V1__InjectStatus status)
{
	return status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
}

void apply_inject_revised(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectRevised *body = applying->event->inject_revised;
	struct inject *inject = inject_edit(exercise, body->inject_id);
	bool added = inject == NULL && body->inject != NULL &&
	             strcmp(body->inject->id, body->inject_id) == 0;
	if (!can_wait_as(body->status)) {
		return;
	}
	if (added) {
		inject = inject_new(exercise, body->inject);
	}
	if (inject == NULL || inject->delivered_seq != 0) {
		return;
	}
	if (!added && body->inject != NULL) {
		inject_set_content(exercise, inject, body->inject);
	}
	inject->revision = body->revision;
	inject->changed_by = applying->envelope->actor_id;
	if (body->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING) {
		inject->not_before_ms = body->due_ms;
	}
	msel_place(&exercise->msel, inject, body->status, body->due_ms);
}

void apply_inject_delivered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectDelivered *body = applying->event->inject_delivered;
	struct inject *inject = inject_edit(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq != 0) {
		return;
	}
	inject->revision++;
	inject->changed_by = applying->envelope->actor_id;
	inject->delivered_seq = applying->seq;
	inject->delivered_ms = applying->event->exercise_ms;
	memset(&inject->to, 0, sizeof inject->to);
	for (size_t i = 0; i < body->n_to; i++) {
		int team = cast_team(&exercise->cast, body->to[i]);
		if (team >= 0 && !set_has(&inject->to, team)) {
			set_add(&inject->to, team);
			addressed_add(&team_edit(exercise, team)->addressed, applying->seq);
		}
	}
	msel_place(&exercise->msel, inject, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED,
	    inject->due_ms);
	/* what it says stands in the log now */
	free(inject->content);
	inject->content = NULL;
	inject->content_size = 0;
	inject->content_hashed = false;
	group_note(exercise, inject);
}

void apply_inject_withdrawn(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectWithdrawn *body = applying->event->inject_withdrawn;
	struct inject *inject = inject_edit(exercise, body->inject_id);
	if (inject == NULL ||
	    inject->status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED) {
		return;
	}
	inject->revision++;
	inject->changed_by = applying->envelope->actor_id;
	msel_place(&exercise->msel, inject, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN,
	    inject->due_ms);
	for (int team = set_next(&inject->to, -1); team >= 0; team = set_next(&inject->to, team)) {
		addressed_add(&team_edit(exercise, team)->addressed, applying->seq);
	}
}

/* What is restored later waits as if it had waited all the time. */
static void shift_not_before(
    struct exercise *exercise, const struct inject *known, int64_t now_ms, int64_t by_ms)
{
	int64_t to_ms;
	if (known->delivered_seq == 0 &&
	    shift_moves(CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING, known->not_before_ms,
	        now_ms, by_ms, &to_ms)) {
		struct inject *inject = state_edit(exercise, known);
		inject->not_before_ms = to_ms;
	}
}

void apply_injects_shifted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectsShifted *body = applying->event->injects_shifted;
	struct msel *msel = &exercise->msel;
	msel->shifts = body->shift;
	msel->shifted_by = applying->envelope->actor_id;
	for (size_t i = 0; i < msel->count; i++) {
		const struct inject *known = msel->injects[i];
		int64_t to_ms;
		shift_not_before(exercise, known, applying->event->exercise_ms, body->by_ms);
		if (!shift_moves(known->status, known->due_ms, applying->event->exercise_ms,
		        body->by_ms, &to_ms)) {
			continue;
		}
		struct inject *inject = state_edit(exercise, known);
		inject->revision++;
		inject->changed_by = applying->envelope->actor_id;
		msel_shift(inject, to_ms);
	}
	msel_sort(msel);
}

void apply_inject_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectAnswered *body = applying->event->inject_answered;
	struct inject *inject = inject_edit(exercise, body->inject_id);
	if (inject != NULL) {
		inject->answers++;
		inject->answers_sum += mix_pair(applying->seq, body->participant_id);
	}
}
