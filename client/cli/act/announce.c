/* The words are taken where they stand, so that the text behind them keeps its blanks and lines. */
#include "client/cli/act/announce.h"

#include "client/cli/text/nearest.h"
#include "proto/complaint.h"

#include <stdio.h>
#include <string.h>

static char *mutable(const char *text)
{
	return (char *)(uintptr_t)text;
}

void announce_init(struct announce *announce)
{
	convene__v1__command__init(&announce->command);
	convene__v1__announce__init(&announce->body);
	announce->command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	announce->command.announce = &announce->body;
	announce->body.translations = announce->in;
	announce->body.to = announce->to;
}

bool announce_only(struct announce *announce, const struct view *view, const char *team, char *why,
    size_t why_size)
{
	char *known = nearest_team(view, mutable(team), why, why_size);
	if (known == NULL) {
		return false;
	}
	if (announce->body.n_to == ANNOUNCE_TEAMS_MAX) {
		snprintf(why, why_size, "those are too many teams");
		return false;
	}
	announce->to[announce->body.n_to++] = known;
	return true;
}

bool announce_in(struct announce *announce, char *translation, char *why, size_t why_size)
{
	char *equals = strchr(translation, '=');
	size_t count = announce->body.n_translations;
	if (equals == NULL || equals == translation || equals[1] == '\0') {
		snprintf(
		    why, why_size, "--in wants a language and the text: --in fr=\"On mange.\"");
		return false;
	}
	if (count == ANNOUNCE_LANGUAGES_MAX) {
		snprintf(why, why_size, "those are too many languages");
		return false;
	}
	*equals = '\0';
	convene__v1__translation__init(&announce->translations[count]);
	announce->translations[count].language = translation;
	announce->translations[count].value = equals + 1;
	announce->in[count] = &announce->translations[count];
	announce->body.n_translations++;
	return true;
}

/* The next word; what stands in double quotes within it belongs to it, without them. */
static char *take_word(char **line)
{
	char *word = *line, *at = word, *to = word;
	bool quoted = false;
	while (*at != '\0' && (quoted || *at != ' ')) {
		if (*at == '"') {
			quoted = !quoted;
		} else {
			*to++ = *at;
		}
		at++;
	}
	*line = at + strspn(at, " ");
	*to = '\0';
	return word;
}

bool announce_take(
    struct announce *announce, const struct view *view, char **line, char *why, size_t why_size)
{
	while (strncmp(*line, "--", 2) == 0) {
		const char *option = take_word(line);
		if (strcmp(option, "--urgent") == 0) {
			announce->body.urgent = true;
		} else if (strcmp(option, "--only") == 0) {
			if (!announce_only(announce, view, take_word(line), why, why_size)) {
				return false;
			}
		} else if (strcmp(option, "--in") == 0) {
			if (!announce_in(announce, take_word(line), why, why_size)) {
				return false;
			}
		} else {
			complaint(why, why_size,
			    "there is no option %s; there are: --urgent, --only TEAM, --in fr=TEXT",
			    option);
			return false;
		}
	}
	announce->body.text = *line;
	return true;
}
