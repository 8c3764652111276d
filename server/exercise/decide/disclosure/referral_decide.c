#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/disclosure/share_decide.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/queue_decide.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
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

void decide_answer_referral(struct deciding *deciding)
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
