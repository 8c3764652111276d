#include "server/exercise/decide/case/case_open_decide.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/interpreter_decide.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

/* --- opening --- */

static bool check_opening(struct deciding *deciding, const Convene__V1__OpenCase *command)
{
	if (!check_in_play(
	        deciding, "cases are opened after STARTEX", "no more cases can be opened") ||
	    !check_filled(deciding, text_or_empty(command->reference), LINE_BYTES_MAX,
	        "what the person is called") ||
	    !check_text(deciding, text_or_empty(command->summary), TEXT_BYTES_MAX, "the summary") ||
	    !check_language(deciding, text_or_empty(command->person_language))) {
		return false;
	}
	return deciding->exercise->cases.count < CASES_MAX ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
	           "the exercise has its %d cases already; go on with one of them", CASES_MAX);
}

static void draft_matched(struct deciding *deciding, const struct case_file *file, uint64_t case_id,
    const char *person_id)
{
	Convene__V1__CaseMatched *body = DRAFT_BODY(deciding, CaseMatched, case_matched);
	if (body == NULL) {
		return;
	}
	body->case_id = case_id;
	body->person_id = draft_text(deciding, person_id);
	uint64_t seq = draft_event(deciding, CONVENE__V1__EVENT__BODY_CASE_MATCHED, body);
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
	Convene__V1__CaseOpened *body = DRAFT_BODY(deciding, CaseOpened, case_opened);
	if (body == NULL) {
		return;
	}
	body->case_id = draft_next_seq(deciding);
	body->reference = draft_text(deciding, command->reference);
	body->team_id =
	    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
	body->participant_id = deciding->actor->id;
	body->summary = draft_text(deciding, command->summary);
	body->person_language = draft_text(deciding, command->person_language);
	body->child = command->child;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CASE_OPENED, body);
	case_draft_match(deciding, NULL, body->case_id, body->reference);
}

/* --- whom it concerns --- */

void decide_match_case(struct deciding *deciding)
{
	const Convene__V1__MatchCase *command = deciding->command->match_case;
	const struct library *library = &deciding->exercise->library;
	const char *person_id = text_or_empty(command->person_id);
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
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "the scenario has no person \"%s\"; name one of its persons by id", person_id);
		return;
	}
	if (person != file->person) {
		draft_matched(deciding, file, file->id, person_id);
	}
}
