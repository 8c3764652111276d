/* Which teams get their records, from words. */
#include "client/cli/act/act.h"
#include "client/cli/text/nearest.h"
#include "proto/complaint.h"

#include <string.h>

static bool find_team(
    struct act *act, const struct view *view, char *named, char *why, size_t why_size)
{
	Convene__V1__ReleaseRecords *records = &act->records;
	char *team = nearest_team(view, named, why, why_size);
	if (team == NULL) {
		return false;
	}
	act->teams[records->n_team_ids++] = team;
	return true;
}

bool act_records(struct act *act, const struct view *view, char **values, size_t value_count,
    char *why, size_t why_size)
{
	Convene__V1__ReleaseRecords *records = &act->records;
	convene__v1__command__init(&act->command);
	convene__v1__release_records__init(records);
	act->command.body_case = CONVENE__V1__COMMAND__BODY_RELEASE_RECORDS;
	act->command.release_records = records;
	act->done = "released";
	act->told = true;
	records->team_ids = act->teams;
	if (value_count == 0 || value_count > ACT_TEAMS_MAX) {
		complaint(why, why_size, "say which teams get their records: AL-NGO AL-LI, or all");
		return false;
	}
	records->all = value_count == 1 && strcmp(values[0], "all") == 0;
	for (size_t i = 0; i < value_count && !records->all; i++) {
		if (!find_team(act, view, values[i], why, why_size)) {
			return false;
		}
	}
	return true;
}
