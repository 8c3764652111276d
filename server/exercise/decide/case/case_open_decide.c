/*
 * A case begins, and turns out to concern a person of the scenario: by what that person is called,
 * or because staff say so.
 */
#include "server/exercise/decide/case/case_open_decide.h"

#include "convene/v1/case.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/interpreter_decide.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

/* --- opening --- */

static bool check_opening(struct deciding *deciding, const Convene__V1__OpenCase *command)
{
	if (!check_in_play(
	        deciding, "cases are opened after STARTEX", "no more cases can be opened") ||
	    !check_filled(
	        deciding, command->reference, LINE_BYTES_MAX, "what the person is called") ||
	    !check_text(deciding, command->summary, TEXT_BYTES_MAX, "the summary") ||
	    !check_language(deciding, command->person_language)) {
		return false;
	}
	return check_share(deciding, SHARE_CASES);
}

static void draft_matched(struct deciding *deciding, const struct case_file *file, uint64_t case_id,
    const char *person_id)
{
	uint64_t seq = DRAFT(deciding, CASE_MATCHED, CaseMatched, .case_id = case_id,
	    .person_id = (char *)person_id);
	if (file != NULL) {
		interpreter_flag_conflicts(deciding, file,
		    library_index(&deciding->exercise->library, LIBRARY_PERSON, person_id), seq);
	}
}

void case_draft_match(
    struct deciding *deciding, const struct case_file *file, uint64_t case_id, const char *called)
{
	const Convene__V1__CasePerson *person =
	    library_person_called(&deciding->exercise->library, called);
	if (person != NULL) {
		draft_matched(deciding, file, case_id, person->id);
	}
}

void decide_open_case(struct deciding *deciding)
{
	const Convene__V1__OpenCase *command = deciding->command->open_case;
	if (!check_opening(deciding, command)) {
		return;
	}
	uint64_t case_id = draft_id(deciding);
	DRAFT(deciding, CASE_OPENED, CaseOpened, .case_id = case_id,
	    .reference = command->reference, .team_id = own_team_id(deciding),
	    .participant_id = deciding->actor->id, .summary = command->summary,
	    .person_language = command->person_language, .child = command->child);
	case_draft_match(deciding, NULL, case_id, command->reference);
}

/* --- whom it concerns --- */

void decide_match_case(struct deciding *deciding)
{
	const Convene__V1__MatchCase *command = deciding->command->match_case;
	const struct library *library = &deciding->exercise->library;
	const char *person_id = command->person_id;
	if (!check_in_play(deciding, "there are no cases before STARTEX",
	        "whom a case concerns cannot be said any more")) {
		return;
	}
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL) {
		return;
	}
	int person = library_index(library, LIBRARY_PERSON, person_id);
	if (person < 0) {
		REFUSE(deciding, NOT_FOUND,
		    "the scenario has no person \"%s\"; name one of its persons by id", person_id);
		return;
	}
	if (person != file->person) {
		draft_matched(deciding, file, file->id, person_id);
	}
}
