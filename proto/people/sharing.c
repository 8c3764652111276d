/*
 * Whether the person was asked is decided before anything is passed on, and consent is recorded
 * first: the commands go out in that order. Only fields that the team holds are passed on; what an
 * expected disclosure needs is recorded beforehand and the matter put off until it is known.
 */
#include "proto/people/sharing.h"

#include <string.h>

#define FIELDS_MAX 16

/* Of those who share, so many have asked the person before. */
#define ASKED_PERCENT 55

void sharing_withdraw(struct actor *actor, const struct task *task)
{
	const struct view_case *file = view_case_of_consent(actor->people->world, task->id);
	ACTOR_COMMAND(WITHDRAW_CONSENT, WithdrawConsent, withdraw_consent);
	for (size_t i = 0; file != NULL && i < file->consent_count; i++) {
		if (file->consents[i].id == task->id && file->consents[i].withdrawn) {
			return;
		}
	}
	body.consent_id = task->id;
	body.words = said("\"I have thought about it. Please tell nobody else.\"");
	actor_send(actor, &command);
}

static bool waits_for_us(const struct actor *actor, const struct view_case *file)
{
	for (size_t i = 0; i < file->referral_count; i++) {
		if (file->referrals[i].answered == NULL &&
		    strcmp(file->referrals[i].shared->to_team_id, actor->team_id) == 0) {
			return true;
		}
	}
	return false;
}

void sharing_answer(struct actor *actor, const struct task *task)
{
	const struct view_case *file = view_case(actor->people->world, task->id);
	ACTOR_COMMAND(ANSWER_REFERRAL, AnswerReferral, answer_referral);
	if (file == NULL || !waits_for_us(actor, file)) {
		return;
	}
	body.case_id = task->id;
	body.accept = actor_chance(actor, 85);
	body.text =
	    said(body.accept ? "We expect the person, and meet them at the door."
	                     : "We have no place before next week; please ask the shelter.");
	if (body.accept) {
		body.contact = actor->name;
		body.alternate = said("The colleague on duty, day and night");
		body.take_lead = actor_chance(actor, 40);
	}
	actor_send(actor, &command);
}

void sharing_on_shared(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__CaseShared *shared = event->case_shared;
	if (shared->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED &&
	    strcmp(shared->to_team_id, actor->team_id) == 0 &&
	    actor_is_mine_by_number(actor, shared->case_id) && actor_chance(actor, 90)) {
		agenda_plan(actor, TASK_ANSWER_REFERRAL, 3 * MINUTE, 12 * MINUTE)->id =
		    shared->case_id;
	}
}

void sharing_on_consent(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__ConsentRecorded *recorded = event->consent_recorded;
	if (recorded->participant_id == actor->id && actor_chance(actor, 25)) {
		agenda_plan(actor, TASK_WITHDRAW_CONSENT, 15 * MINUTE, 40 * MINUTE)->id =
		    recorded->consent_id;
	}
}

/* --- giving --- */

/* Fields that the team holds, some of them; returns how many. */
static size_t held_fields(
    struct actor *actor, const struct view_case *file, char *fields[FIELDS_MAX], unsigned percent)
{
	const struct view *world = actor->people->world;
	size_t count = 0;
	for (size_t i = 0; i < view_declared_count(world, FIELD) && count < FIELDS_MAX; i++) {
		const Convene__V1__Field *field = view_declared_at(world, FIELD, Field, i);
		if (view_case_field(file, field->id, actor->team_id) != NULL &&
		    actor_chance(actor, percent)) {
			fields[count++] = field->id;
		}
	}
	return count;
}

static const char *name_of(const Convene__V1__Party *party)
{
	return party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID ? party->team_id
	                                                            : party->entity_id;
}

static void disclose(struct actor *actor, const struct view_case *file, Convene__V1__Party *to,
    char **fields, size_t count, bool asked)
{
	ACTOR_COMMAND(DISCLOSE, Disclose, disclose);
	if (asked) {
		file_record_consent(actor, file, name_of(to));
	}
	body.case_ids = (uint64_t *)(uintptr_t)&file->id;
	body.n_case_ids = 1;
	body.to = to;
	body.fields = fields;
	body.n_fields = count;
	body.purpose = said("Protection of the person.");
	body.legal_basis = said(asked ? "Consent of the person." : "");
	body.channel = actor_chance(actor, 85) ? CONVENE__V1__CHANNEL__CHANNEL_EMAIL
	                                       : CONVENE__V1__CHANNEL__CHANNEL_SECURE_POLICE;
	attempt_send(actor, &command);
}

static void share(struct actor *actor, const struct view_case *file, const char *team, bool asked)
{
	Convene__V1__Disclose disclosure = CONVENE__V1__DISCLOSE__INIT;
	ACTOR_COMMAND(SHARE_CASE, ShareCase, share_case);
	body.kind = actor_chance(actor, 60) ? CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED
	                                    : CONVENE__V1__SHARE_KIND__SHARE_KIND_SHARED;
	for (size_t i = 0; i < file->referral_count; i++) {
		if (file->referrals[i].answered == NULL &&
		    strcmp(file->referrals[i].shared->to_team_id, team) == 0) {
			return;
		}
	}
	if (asked) {
		file_record_consent(actor, file, team);
	}
	body.case_id = file->id;
	body.to_team_id = said(team);
	body.text = said(phrase_note(actor));
	char *fields[FIELDS_MAX];
	disclosure.fields = fields;
	disclosure.n_fields = held_fields(actor, file, fields, 40);
	disclosure.purpose = said("That the person is looked after.");
	disclosure.legal_basis = said(asked ? "Consent of the person." : "");
	disclosure.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	body.disclosure = &disclosure;
	attempt_send(actor, &command);
}

void sharing_some(struct actor *actor, const struct view_case *file)
{
	const Convene__V1__TeamCard *team = actor_team(actor);
	bool asked = actor_chance(actor, ASKED_PERCENT);
	if (team == NULL) {
		return;
	}
	Convene__V1__Party to;
	/* mostly to their own country, which is what a consent names */
	if (!some_party(actor, &team->country, actor_chance(actor, 75) ? 1 : 0, &to)) {
		return;
	}
	char *fields[FIELDS_MAX];
	size_t count = held_fields(actor, file, fields, 60);
	if (count > 0 && actor_chance(actor, 50)) {
		disclose(actor, file, &to, fields, count, asked);
	} else {
		share(actor, file, to.team_id, asked);
	}
}

void sharing_pattern(struct actor *actor, const struct task *task)
{
	const Convene__V1__DisclosurePattern *pattern = task->pattern->disclosure;
	const Convene__V1__CasePerson *person = person_called(actor->people, pattern->person);
	const struct view_case *file = file_for(actor, person);
	bool ready = file != NULL;
	if (file == NULL && person != NULL) {
		file_open(actor, person);
	}
	/* what is to be passed on has to be known first */
	for (size_t i = 0; file != NULL && i < pattern->n_fields; i++) {
		if (view_case_field(file, pattern->fields[i], actor->team_id) == NULL) {
			file_record_field(actor, file, pattern->fields[i]);
			ready = false;
		}
	}
	Convene__V1__Party to;
	if (!ready) {
		agenda_again(actor, task, MINUTE, 2 * MINUTE);
	} else if (some_party(actor, pattern->to, pattern->n_to, &to) &&
	           to.kind_case != CONVENE__V1__PARTY__KIND_CONTROL) {
		disclose(actor, file, &to, pattern->fields, pattern->n_fields,
		    !pattern->without_consent);
	}
}
