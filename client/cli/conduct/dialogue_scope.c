/* The dialogues about how much: a consent's fields, what was explained and what the person said;
 * the tracks that another team gets to see. */
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/find.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/*
 * What a consent consists of, one after the other; what was said in the command already is not
 * asked. "everything" is asked about once more, since few mean all of it:
 *
 *	FIELDS --"everything"--> EVERYTHING --yes--> EXPLAINED --> SAID --> DONE
 *	  | ^                        |                   ^
 *	  | `---------- no ----------'                   |
 *	  `-------------- names of fields ---------------'
 */
enum step { STEP_FIELDS, STEP_EVERYTHING, STEP_EXPLAINED, STEP_SAID, STEP_DONE };

static bool is_needed(struct conduct *conduct, enum step step)
{
	const Convene__V1__RecordConsent *consent = conduct->command->record_consent;
	switch (step) {
	case STEP_FIELDS:
		return consent->n_fields == 0 && !conduct_value(conduct, "everything")->flag;
	case STEP_EVERYTHING:
		return conduct->dialogue.blanket;
	case STEP_EXPLAINED:
		return conduct_value(conduct, "explained")->text == NULL;
	case STEP_SAID:
		return conduct_value(conduct, "said")->text == NULL;
	case STEP_DONE:
		break;
	}
	return true;
}

/* What there is to choose from, a line each. */
static void list_declared(
    const struct view *view, enum view_catalogue_kind kind, struct buf *before)
{
	const struct view_catalogue_list *list = &view->catalogue.lists[kind];
	for (size_t i = 0; i < list->count; i++) {
		const char *id = reflect_id(list->items[i]);
		buf_printf(before, "  %-22s ", id);
		wrap_append_line(before, view_title(view, kind, id));
		buf_append_byte(before, '\n');
	}
}

static bool question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const Convene__V1__RecordConsent *consent = conduct->command->record_consent;
	struct dialogue *dialogue = &conduct->dialogue;
	while (!is_needed(conduct, (enum step)dialogue->at)) {
		dialogue->at++;
	}
	dialogue->words = dialogue->at == STEP_EXPLAINED || dialogue->at == STEP_SAID;
	switch ((enum step)dialogue->at) {
	case STEP_FIELDS:
		buf_append_text(
		    before, "For what? The names of the fields, with blanks between them:\n");
		list_declared(conduct->view, VIEW_FIELD, before);
		buf_append_text(before, "or `everything`, if the person said so.\n");
		snprintf(prompt, size, "Fields: ");
		return true;
	case STEP_EVERYTHING:
		buf_append_text(before, "Everything that is known of the person, and will be, may "
		                        "then be passed on to");
		for (size_t i = 0; i < consent->n_recipients; i++) {
			buf_printf(before, "%s %s", i > 0 ? "," : "", consent->recipients[i]);
		}
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
	if (line[strspn(line, " ,")] == '\0') {
		conduct_usage(conduct, "say for what: fields, or `everything`");
	} else if (conduct_take_ids(
	               conduct, VIEW_FIELD, "field", line, consent->fields, &consent->n_fields)) {
		return true;
	}
	consent->n_fields = 0;
	return false;
}

static bool take_everything(struct conduct *conduct, const char *line)
{
	conduct->dialogue.blanket = false;
	if (words_are_yes(line)) {
		conduct_value(conduct, "everything")->flag = true;
		return true;
	}
	/* then for what? */
	conduct->dialogue.at = STEP_FIELDS;
	return false;
}

static bool take(struct conduct *conduct, const char *line)
{
	enum step step = (enum step)conduct->dialogue.at;
	bool good = true;
	conduct->why[0] = '\0';
	if (step == STEP_FIELDS) {
		good = take_fields(conduct, line);
	} else if (step == STEP_EVERYTHING) {
		if (!take_everything(conduct, line)) {
			return true;
		}
	} else if (line[strspn(line, " ")] == '\0') {
		conduct_usage(conduct, "a consent without this is none: write it in a few words");
		good = false;
	} else {
		conduct_value(conduct, step == STEP_EXPLAINED ? "explained" : "said")->text =
		    xcheck(arena_text(conduct->arena, line, strlen(line)));
	}
	if (good) {
		conduct->dialogue.at++;
	}
	return good;
}

enum conduct_outcome dialogue_consent(struct conduct *conduct)
{
	conduct->dialogue = (struct dialogue){.question = question, .take = take};
	return CONDUCT_ASK;
}

void consent_words(struct conduct *conduct)
{
	Convene__V1__RecordConsent *consent = conduct->command->record_consent;
	consent->words = xcheck(arena_printf(conduct->arena, "Explained: %s. Said: %s",
	    conduct_option(conduct, "explained"), conduct_option(conduct, "said")));
}

/* --- which tracks --- */

static bool track_question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	if (conduct->dialogue.stopped) {
		return false;
	}
	buf_printf(before,
	    "Which of its tracks is %s to see, now and later? Their names, with blanks between:\n",
	    conduct->command->share_case->to_team_id);
	list_declared(conduct->view, VIEW_TRACK, before);
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
	if (!conduct->dialogue.stopped) {
		share->n_tracks = 0;
	}
	return conduct->dialogue.stopped;
}

enum conduct_outcome dialogue_tracks(struct conduct *conduct)
{
	conduct->dialogue = (struct dialogue){.question = track_question, .take = track_take};
	return CONDUCT_ASK;
}
