/*
 * What controllers do to injects, and what players answer. Whoever changes one names the revision
 * that was seen; what was delivered stays as it was.
 */
#include "convene/v1/change.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/condition/condition_check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_check.h"
#include "server/exercise/decide/inject_draft.h"
#include "server/exercise/decide/inject_revised.h"
#include "server/exercise/decide/reading_decide.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/ids.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <stdio.h>

/* What the stages of an exercise mean for injects. */
#define BEFORE_STARTEX "injects are delivered after STARTEX"
#define AFTER_ENDEX    "injects cannot be changed any more"
#define PLANNED        CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED
#define HELD           CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD
#define SKIPPED        CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED
#define WAITING        CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING

/* --- checks --- */

static void refuse_delivered(struct deciding *deciding, const struct inject *inject)
{
	REFUSE(deciding, WRONG_STATE,
	    "inject \"%s\" is delivered already; write an ad hoc inject instead", inject->id);
}

/* The inject, when it can still be changed and nobody else changed it meanwhile; else NULL. */
static const struct inject *check_changeable(
    struct deciding *deciding, const char *id, uint32_t revision)
{
	if (!check_not_ended(deciding, AFTER_ENDEX)) {
		return NULL;
	}
	const struct inject *inject = inject_find(deciding->exercise, id);
	if (inject == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no inject \"%s\"", id);
		return NULL;
	}
	if (!inject_check_revision(deciding, inject, revision)) {
		return NULL;
	}
	if (inject->delivered_seq != 0) {
		refuse_delivered(deciding, inject);
		return NULL;
	}
	return inject;
}

static bool check_time(struct deciding *deciding, int64_t due_ms, const char *what)
{
	char due[32], limit[32];
	reflect_format_ms(due_ms, due, sizeof due);
	if (due_ms < deciding->exercise_ms) {
		reflect_format_ms(
		    deciding->exercise_ms - deciding->exercise_ms % 1000, limit, sizeof limit);
		return REFUSE(deciding, INVALID, "%s %s is in the past; exercise time is %s", what,
		    due, limit);
	}
	if (due_ms > EXERCISE_MS_MAX) {
		reflect_format_ms(EXERCISE_MS_MAX, limit, sizeof limit);
		return REFUSE(deciding, INVALID, "%s %s is too late; exercise time ends at %s",
		    what, due, limit);
	}
	return true;
}

/* Copies team ids, each once. False and a refusal when one is unknown or there is none. */
static bool resolve_teams(
    struct deciding *deciding, char *const *ids, size_t count, char ***out, size_t *out_count)
{
	struct team_set seen = {{0}};
	if (!check_count(deciding, count, TEAMS_MAX, "teams")) {
		return false;
	}
	if (count == 0) {
		return REFUSE(
		    deciding, INVALID, "the inject goes to nobody; name at least one team");
	}
	char **teams = draft_array(deciding, count, sizeof *teams);
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		int team = check_team(deciding, ids[i]);
		if (team < 0) {
			return false;
		}
		if (teams != NULL && !set_has(&seen, team)) {
			teams[kept++] = draft_text(deciding, ids[i]);
			set_add(&seen, team);
		}
	}
	*out = teams;
	*out_count = kept;
	return true;
}

/* --- release, hold, skip, reschedule --- */

void decide_release_inject(struct deciding *deciding)
{
	const Convene__V1__ReleaseInject *command = deciding->command->release_inject;
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	if (inject != NULL && !inject_draft_delivery(deciding, inject, command->anyway)) {
		REFUSE(deciding, WRONG_STATE,
		    "every team of inject \"%s\" got another one of its alternatives; release it "
		    "with `anyway` to give it to them as well",
		    inject->id);
	}
}

void decide_hold_inject(struct deciding *deciding)
{
	const Convene__V1__HoldInject *command = deciding->command->hold_inject;
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	if (inject != NULL && inject->status != HELD) {
		REVISE(deciding, inject, HELD, .status = HELD, .due_ms = inject->due_ms);
	}
}

void decide_skip_inject(struct deciding *deciding)
{
	const Convene__V1__SkipInject *command = deciding->command->skip_inject;
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	if (inject != NULL && inject->status != SKIPPED) {
		REVISE(deciding, inject, SKIPPED, .status = SKIPPED, .due_ms = inject->due_ms);
	}
}

void decide_reschedule_inject(struct deciding *deciding)
{
	const Convene__V1__RescheduleInject *command = deciding->command->reschedule_inject;
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	if (inject == NULL || !check_time(deciding, command->due_ms, "due_ms")) {
		return;
	}
	if (inject->status != PLANNED || inject->due_ms != command->due_ms) {
		REVISE(deciding, inject, RESCHEDULED, .status = PLANNED, .due_ms = command->due_ms);
	}
}

/* Back into the hands of its condition. */
void decide_restore_inject(struct deciding *deciding)
{
	const Convene__V1__RestoreInject *command = deciding->command->restore_inject;
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	if (inject == NULL || inject->status == WAITING) {
		return;
	}
	if (!inject->contingent) {
		REFUSE(deciding, WRONG_STATE,
		    "inject \"%s\" waits for no condition; reschedule it instead", inject->id);
	} else if (inject->status == PLANNED) {
		REFUSE(deciding, WRONG_STATE,
		    "inject \"%s\" is planned already; hold it first, then restore it", inject->id);
	} else {
		REVISE(
		    deciding, inject, RESTORED, .status = WAITING, .due_ms = inject->not_before_ms);
	}
}

/* --- content --- */

/* Another condition is waited for anew, unless a controller has held or skipped the inject; without
 * one it is planned. The same condition has no second say. */
static Convene__V1__InjectStatus edited_status(struct deciding *deciding,
    const struct inject *inject, const Convene__V1__Inject *old, const Convene__V1__Inject *content)
{
	bool waits = inject->status == PLANNED || inject->status == WAITING;
	if (!waits || condition_same(deciding, old->when, content->when)) {
		return inject->status;
	}
	return condition_is_given(content->when) ? WAITING : PLANNED;
}

void decide_edit_inject(struct deciding *deciding)
{
	const Convene__V1__EditInject *command = deciding->command->edit_inject;
	if (command->inject == NULL) {
		REFUSE(
		    deciding, INVALID, "inject is missing; send the whole inject as it is to be");
		return;
	}
	const struct inject *inject =
	    check_changeable(deciding, command->inject->id, command->revision);
	if (inject == NULL || !inject_check(deciding, command->inject) ||
	    !condition_check_inject(deciding, command->inject)) {
		return;
	}
	const Convene__V1__Inject *old = inject_content(deciding, inject);
	Convene__V1__Inject *content = draft_copy(deciding, command->inject);
	if (old == NULL || content == NULL ||
	    !attachments_resolve(deciding, command->inject->attachments,
	        command->inject->n_attachments, &content->attachments)) {
		return;
	}
	content->planned_ms = old->planned_ms;
	content->to = old->to;
	content->n_to = old->n_to;
	Convene__V1__InjectStatus status = edited_status(deciding, inject, old, content);
	/* one that has waited keeps the time before which it was not due: it may have been shifted
	 */
	int64_t due_ms = inject->due_ms;
	if (status == WAITING && inject->status == PLANNED) {
		due_ms = inject->not_before_ms;
	}
	REVISE(deciding, inject, EDITED, .status = status, .due_ms = due_ms, .inject = content);
}

void decide_retarget_inject(struct deciding *deciding)
{
	const Convene__V1__RetargetInject *command = deciding->command->retarget_inject;
	const struct inject *inject =
	    check_changeable(deciding, command->inject_id, command->revision);
	char **to = NULL;
	size_t n_to = 0;
	if (inject == NULL || !resolve_teams(deciding, command->to, command->n_to, &to, &n_to)) {
		return;
	}
	Convene__V1__Inject *content = inject_content(deciding, inject);
	if (content != NULL) {
		content->to = to;
		content->n_to = n_to;
		REVISE(deciding, inject, RETARGETED, .status = inject->status,
		    .due_ms = inject->due_ms, .inject = content);
	}
}

/* --- ad hoc --- */

/* An id that no inject has. */
static char *ad_hoc_id(struct deciding *deciding)
{
	char id[ID_BYTES_MAX];
	do {
		snprintf(id, sizeof id, "adhoc-%" PRIu64,
		    ids_draw(&deciding->exercise->ids, &deciding->seed));
	} while (inject_find(deciding->exercise, id) != NULL);
	return draft_text(deciding, id);
}

static bool check_new_id(struct deciding *deciding, const char *id)
{
	if (*id == '\0') {
		return true;
	}
	if (!check_id(deciding, id, "the inject")) {
		return false;
	}
	if (inject_find(deciding->exercise, id) != NULL) {
		return REFUSE(deciding, INVALID,
		    "there is an inject \"%s\" already; choose another id or leave it out", id);
	}
	return true;
}

/* The inject as it goes into the MSEL; NULL and a refusal, or the arena used up. */
static Convene__V1__Inject *ad_hoc_content(struct deciding *deciding)
{
	const Convene__V1__AddInject *command = deciding->command->add_inject;
	Convene__V1__Inject *content = draft_copy(deciding, command->inject);
	if (content == NULL ||
	    !resolve_teams(deciding, command->inject->to, command->inject->n_to, &content->to,
	        &content->n_to) ||
	    !attachments_resolve(deciding, command->inject->attachments,
	        command->inject->n_attachments, &content->attachments)) {
		return NULL;
	}
	if (*content->id == '\0') {
		content->id = ad_hoc_id(deciding);
	}
	if (command->release_now) {
		content->planned_ms = deciding->exercise_ms;
	}
	return content;
}

/* The delivery that follows at once, of an inject that the state does not have yet. */
static void draft_ad_hoc_delivery(struct deciding *deciding, Convene__V1__Inject *content)
{
	struct inject inject = {.id = content->id, .revision = 1};
	size_t size = convene__v1__inject__get_packed_size(content);
	inject.content = draft_array(deciding, size + 1, 1);
	if (inject.content != NULL) {
		inject.content_size = convene__v1__inject__pack(content, inject.content);
		if (!inject_draft_delivery(deciding, &inject, false)) {
			REFUSE(deciding, WRONG_STATE,
			    "every team of the inject got another one of its alternatives; name no "
			    "group, or other teams");
		}
	}
}

/* The time of an inject that is added; one with a condition may have none. */
static bool check_planned(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	bool any_time = condition_is_given(inject->when) && inject->planned_ms == 0;
	return check_not_ended(deciding, AFTER_ENDEX) &&
	       (any_time || check_time(deciding, inject->planned_ms, "planned_ms"));
}

void decide_add_inject(struct deciding *deciding)
{
	const Convene__V1__AddInject *command = deciding->command->add_inject;
	if (command->inject == NULL) {
		REFUSE(deciding, INVALID, "inject is missing; write one");
		return;
	}
	bool good = command->release_now ? check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)
	                                 : check_planned(deciding, command->inject);
	if (!good || !check_new_id(deciding, command->inject->id) ||
	    !inject_check(deciding, command->inject) ||
	    !condition_check_inject(deciding, command->inject) ||
	    !check_quota(deciding, deciding->exercise->msel.count, INJECTS_MAX, "injects")) {
		return;
	}
	Convene__V1__Inject *content = ad_hoc_content(deciding);
	if (content == NULL) {
		return;
	}
	struct inject unborn = {.id = content->id, .revision = 0};
	bool waits = condition_is_given(content->when) && !command->release_now;
	REVISE(deciding, &unborn, ADDED, .status = waits ? WAITING : PLANNED,
	    .due_ms = content->planned_ms, .inject = content);
	if (command->release_now) {
		draft_ad_hoc_delivery(deciding, content);
	}
}

/* --- answers --- */

static bool check_stands(struct deciding *deciding, const struct inject *inject)
{
	return inject->status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN ||
	       REFUSE(deciding, WRONG_STATE,
	           "inject \"%s\" was withdrawn; nobody has to answer it any more", inject->id);
}

void decide_answer_inject(struct deciding *deciding)
{
	const Convene__V1__AnswerInject *command = deciding->command->answer_inject;
	const struct inject *inject = check_delivered_inject(deciding, command->inject_id);
	Convene__V1__Attachment **attachments;
	if (inject == NULL || !check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX) ||
	    !check_stands(deciding, inject) ||
	    !check_filled(deciding, command->text, TEXT_BYTES_MAX, "the answer") ||
	    !check_language(deciding, command->language) ||
	    !attachments_resolve(
	        deciding, command->attachments, command->n_attachments, &attachments)) {
		return;
	}
	DRAFT(deciding, INJECT_ANSWERED, InjectAnswered, .inject_id = inject->id,
	    .participant_id = deciding->actor->id, .team_id = own_team_id(deciding),
	    .text = command->text, .language = command->language,
	    .n_attachments = command->n_attachments, .attachments = attachments);
	reading_draft_inject_answered(deciding, inject);
}
