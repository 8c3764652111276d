#include "server/exercise/case/case.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

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

void case_decide_open(struct deciding *deciding)
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

/* On every track, in its first state. */
static void begin_tracks(
    const struct exercise *exercise, struct case_file *file, const Convene__V1__Event *event)
{
	int count = case_track_count(exercise);
	file->entries = xcalloc((size_t)count + 1, sizeof *file->entries);
	file->entry_cap = (size_t)count + 1;
	for (int i = 0; i < count; i++) {
		const Convene__V1__Track *track = library_at(&exercise->library, TRACK, Track, i);
		file->tracks[i] = (struct case_track){.since_ms = event->exercise_ms,
		    .since_story_ms = event->story_ms,
		    .reached = 1};
		file->track_teams[i] = file->teams;
		file->entries[file->entry_count++] =
		    (struct case_entry){.track = (uint8_t)i, .story_ms = event->story_ms};
		if (track->n_states > 0 && track->states[0]->child) {
			file->child = true;
		}
	}
}

void case_apply_opened(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseOpened *body = applying->event->case_opened;
	struct case_file *file = xcalloc(1, sizeof *file);
	file->node.kind = DIGEST_CASE;
	file->id = body->case_id;
	if (file->id != applying->event->seq || !seq_index_add(&exercise->cases, file->id, file)) {
		free(file);
		return;
	}
	file->reference = xstrdup(text_or_empty(body->reference));
	file->summary = xstrdup(text_or_empty(body->summary));
	file->language = xstrdup(text_or_empty(body->person_language));
	file->person = -1;
	file->lead = cast_team(&exercise->cast, text_or_empty(body->team_id));
	file->child = body->child;
	team_set_add(&file->teams, file->lead);
	begin_tracks(exercise, file, applying->event);
	digest_touch(&exercise->digest, &file->node);
}

/* --- whom it concerns --- */

void case_decide_match(struct deciding *deciding)
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

void case_persons_deinit(struct case_persons *persons)
{
	for (size_t i = 0; i < persons->count; i++) {
		free(persons->list[i].files);
	}
	free(persons->list);
	memset(persons, 0, sizeof *persons);
}

const struct case_list *case_list_of_person(const struct exercise *exercise, int person)
{
	const struct case_persons *persons = &exercise->case_persons;
	bool known = person >= 0 && (size_t)person < persons->count;
	return known ? &persons->list[person] : NULL;
}

static void list_remove(struct case_list *cases, const struct case_file *file)
{
	size_t at = 0;
	while (at < cases->count && cases->files[at] != file) {
		at++;
	}
	if (at < cases->count) {
		cases->files[at] = cases->files[--cases->count];
	}
}

/* The case leaves the list of whom it concerned before, and comes into another one. */
static void list_move(struct exercise *exercise, struct case_file *file, int person)
{
	struct case_persons *persons = &exercise->case_persons;
	if (persons->list == NULL) {
		/* the library is constant by now */
		persons->count = library_count(&exercise->library, PERSON);
		persons->list = xcalloc(persons->count + 1, sizeof *persons->list);
	}
	if (file->person >= 0 && (size_t)file->person < persons->count) {
		list_remove(&persons->list[file->person], file);
	}
	if ((size_t)person < persons->count) {
		struct case_list *cases = &persons->list[person];
		cases->files =
		    array_room(cases->files, cases->count, &cases->cap, sizeof(struct case_file *));
		cases->files[cases->count++] = file;
	}
}

void case_apply_matched(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__CaseMatched *body = applying->event->case_matched;
	struct case_file *file = case_find(exercise, body->case_id);
	int person =
	    library_index(&exercise->library, LIBRARY_PERSON, text_or_empty(body->person_id));
	if (file != NULL && person >= 0) {
		list_move(exercise, file, person);
		file->person = person;
		digest_touch(&exercise->digest, &file->node);
	}
}
