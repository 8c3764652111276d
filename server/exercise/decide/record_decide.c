/* Which teams may take home what they were sent. */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/state.h"

static bool check_teams(struct deciding *deciding, const Convene__V1__ReleaseRecords *command)
{
	if (command->all != (command->n_team_ids == 0)) {
		return REFUSE(deciding, INVALID, "say which teams, or `all`, and not both");
	}
	if (!check_count(deciding, command->n_team_ids, TEAMS_MAX, "team_ids")) {
		return false;
	}
	for (size_t i = 0; i < command->n_team_ids; i++) {
		if (cast_team(deciding->cast, command->team_ids[i]) < 0) {
			return REFUSE(
			    deciding, NOT_FOUND, "there is no team \"%s\"", command->team_ids[i]);
		}
	}
	return true;
}

static bool is_named(const Convene__V1__ReleaseRecords *command, const struct team *team)
{
	for (size_t i = 0; i < command->n_team_ids; i++) {
		if (strcmp(command->team_ids[i], team->id) == 0) {
			return true;
		}
	}
	return command->all;
}

/* In the order of the teams; of those that have theirs already nothing is left to do. */
void decide_release_records(struct deciding *deciding)
{
	const Convene__V1__ReleaseRecords *command = deciding->command->release_records;
	const struct cast *cast = deciding->cast;
	enum exercise_phase phase = deciding->exercise->clock.phase;
	if (!check_teams(deciding, command)) {
		return;
	}
	if (phase != PHASE_ENDED && phase != PHASE_CLOSED) {
		REFUSE(deciding, WRONG_STATE,
		    "the exercise has not ended; teams get their records after ENDEX");
		return;
	}
	for (size_t i = 0; i < cast->team_count; i++) {
		const struct team *team = cast->teams[i];
		if (is_named(command, team) && !team->record_released) {
			DRAFT(deciding, RECORD_RELEASED, RecordReleased, .team_id = team->id);
		}
	}
}
