/*
 * The answer to a referral, the oldest first. Whoever accepts says who takes care, and who does
 * when that person is away.
 */
#include "convene/v1/case.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/disclosure/share_decide.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/queue_decide.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

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
	if (command->accept) {
		return check_filled(deciding, command->contact, LINE_BYTES_MAX, "the contact") &&
		       check_filled(
		           deciding, command->alternate, LINE_BYTES_MAX, "the alternate contact");
	}
	if (command->take_lead) {
		return REFUSE(deciding, INVALID,
		    "the lead is taken with `accept` only; accept, or leave `take_lead` out");
	}
	return check_text(deciding, command->contact, LINE_BYTES_MAX, "the contact") &&
	       check_text(deciding, command->alternate, LINE_BYTES_MAX, "the alternate contact");
}

/* Which member of staff answered in a team's name is not for players. */
static void draft_answered(struct deciding *deciding, const struct referral *referral)
{
	const Convene__V1__AnswerReferral *command = deciding->command->answer_referral;
	DRAFT(deciding, REFERRAL_ANSWERED, ReferralAnswered, .case_id = referral->case_id,
	    .referral_id = referral->id, .team_id = deciding->cast->teams[referral->to_team]->id,
	    .participant_id = by_player(deciding) ? deciding->actor->id : 0,
	    .accepted = command->accept, .contact = command->contact,
	    .alternate = command->alternate, .text = command->text);
}

void decide_answer_referral(struct deciding *deciding)
{
	const Convene__V1__AnswerReferral *command = deciding->command->answer_referral;
	if (!check_in_play(deciding, "answer referrals after STARTEX",
	        "no referral can be answered any more")) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL || !check_contacts(deciding, command) ||
	    !check_text(deciding, command->text, TEXT_BYTES_MAX, "the text")) {
		return;
	}
	int team = check_acting_team(deciding, file, command->team_id);
	if (team == NO_TEAM) {
		return;
	}
	const struct referral *referral = waiting(deciding->exercise, file->id, team);
	if (referral == NULL) {
		REFUSE(deciding, WRONG_STATE, "no referral of case %" PRIu64 " waits for %s answer",
		    file->id, team == deciding->actor->team ? "your team's" : "this team's");
		return;
	}
	if (!queue_check_referral(deciding, referral)) {
		return;
	}
	draft_answered(deciding, referral);
	if (command->take_lead && file->lead != team) {
		share_draft_take_over(deciding, file, team, NULL);
	}
}
