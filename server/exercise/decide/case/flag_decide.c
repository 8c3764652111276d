/*
 * Flags that people raise; those that rules raise are drafted by warning.c.
 */
#include "convene/v1/case.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* Whose doing: a player's own team's; staff may name one. NULL: refused. */
static const char *whose(struct deciding *deciding, const char *team_id)
{
	if (!by_player(deciding)) {
		return *team_id == '\0' || check_team(deciding, team_id) >= 0 ? team_id : NULL;
	}
	const char *own = own_team_id(deciding);
	if (*team_id != '\0' && strcmp(team_id, own) != 0) {
		REFUSE(deciding, INVALID,
		    "players raise flags about what their own team did; leave team_id out");
		return NULL;
	}
	return own;
}

void decide_raise_flag(struct deciding *deciding)
{
	const Convene__V1__RaiseFlag *command = deciding->command->raise_flag;
	const char *flag = command->flag, *note = command->note;
	bool player = by_player(deciding);
	if (!check_in_play(
	        deciding, "flags are raised after STARTEX", "no more flags can be raised")) {
		return;
	}
	/* staff may flag what is not about a case */
	if ((player || command->case_id != 0) && check_case(deciding, command->case_id) == NULL) {
		return;
	}
	if (library_index(&deciding->exercise->library, LIBRARY_FLAG, flag) < 0) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no flag \"%s\"; name one of the scenario's flags", flag);
		return;
	}
	const char *team_id = whose(deciding, command->team_id);
	if (team_id == NULL || !check_text(deciding, note, TEXT_BYTES_MAX, "the note")) {
		return;
	}
	struct flagging flagging = {.case_id = command->case_id, .team_id = team_id};
	flag_draft(deciding, &flagging, flag, NULL, note);
}
