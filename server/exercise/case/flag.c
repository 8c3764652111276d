#include "server/exercise/case/case.h"

#include "server/exercise/check.h"
#include "server/exercise/state.h"
#include "server/exercise/warning.h"

/* Whose doing: a player's own team's; staff may name one. NULL: refused. */
static const char *whose(struct deciding *deciding, const char *team_id)
{
	if (deciding->actor->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		return *team_id == '\0' || check_team(deciding, team_id) >= 0 ? team_id : NULL;
	}
	const char *own = participant_team_id(deciding->exercise, deciding->actor);
	if (*team_id != '\0' && strcmp(team_id, own) != 0) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "players raise flags about what their own team did; leave team_id out");
		return NULL;
	}
	return own;
}

void flag_decide_raise(struct deciding *deciding)
{
	const Convene__V1__RaiseFlag *command = deciding->command->raise_flag;
	const char *flag = text_or_empty(command->flag), *note = text_or_empty(command->note);
	bool player = deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	if (!check_in_play(
	        deciding, "flags are raised after STARTEX", "no more flags can be raised")) {
		return;
	}
	/* staff may flag what is not about a case */
	if ((player || command->case_id != 0) && check_case(deciding, command->case_id) == NULL) {
		return;
	}
	if (library_index(&deciding->exercise->library, LIBRARY_FLAG, flag) < 0) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no flag \"%s\"; name one of the scenario's flags", flag);
		return;
	}
	const char *team_id = whose(deciding, text_or_empty(command->team_id));
	if (team_id == NULL || !check_text(deciding, note, TEXT_BYTES_MAX, "the note")) {
		return;
	}
	struct flagging flagging = {.case_id = command->case_id, .team_id = team_id};
	flag_draft(deciding, &flagging, flag, NULL, note);
}

void flag_apply(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseFlagged *body = applying->event->case_flagged;
	struct case_file *file = case_find(exercise, body->case_id);
	int flag = library_index(&exercise->library, LIBRARY_FLAG, text_or_empty(body->flag));
	if (file != NULL && flag >= 0) {
		file->flags++;
		file->flags_sum += mix_pair(applying->event->seq, (uint64_t)flag + 1);
		digest_touch(&exercise->digest, &file->node);
	}
}
