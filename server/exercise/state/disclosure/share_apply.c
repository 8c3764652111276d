/*
 * Cases shared and referred into the state. To share is to let a team into the file, and onto the
 * tracks that are named; a referral is besides a question that waits for its answer.
 */
#include "convene/v1/case.pb-c.h"
#include "proto/list.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/holding_apply.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

static void apply_referral(struct exercise *exercise, const struct referral *referral)
{
	struct disclosures *disclosures = &exercise->disclosures;
	places_add(
	    &dossier_make(disclosures, referral->case_id)->referrals, disclosures->referral_count);
	*LIST_ADD(disclosures->referrals, disclosures->referral_count, disclosures->referral_cap) =
	    *referral;
	disclosures->holdings.referrals_sum += mix_pair(mix_pair(referral->id, referral->case_id),
	    mix_pair((uint64_t)referral->from_team, (uint64_t)referral->to_team));
	disclosures_touch(exercise);
}

void apply_case_shared(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseShared *body = applying->event->case_shared;
	struct case_file *file = case_edit(exercise, body->case_id);
	struct referral referral = {.seq = applying->seq,
	    .id = body->referral_id,
	    .case_id = body->case_id,
	    .from_team = cast_team(&exercise->cast, body->from_team_id),
	    .to_team = cast_team(&exercise->cast, body->to_team_id)};
	if (file == NULL || referral.to_team < 0 || referral.from_team < 0) {
		return;
	}
	set_add(&file->teams, referral.to_team);
	for (size_t i = 0; i < body->n_tracks; i++) {
		int track =
		    library_index(&exercise->library, LIBRARY_TRACK, body->tracks[i]->track);
		if (track >= 0 && track < TRACKS_MAX) {
			set_add(&file->track_teams[track], referral.to_team);
		}
	}
	if (body->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED &&
	    state_name(exercise, applying, body->referral_id)) {
		apply_referral(exercise, &referral);
	}
}

void apply_case_taken_over(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseTakenOver *body = applying->event->case_taken_over;
	struct case_file *file = case_edit(exercise, body->case_id);
	int team = cast_team(&exercise->cast, body->team_id);
	if (file != NULL && set_has(&file->teams, team)) {
		file->lead = team;
	}
}
