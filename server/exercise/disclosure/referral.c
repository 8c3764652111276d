#include "server/exercise/check.h"
#include "server/exercise/disclosure/disclosing.h"
#include "server/exercise/state.h"

/* Where a referral is in the list; -1: nowhere. They are in the order of seq. */
static int64_t referral_place(const struct disclosures *disclosures, uint64_t seq)
{
	size_t low = 0, high = disclosures->referral_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (disclosures->referrals[middle].seq < seq) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	bool found = low < disclosures->referral_count && disclosures->referrals[low].seq == seq;
	return found ? (int64_t)low : -1;
}

const struct referral *referral_find(const struct exercise *exercise, uint64_t seq)
{
	int64_t place = referral_place(&exercise->disclosures, seq);
	return place >= 0 ? &exercise->disclosures.referrals[place] : NULL;
}

/* The oldest that waits for the team's answer; NULL: none. */
static const struct referral *waiting(const struct exercise *exercise, uint64_t case_id, int team)
{
	const struct disclosures *disclosures = &exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, case_id);
	for (size_t i = 0; dossier != NULL && i < dossier->referrals.count; i++) {
		const struct referral *referral =
		    &disclosures->referrals[dossier->referrals.list[i]];
		if (!referral->answered && referral->to_team == team) {
			return referral;
		}
	}
	return NULL;
}

/* Who accepts says who takes care, and who does when that person is away. */
static bool check_contacts(struct deciding *deciding, const Convene__V1__AnswerReferral *command)
{
	const char *contact = text_or_empty(command->contact);
	const char *alternate = text_or_empty(command->alternate);
	if (command->accept) {
		return check_filled(deciding, contact, LINE_BYTES_MAX, "the contact") &&
		       check_filled(deciding, alternate, LINE_BYTES_MAX, "the alternate contact");
	}
	if (command->take_lead) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the lead is taken with `accept` only; accept, or leave `take_lead` out");
	}
	return check_text(deciding, contact, LINE_BYTES_MAX, "the contact") &&
	       check_text(deciding, alternate, LINE_BYTES_MAX, "the alternate contact");
}

int check_acting_team(struct deciding *deciding, const struct case_file *file, const char *team_id)
{
	const struct participant *actor = deciding->actor;
	if (actor->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		if (*team_id == '\0' || cast_team(deciding->cast, team_id) == actor->team) {
			return actor->team;
		}
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "players act for their own team; leave out `team_id`");
		return NO_TEAM;
	}
	int team = check_team(deciding, team_id);
	if (team < 0) {
		return NO_TEAM;
	}
	if (!team_is_unplayed(deciding->exercise, team)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "team \"%s\" is played; its own people do this", team_id);
		return NO_TEAM;
	}
	if (!team_set_has(&file->teams, team)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "team \"%s\" does not have case %" PRIu64, team_id, file->id);
		return NO_TEAM;
	}
	return team;
}

/* Which member of staff answered in a team's name is not for players. */
static Convene__V1__ReferralAnswered *answered_body(
    struct deciding *deciding, const struct referral *referral)
{
	const Convene__V1__AnswerReferral *command = deciding->command->answer_referral;
	bool player = deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	Convene__V1__ReferralAnswered *body =
	    DRAFT_BODY(deciding, ReferralAnswered, referral_answered);
	if (body != NULL) {
		body->case_id = referral->case_id;
		body->referral_seq = referral->seq;
		body->team_id = draft_text(deciding, deciding->cast->teams[referral->to_team]->id);
		body->participant_id = player ? deciding->actor->id : 0;
		body->accepted = command->accept;
		body->contact = draft_text(deciding, command->contact);
		body->alternate = draft_text(deciding, command->alternate);
		body->text = draft_text(deciding, command->text);
	}
	return body;
}

void referral_decide_answer(struct deciding *deciding)
{
	const Convene__V1__AnswerReferral *command = deciding->command->answer_referral;
	if (!check_in_play(deciding, "answer referrals after STARTEX",
	        "no referral can be answered any more")) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL || !check_contacts(deciding, command) ||
	    !check_text(deciding, text_or_empty(command->text), TEXT_BYTES_MAX, "the text")) {
		return;
	}
	int team = check_acting_team(deciding, file, text_or_empty(command->team_id));
	if (team == NO_TEAM) {
		return;
	}
	const struct referral *referral = waiting(deciding->exercise, file->id, team);
	if (referral == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "no referral of case %" PRIu64 " waits for %s answer", file->id,
		    team == deciding->actor->team ? "your team's" : "this team's");
		return;
	}
	Convene__V1__ReferralAnswered *body = answered_body(deciding, referral);
	if (body == NULL || !queue_check_referral(deciding, referral->seq)) {
		return;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED, body);
	if (command->take_lead && file->lead != team) {
		share_draft_take_over(deciding, file, team, NULL);
	}
}

void referral_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ReferralAnswered *body = applying->event->referral_answered;
	struct disclosures *disclosures = &exercise->disclosures;
	int64_t place = referral_place(disclosures, body->referral_seq);
	if (place >= 0 && !disclosures->referrals[place].answered) {
		disclosures->referrals[place].answered = true;
		disclosures->holdings.referrals_sum += mix_pair(body->referral_seq, 0);
		disclosures_touch(exercise);
	}
}
