#include "client/cli/show/readiness.h"

#include "client/cli/text/wrap.h"

#include <string.h>

size_t readiness_people(
    const struct view *view, const char *team_id, Convene__V1__Role role, size_t *connected)
{
	size_t count = 0;
	*connected = 0;
	for (size_t i = 0; i < view->person_count; i++) {
		const struct view_person *person = &view->people[i];
		if (person->removed || person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED ||
		    (role != CONVENE__V1__ROLE__ROLE_UNSPECIFIED && person->role != role) ||
		    strcmp(person->team_id, team_id) != 0) {
			continue;
		}
		count++;
		/* who has just joined is there, until it is known that they are not */
		*connected += person->connected || !person->presence_told;
	}
	return count;
}

/* "Nobody has joined: AL-MIG, VE-FIN (2 of 15 teams)." The team's number of people decides. */
static size_t teams(struct buf *out, const struct view *view, size_t width, bool connected_only)
{
	const Convene__V1__ExerciseCreated *exercise = view->exercise;
	struct buf text = {0};
	size_t found = 0;
	buf_append_text(&text,
	    connected_only ? "Has joined, but nobody is connected: " : "Nobody has joined: ");
	size_t start = text.len;
	for (size_t i = 0; i < exercise->n_teams; i++) {
		size_t connected, count = readiness_people(view, exercise->teams[i]->id,
		                      CONVENE__V1__ROLE__ROLE_UNSPECIFIED, &connected);
		if (connected_only ? count == 0 || connected > 0 : count > 0) {
			continue;
		}
		buf_append_item(&text, start, exercise->teams[i]->id);
		found++;
	}
	buf_printf(&text, " (%zu of %zu teams).", found, exercise->n_teams);
	if (found > 0) {
		wrap_buf(out, &text, width, 0, 2);
	}
	buf_deinit(&text);
	return found > 0 ? 1 : 0;
}

static size_t role(struct buf *out, const struct view *view, size_t width, Convene__V1__Role wanted,
    const char *missing, const char *away)
{
	size_t connected, count = readiness_people(view, "", wanted, &connected);
	if (count > 0 && (connected > 0 || !view->presence_known)) {
		return 0;
	}
	wrap_append(out, count == 0 ? missing : away, width, 0, 2);
	return 1;
}

static bool has_translation(const Convene__V1__Text *text, const char *language)
{
	bool found = text == NULL || text->value[0] == '\0';
	for (size_t i = 0; !found && i < text->n_translations; i++) {
		found = strcmp(text->translations[i]->language, language) == 0;
	}
	return found;
}

static size_t language(struct buf *out, const struct view *view, size_t width, const char *wanted)
{
	struct buf text = {0};
	size_t found = 0;
	buf_printf(&text, "Not in %s yet: inject ", wanted);
	size_t start = text.len;
	for (size_t i = 0; i < view->inject_count; i++) {
		const Convene__V1__Inject *plan = view->injects[i].plan;
		if (plan == NULL ||
		    (has_translation(plan->title, wanted) && has_translation(plan->body, wanted))) {
			continue;
		}
		buf_append_item(&text, start, plan->id);
		found++;
	}
	buf_append_text(&text, ".");
	if (found > 0) {
		wrap_buf(out, &text, width, 0, 2);
	}
	buf_deinit(&text);
	return found > 0 ? 1 : 0;
}

size_t readiness_lines(struct buf *out, const struct view *view, size_t width)
{
	const Convene__V1__ExerciseCreated *exercise = view->exercise;
	size_t found = 0;
	if (exercise == NULL) {
		return 0;
	}
	if (exercise->n_teams > 0) {
		found += teams(out, view, width, false);
		if (view->presence_known) {
			found += teams(out, view, width, true);
		}
	}
	if (exercise->n_entities > 0) {
		found += role(out, view, width, CONVENE__V1__ROLE__ROLE_SIMULATOR,
		    "No simulator has joined: whoever writes to one of the SimCell's entities gets "
		    "no answer, unless a controller gives one.",
		    "No simulator is connected.");
	}
	found += role(out, view, width, CONVENE__V1__ROLE__ROLE_EVALUATOR,
	    "No evaluator has joined.", "No evaluator is connected.");
	for (size_t i = 0; i < exercise->n_languages; i++) {
		found += language(out, view, width, exercise->languages[i]);
	}
	return found;
}
