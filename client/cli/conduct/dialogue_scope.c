/* The dialogues about how much: a consent's fields, what was explained and what the person said;
 * the tracks that another team gets to see. */
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/find.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* One after the other; what was said in the command already is not asked. */
enum step { STEP_FIELDS, STEP_EVERYTHING, STEP_EXPLAINED, STEP_SAID, STEP_DONE };

static bool is_needed(const struct conduct *conduct, enum step step)
{
	const Convene__V1__RecordConsent *consent = conduct->command->record_consent;

	switch (step) {
	case STEP_FIELDS:
		return consent->n_fields == 0 && !conduct->words.everything;
	case STEP_EVERYTHING:
		return conduct->dialogue.blanket;
	case STEP_EXPLAINED:
		return conduct->words.explained == NULL;
	case STEP_SAID:
		return conduct->words.said == NULL;
	case STEP_DONE:
		break;
	}
	return true;
}

static void list_fields(struct conduct *conduct, struct buf *before)
{
	const struct view *view = conduct->view;

	buf_append_text(before, "For what? The names of the fields, with blanks between them:\n");
	for (size_t i = 0; i < view_declared_count(view, FIELD); i++) {
		const char *id = view_declared_at(view, FIELD, Field, i)->id;

		buf_printf(before, "  %-22s ", id);
		wrap_append_line(before, view_title(view, VIEW_FIELD, id));
		buf_append_byte(before, '\n');
	}
	buf_append_text(before, "or `everything`, if the person said so.\n");
}

static bool question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const Convene__V1__RecordConsent *consent = conduct->command->record_consent;
	struct dialogue *dialogue = &conduct->dialogue;

	while (!is_needed(conduct, (enum step)dialogue->at))
		dialogue->at++;
	dialogue->words = dialogue->at == STEP_EXPLAINED || dialogue->at == STEP_SAID;
	switch ((enum step)dialogue->at) {
	case STEP_FIELDS:
		list_fields(conduct, before);
		snprintf(prompt, size, "Fields: ");
		return true;
	case STEP_EVERYTHING:
		buf_append_text(before, "Everything that is known of the person, and will be, may "
		                        "then be passed on to");
		for (size_t i = 0; i < consent->n_recipients; i++)
			buf_printf(before, "%s %s", i > 0 ? "," : "", consent->recipients[i]);
		buf_append_text(before, ".\n");
		snprintf(prompt, size, "Is it what the person agreed to? [yes/no] ");
		return true;
	case STEP_EXPLAINED:
		snprintf(prompt, size, "What was explained to the person? ");
		return true;
	case STEP_SAID:
		snprintf(prompt, size, "What did the person say, in their own words? ");
		return true;
	case STEP_DONE:
		break;
	}
	consent_words(conduct);
	return false;
}

static bool take_fields(struct conduct *conduct, const char *line)
{
	Convene__V1__RecordConsent *consent = conduct->command->record_consent;

	if (strcasecmp(line, "everything") == 0) {
		conduct->dialogue.blanket = true;
		return true;
	}
	consent->fields =
	    xcheck(arena_array(conduct->arena, strlen(line) + 1, sizeof(*consent->fields)));
	consent->n_fields = 0;
	if (line[strspn(line, " ,")] == '\0')
		conduct_usage(conduct, "say for what: fields, or `everything`");
	else if (conduct_take_ids(
	             conduct, VIEW_FIELD, "field", line, consent->fields, &consent->n_fields))
		return true;
	consent->n_fields = 0;
	return false;
}

static bool take_everything(struct conduct *conduct, const char *line)
{
	conduct->dialogue.blanket = false;
	if (strcasecmp(line, "yes") == 0 || strcasecmp(line, "y") == 0) {
		conduct->words.everything = true;
		return true;
	}
	/* then for what? */
	conduct->dialogue.at = STEP_FIELDS;
	return false;
}

static const char *kept(struct conduct *conduct, const char *line)
{
	return xcheck(arena_text(conduct->arena, line, strlen(line)));
}

static bool take(struct conduct *conduct, const char *line)
{
	enum step step = (enum step)conduct->dialogue.at;
	bool good = true;

	conduct->why[0] = '\0';
	if (step == STEP_FIELDS) {
		good = take_fields(conduct, line);
	} else if (step == STEP_EVERYTHING) {
		if (!take_everything(conduct, line))
			return true;
	} else if (line[strspn(line, " ")] == '\0') {
		conduct_usage(conduct, "a consent without this is none: write it in a few words");
		good = false;
	} else if (step == STEP_EXPLAINED) {
		conduct->words.explained = kept(conduct, line);
	} else {
		conduct->words.said = kept(conduct, line);
	}
	if (good)
		conduct->dialogue.at++;
	return good;
}

enum conduct_outcome dialogue_consent(struct conduct *conduct)
{
	conduct->dialogue = (struct dialogue){.question = question, .take = take};
	return CONDUCT_ASK;
}

void consent_words(struct conduct *conduct)
{
	const struct conduct_words *words = &conduct->words;
	Convene__V1__RecordConsent *consent = conduct->command->record_consent;

	consent->words = xcheck(
	    arena_printf(conduct->arena, "Explained: %s. Said: %s", words->explained, words->said));
}

/* --- which tracks --- */

static bool track_question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const struct view *view = conduct->view;

	if (conduct->dialogue.stopped)
		return false;
	buf_printf(before,
	    "Which of its tracks is %s to see, now and later? Their names, with blanks between:\n",
	    conduct->command->share_case->to_team_id);
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const char *id = view_declared_at(view, TRACK, Track, i)->id;

		buf_printf(before, "  %-22s ", id);
		wrap_append_line(before, view_title(view, VIEW_TRACK, id));
		buf_append_byte(before, '\n');
	}
	snprintf(prompt, size, "Tracks, or `all`: ");
	return true;
}

static bool track_take(struct conduct *conduct, const char *line)
{
	Convene__V1__ShareCase *share = conduct->command->share_case;
	bool all = strcasecmp(line, "all") == 0;

	conduct_usage(conduct, "say which: names of tracks, or `all`");
	share->tracks =
	    xcheck(arena_array(conduct->arena, strlen(line) + 1, sizeof(*share->tracks)));
	share->n_tracks = 0;
	conduct->dialogue.stopped = all || (line[strspn(line, " ,")] != '\0' &&
	                                       conduct_take_ids(conduct, VIEW_TRACK, "track", line,
	                                           share->tracks, &share->n_tracks));
	if (!conduct->dialogue.stopped)
		share->n_tracks = 0;
	return conduct->dialogue.stopped;
}

enum conduct_outcome dialogue_tracks(struct conduct *conduct)
{
	conduct->dialogue = (struct dialogue){.question = track_question, .take = track_take};
	return CONDUCT_ASK;
}
