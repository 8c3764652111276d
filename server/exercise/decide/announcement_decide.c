/*
 * What control tells everybody, or some teams. The languages are the sender's affair: whoever's is
 * not among them reads the first one.
 */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/sets.h"

#include <string.h>

static bool check_translations(struct deciding *deciding, const Convene__V1__Announce *command)
{
	Convene__V1__Text text = CONVENE__V1__TEXT__INIT;
	text.value = command->text;
	text.n_translations = command->n_translations;
	text.translations = command->translations;
	if (!check_count(deciding, text.n_translations, EVENT_REFERENCES_MAX, "translations") ||
	    !check_localised(deciding, &text, TEXT_BYTES_MAX, "the announcement")) {
		return false;
	}
	for (size_t i = 0; i < text.n_translations; i++) {
		const char *language = text.translations[i]->language;
		if (*language == '\0') {
			return REFUSE(deciding, INVALID,
			    "a translation without its language; name it, as in \"fr\"");
		}
		if (!check_filled(deciding, text.translations[i]->value, TEXT_BYTES_MAX,
		        "the announcement")) {
			return false;
		}
		for (size_t j = 0; j < i; j++) {
			if (strcmp(text.translations[j]->language, language) == 0) {
				return REFUSE(deciding, INVALID,
				    "a language is there twice; say it in each once");
			}
		}
	}
	return true;
}

void decide_announce(struct deciding *deciding)
{
	const Convene__V1__Announce *command = deciding->command->announce;
	struct team_set seen = {{0}};
	if (!check_filled(deciding, command->text, TEXT_BYTES_MAX, "the announcement") ||
	    !check_language(deciding, command->language) ||
	    !check_translations(deciding, command) ||
	    !check_count(deciding, command->n_to, TEAMS_MAX, "teams")) {
		return;
	}
	char **to = draft_array(deciding, command->n_to + 1, sizeof *to);
	size_t n_to = 0;
	for (size_t i = 0; to != NULL && i < command->n_to; i++) {
		int team = check_team(deciding, command->to[i]);
		if (team < 0) {
			return;
		}
		if (!set_has(&seen, team)) {
			set_add(&seen, team);
			to[n_to++] = command->to[i];
		}
	}
	DRAFT(deciding, ANNOUNCED, Announced, .text = command->text, .language = command->language,
	    .n_translations = command->n_translations, .translations = command->translations,
	    .n_to = n_to, .to = to, .urgent = command->urgent);
}
