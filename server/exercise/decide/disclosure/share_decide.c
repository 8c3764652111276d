/*
 * A case goes to another team, with what is disclosed of it, and a team takes the lead. The
 * disclosure is checked and drafted as any other one is (disclose_decide.c).
 */
#include "server/exercise/decide/disclosure/share_decide.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/disclosure/breach.h"
#include "server/exercise/decide/disclosure/disclose_decide.h"
#include "server/exercise/decide/disclosure/disclosing.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

int check_acting_team(struct deciding *deciding, const struct case_file *file, const char *team_id)
{
	const struct participant *actor = deciding->actor;
	if (by_player(deciding)) {
		if (*team_id == '\0' || cast_team(deciding->cast, team_id) == actor->team) {
			return actor->team;
		}
		REFUSE(deciding, INVALID, "players act for their own team; leave out `team_id`");
		return NO_TEAM;
	}
	int team = check_team(deciding, team_id);
	if (team < 0) {
		return NO_TEAM;
	}
	if (!team_is_unplayed(deciding->exercise, team)) {
		REFUSE(deciding, NOT_PERMITTED, "team \"%s\" is played; its own people do this",
		    team_id);
		return NO_TEAM;
	}
	if (!set_has(&file->teams, team)) {
		REFUSE(deciding, NOT_FOUND, "team \"%s\" does not have case %" PRIu64, team_id,
		    file->id);
		return NO_TEAM;
	}
	return team;
}

/* --- ShareCase --- */

static const Convene__V1__Track *track_at(const struct exercise *exercise, size_t track)
{
	return library_at(&exercise->library, TRACK, Track, track);
}

/* Tracks that exist here and have a place in a case. */
static size_t track_count(const struct exercise *exercise)
{
	size_t count = library_count(&exercise->library, TRACK);
	return count < TRACKS_MAX ? count : TRACKS_MAX;
}

/* Which tracks go with it: bit 1 << index. False and a refusal when one is not the team's. */
static bool resolve_tracks(struct deciding *deciding, const struct case_file *file,
    const Convene__V1__ShareCase *command, uint32_t *tracks)
{
	const struct exercise *exercise = deciding->exercise;
	int team = deciding->actor->team;
	if (!check_count(deciding, command->n_tracks, TRACKS_MAX, "tracks")) {
		return false;
	}
	for (size_t i = 0; i < command->n_tracks; i++) {
		const char *id = command->tracks[i];
		int track = library_index(&exercise->library, LIBRARY_TRACK, id);
		if (track < 0 || track >= TRACKS_MAX || !set_has(&file->track_teams[track], team)) {
			return REFUSE(deciding, NOT_FOUND,
			    "your team has no track \"%s\" of case %" PRIu64
			    "; leave `tracks` out for all that it has",
			    id, file->id);
		}
		*tracks |= UINT32_C(1) << track;
	}
	for (size_t track = 0; command->n_tracks == 0 && track < track_count(exercise); track++) {
		if (set_has(&file->track_teams[track], team)) {
			*tracks |= UINT32_C(1) << track;
		}
	}
	return true;
}

static Convene__V1__TrackStanding *standing(
    struct deciding *deciding, const struct case_file *file, size_t track)
{
	const Convene__V1__Track *declared = track_at(deciding->exercise, track);
	size_t state = file->tracks[track].state > 0 ? (size_t)file->tracks[track].state : 0;
	return DRAFT_PART(deciding, TrackStanding, track_standing, .track = declared->id,
	    .state = state < declared->n_states ? declared->states[state]->id : NULL,
	    .since_ms = file->tracks[track].since_ms);
}

static size_t standings(struct deciding *deciding, const struct case_file *file, uint32_t tracks,
    Convene__V1__TrackStanding **out)
{
	size_t count = 0;
	for (size_t track = 0; track < track_count(deciding->exercise); track++) {
		if ((tracks >> track & 1) != 0) {
			out[count] = standing(deciding, file, track);
			count += out[count] != NULL;
		}
	}
	return count;
}

static void draft_shared(
    struct deciding *deciding, const struct disclosing *disclosing, uint32_t tracks)
{
	const struct exercise *exercise = deciding->exercise;
	const Convene__V1__ShareCase *command = deciding->command->share_case;
	const struct case_file *file = disclosing->files[0];
	Convene__V1__TrackStanding *list[TRACKS_MAX];
	DRAFT(deciding, CASE_SHARED, CaseShared, .case_id = file->id, .kind = command->kind,
	    .from_team_id = deciding->cast->teams[disclosing->from_team]->id,
	    .to_team_id = deciding->cast->teams[disclosing->to_team]->id,
	    .participant_id = deciding->actor->id,
	    .n_tracks = standings(deciding, file, tracks, list), .tracks = list,
	    .reference = file->reference, .summary = file->summary, .n_aliases = file->alias_count,
	    .aliases = file->aliases, .child = file->child, .text = command->text,
	    .lead_team_id = (char *)exercise_team_id(exercise, file->lead),
	    .person_language = file->language,
	    .referral_id = command->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED
	                       ? draft_id(deciding)
	                       : 0);
}

/* A referral is made once until it is answered. */
static bool check_no_referral(struct deciding *deciding, const struct disclosing *disclosing)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, disclosing->files[0]->id);
	for (size_t i = 0; dossier != NULL && i < dossier->referrals.count; i++) {
		const struct referral *referral =
		    &disclosures->referrals[dossier->referrals.list[i]];
		if (!referral->answered && referral->from_team == disclosing->from_team &&
		    referral->to_team == disclosing->to_team) {
			return REFUSE(deciding, WRONG_STATE,
			    "your referral of case %" PRIu64 " to %s still waits for its answer",
			    referral->case_id, deciding->cast->teams[referral->to_team]->id);
		}
	}
	return check_share_of(deciding, disclosing->from_team, SHARE_REFERRALS, 1);
}

static bool check_sharing(
    struct deciding *deciding, struct disclosing *disclosing, uint32_t *tracks)
{
	const Convene__V1__ShareCase *command = deciding->command->share_case;
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL) {
		return false;
	}
	disclosing->files[disclosing->case_count++] = file;
	disclosing->to_team = check_team(deciding, command->to_team_id);
	if (disclosing->to_team < 0) {
		return false;
	}
	if (disclosing->to_team == disclosing->from_team) {
		return REFUSE(
		    deciding, INVALID, "your team has the case already; name another one");
	}
	return check_enum(deciding, &convene__v1__share_kind__descriptor, (int)command->kind,
	           "what kind of sharing it is") &&
	       check_text(deciding, command->text, TEXT_BYTES_MAX, "the text") &&
	       resolve_tracks(deciding, file, command, tracks) &&
	       (command->kind != CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED ||
	           check_no_referral(deciding, disclosing)) &&
	       disclosing_check(deciding, disclosing);
}

void decide_share_case(struct deciding *deciding)
{
	static const Convene__V1__Disclose nothing = CONVENE__V1__DISCLOSE__INIT;
	const Convene__V1__Disclose *with = deciding->command->share_case->disclosure;
	struct disclosing disclosing = {.command = with != NULL ? with : &nothing,
	    .from_team = deciding->actor->team,
	    .to_team = NO_TEAM,
	    .to_entity = -1};
	struct warnings warnings = {.deciding = deciding};
	uint32_t tracks = 0;
	if (!check_in_play(
	        deciding, "share cases after STARTEX", "no case can be shared any more") ||
	    !check_sharing(deciding, &disclosing, &tracks)) {
		return;
	}
	breach_warn_all(&warnings, &disclosing);
	if (warnings_pass(&warnings, disclosing.command->anyway)) {
		draft_shared(deciding, &disclosing, tracks);
		disclosing_draft(deciding, &disclosing);
	}
}

/* --- TakeOverCase --- */

void decide_take_over_case(struct deciding *deciding)
{
	const Convene__V1__TakeOverCase *command = deciding->command->take_over_case;
	if (!check_in_play(
	        deciding, "take over cases after STARTEX", "no case can be taken over any more") ||
	    !check_text(deciding, command->reason, TEXT_BYTES_MAX, "the reason")) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL) {
		return;
	}
	int team = check_acting_team(deciding, file, command->team_id);
	if (team == NO_TEAM) {
		return;
	}
	if (file->lead == team) {
		REFUSE(deciding, WRONG_STATE, "%s team has the lead in case %" PRIu64 " already",
		    team == deciding->actor->team ? "your" : "this", file->id);
		return;
	}
	share_draft_take_over(deciding, file, team, command->reason);
}

void share_draft_take_over(
    struct deciding *deciding, const struct case_file *file, int team, const char *reason)
{
	const struct exercise *exercise = deciding->exercise;
	/* staff have no team */
	DRAFT(deciding, CASE_TAKEN_OVER, CaseTakenOver, .case_id = file->id,
	    .team_id = (char *)exercise_team_id(exercise, team),
	    .from_team_id = (char *)exercise_team_id(exercise, file->lead),
	    .participant_id = team == deciding->actor->team ? deciding->actor->id : 0,
	    .reason = (char *)reason);
}
