/* What becomes known to whom: sharing and referring cases, disclosing fields, consent withdrawn. */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

#define FIELDS_MAX 16

/* Of those who share, so many have asked the person before. */
#define ASKED_PERCENT 55

static void withdraw(struct bot *bot, const struct task *task)
{
	const struct view_case *file = view_case_of_consent(bot->bots->world, task->id);
	BOT_COMMAND(WITHDRAW_CONSENT, WithdrawConsent, withdraw_consent);

	for (size_t i = 0; file != NULL && i < file->consent_count; i++)
		if (file->consents[i].id == task->id && file->consents[i].withdrawn)
			return;
	body.consent_id = task->id;
	body.words = said("\"I have thought about it. Please tell nobody else.\"");
	bot_send(bot, &command);
}

static bool waits_for_us(const struct bot *bot, const struct view_case *file)
{
	for (size_t i = 0; i < file->referral_count; i++)
		if (file->referrals[i].answered == NULL &&
		    strcmp(file->referrals[i].shared->to_team_id, bot->team_id) == 0)
			return true;
	return false;
}

static void answer_referral(struct bot *bot, const struct task *task)
{
	const struct view_case *file = view_case(bot->bots->world, task->id);
	BOT_COMMAND(ANSWER_REFERRAL, AnswerReferral, answer_referral);

	if (file == NULL || !waits_for_us(bot, file))
		return;
	body.case_id = task->id;
	body.accept = bot_chance(bot, 85);
	body.text =
	    said(body.accept ? "We expect the person, and meet them at the door."
	                     : "We have no place before next week; please ask the shelter.");
	if (body.accept) {
		body.contact = bot->name;
		body.alternate = said("The colleague on duty, day and night");
		body.take_lead = bot_chance(bot, 40);
	}
	bot_send(bot, &command);
}

void sharing_do(struct bot *bot, const struct task *task)
{
	if (task->kind == TASK_WITHDRAW_CONSENT)
		withdraw(bot, task);
	else
		answer_referral(bot, task);
}

void sharing_event(struct bot *bot, const Convene__V1__Event *event)
{
	const Convene__V1__CaseShared *shared = event->case_shared;
	const Convene__V1__ConsentRecorded *recorded = event->consent_recorded;

	if (event->body_case == CONVENE__V1__EVENT__BODY_CASE_SHARED &&
	    shared->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED &&
	    strcmp(shared->to_team_id, bot->team_id) == 0 &&
	    bot_is_mine_by_number(bot, shared->case_id) && bot_chance(bot, 90))
		bot_plan(bot, TASK_ANSWER_REFERRAL, 3 * MINUTE, 12 * MINUTE)->id = shared->case_id;
	if (event->body_case == CONVENE__V1__EVENT__BODY_CONSENT_RECORDED &&
	    recorded->participant_id == convene_participant_id(driver_peek(bot->client)) &&
	    bot_chance(bot, 25))
		bot_plan(bot, TASK_WITHDRAW_CONSENT, 15 * MINUTE, 40 * MINUTE)->id =
		    recorded->consent_id;
}

/* --- giving --- */

/* Fields that the team holds, some of them; returns how many. */
static size_t held_fields(
    struct bot *bot, const struct view_case *file, char *fields[FIELDS_MAX], unsigned percent)
{
	const struct view *world = bot->bots->world;
	size_t count = 0;

	for (size_t i = 0; i < view_declared_count(world, FIELD) && count < FIELDS_MAX; i++) {
		const Convene__V1__Field *field = view_declared_at(world, FIELD, Field, i);

		if (view_case_field(file, field->id, bot->team_id) != NULL &&
		    bot_chance(bot, percent))
			fields[count++] = field->id;
	}
	return count;
}

static const char *name_of(const Convene__V1__Party *party)
{
	return party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID ? party->team_id
	                                                            : party->entity_id;
}

static void disclose(struct bot *bot, const struct view_case *file, Convene__V1__Party *to,
    char **fields, size_t count, bool asked)
{
	BOT_COMMAND(DISCLOSE, Disclose, disclose);

	if (asked)
		file_record_consent(bot, file, name_of(to));
	body.case_ids = (uint64_t *)(uintptr_t)&file->id;
	body.n_case_ids = 1;
	body.to = to;
	body.fields = fields;
	body.n_fields = count;
	body.purpose = said("Protection of the person.");
	body.legal_basis = said(asked ? "Consent of the person." : "");
	body.channel = bot_chance(bot, 85) ? CONVENE__V1__CHANNEL__CHANNEL_EMAIL
	                                   : CONVENE__V1__CHANNEL__CHANNEL_SECURE_POLICE;
	attempt_send(bot, &command);
}

static void share(struct bot *bot, const struct view_case *file, const char *team, bool asked)
{
	Convene__V1__Disclose disclosure = CONVENE__V1__DISCLOSE__INIT;
	char *fields[FIELDS_MAX];
	BOT_COMMAND(SHARE_CASE, ShareCase, share_case);

	body.kind = bot_chance(bot, 60) ? CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED
	                                : CONVENE__V1__SHARE_KIND__SHARE_KIND_SHARED;
	for (size_t i = 0; i < file->referral_count; i++)
		if (file->referrals[i].answered == NULL &&
		    strcmp(file->referrals[i].shared->to_team_id, team) == 0)
			return;
	if (asked)
		file_record_consent(bot, file, team);
	body.case_id = file->id;
	body.to_team_id = said(team);
	body.text = said(phrase_note(bot));
	disclosure.fields = fields;
	disclosure.n_fields = held_fields(bot, file, fields, 40);
	disclosure.purpose = said("That the person is looked after.");
	disclosure.legal_basis = said(asked ? "Consent of the person." : "");
	disclosure.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	body.disclosure = &disclosure;
	attempt_send(bot, &command);
}

void sharing_some(struct bot *bot, const struct view_case *file)
{
	const Convene__V1__TeamCard *team = bot_team(bot);
	Convene__V1__Party to;
	char *fields[FIELDS_MAX];
	bool asked = bot_chance(bot, ASKED_PERCENT);
	size_t count;

	if (team == NULL)
		return;
	/* mostly to their own country, which is what a consent names */
	if (!some_party(bot, &team->country, bot_chance(bot, 75) ? 1 : 0, &to))
		return;
	count = held_fields(bot, file, fields, 60);
	if (count > 0 && bot_chance(bot, 50))
		disclose(bot, file, &to, fields, count, asked);
	else
		share(bot, file, to.team_id, asked);
}

bool sharing_pattern(struct bot *bot, const struct task *task)
{
	const Convene__V1__DisclosurePattern *pattern = task->pattern->disclosure;
	const Convene__V1__CasePerson *person = person_called(bot->bots, pattern->person);
	const struct view_case *file = file_for(bot, person);
	Convene__V1__Party to;
	struct task *later;
	bool ready = file != NULL;

	if (file == NULL && person != NULL)
		file_open(bot, person);
	/* what is to be passed on has to be known first */
	for (size_t i = 0; file != NULL && i < pattern->n_fields; i++)
		if (view_case_field(file, pattern->fields[i], bot->team_id) == NULL) {
			file_record_field(bot, file, pattern->fields[i]);
			ready = false;
		}
	if (!ready && task->tries < TRIES_MAX) {
		later = bot_plan(bot, TASK_EXPECTED, MINUTE, 2 * MINUTE);
		later->pattern = task->pattern;
		later->mistake = task->mistake;
		later->tries = task->tries + 1;
		if (task->inject_id != NULL)
			later->inject_id = xstrdup(task->inject_id);
		return true;
	}
	if (!ready || !some_party(bot, pattern->to, pattern->n_to, &to) ||
	    to.kind_case == CONVENE__V1__PARTY__KIND_CONTROL)
		return false;
	disclose(bot, file, &to, pattern->fields, pattern->n_fields, !pattern->without_consent);
	return true;
}
