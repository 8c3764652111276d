/*
 * Texts and their languages: what players read has to be there in each language that the scenario
 * promises, once, within its length, and with something to see in it.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/printable.h"
#include "server/exercise/ground/limits.h"

#include <ctype.h>
#include <string.h>

/* More would be a mistake; keeps the comparisons of each text few. */
#define LANGUAGES_MAX 64

bool check_is_language(const char *tag)
{
	size_t len = strlen(tag), part = 0, parts = 0;
	if (len > LANGUAGE_BYTES_MAX) {
		return false;
	}
	for (size_t i = 0; i <= len; i++) {
		unsigned char byte = (unsigned char)tag[i];
		if (byte == '-' || byte == '\0') {
			/* a tag may be all private: "x-torven" */
			bool private = parts == 0 && part == 1 && byte == '-' &&
			               (tag[0] == 'x' || tag[0] == 'X');
			if (part == 0 || part > 8 || (parts == 0 && part < 2 && !private)) {
				return false;
			}
			parts++;
			part = 0;
		} else if (byte < 0x80 && (isalpha(byte) || (parts > 0 && isdigit(byte)))) {
			part++;
		} else {
			return false;
		}
	}
	return true;
}

void check_languages(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	if (scenario->language[0] == '\0') {
		check_error(check, scenario, "language", 0,
		    "is missing: the tag of the language that the texts are written in, as in "
		    "'en'");
	} else if (!check_is_language(scenario->language)) {
		check_error(check, scenario, "language", 0,
		    "'%s' is not a language tag, as in 'en' or 'pt-BR'", scenario->language);
	}
	if (scenario->n_languages > LANGUAGES_MAX) {
		check_error(
		    check, scenario, "languages", 0, "names more than %d languages", LANGUAGES_MAX);
		return;
	}
	for (size_t i = 0; i < scenario->n_languages; i++) {
		const char *tag = scenario->languages[i];
		if (!check_is_language(tag)) {
			check_error(check, scenario, "languages", i,
			    "'%s' is not a language tag, as in 'fr' or 'pt-BR'", tag);
		}
		if (strcmp(tag, scenario->language) == 0) {
			check_error(check, scenario, "languages", i,
			    "'%s' is the original language; name only the further ones", tag);
		}
		if (list_has(scenario->languages, i, tag)) {
			check_error(check, scenario, "languages", i, "'%s' stands twice", tag);
		}
	}
}

static const Convene__V1__Translation *find_translation(
    const Convene__V1__Text *text, size_t count, const char *tag)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text->translations[i]->language, tag) == 0) {
			return text->translations[i];
		}
	}
	return NULL;
}

static void check_length(struct check *check, const void *message, const char *field, size_t index,
    const char *value, size_t limit)
{
	size_t len = strlen(value);
	if (len > limit) {
		check_error(check, message, field, index,
		    "is %zu bytes long; at most %zu are allowed", len, limit);
	}
}

static void check_seen(
    struct check *check, const void *message, const char *field, size_t index, const char *value)
{
	if (value[0] != '\0' && printable_is_nothing(value, strlen(value))) {
		check_error(check, message, field, index,
		    "has nothing to see in it, only '%s'; write something or leave it out", value);
	}
}

static void check_translation(
    struct check *check, const Convene__V1__Text *text, size_t index, size_t limit)
{
	const Convene__V1__Translation *translation = text->translations[index];
	const char *tag = translation->language;
	if (tag[0] == '\0') {
		check_error(check, translation, "language", 0, "is missing");
	} else if (!check_is_language(tag)) {
		check_error(check, translation, "language", 0, "'%s' is not a language tag", tag);
	} else if (strcmp(tag, check->scenario->language) == 0) {
		check_error(
		    check, translation, "language", 0, "'%s' is the original language", tag);
	} else if (find_translation(text, index, tag) != NULL) {
		check_error(check, translation, "language", 0, "'%s' stands twice", tag);
	} else if (!check->source->is_library &&
	           !list_has(check->scenario->languages, check->scenario->n_languages, tag) &&
	           check_is_own(check, text)) {
		check_warning(check, translation, "language", 0,
		    "'%s' is not among the scenario's languages", tag);
	}
	if (translation->value[0] == '\0') {
		check_error(check, translation, "value", 0, "is missing");
	}
	check_seen(check, translation, "value", 0, translation->value);
	check_length(check, translation, "value", 0, translation->value, limit);
}

/* One finding for all languages in which a text is missing. */
static void check_missing(struct check *check, const void *message, const char *field, size_t index,
    const Convene__V1__Text *text)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	char missing[200] = "";
	for (size_t i = 0; i < scenario->n_languages; i++) {
		const Convene__V1__Translation *translation =
		    find_translation(text, text->n_translations, scenario->languages[i]);
		if (translation == NULL || translation->value[0] == '\0') {
			complaint_word(missing, sizeof(missing), ", ", scenario->languages[i]);
		}
	}
	if (missing[0] != '\0') {
		check_error(check, message, field, index, "is not translated into %s", missing);
	}
}

void scenario_check_text(struct check *check, const void *message, const char *field, size_t index,
    const Convene__V1__Text *text, unsigned flags)
{
	size_t limit = (flags & TEXT_LINE) != 0 ? LINE_BYTES_MAX : TEXT_BYTES_MAX;
	if (text == NULL || (text->value[0] == '\0' && text->n_translations == 0)) {
		if ((flags & TEXT_REQUIRED) != 0) {
			check_error(check, message, field, index, "is missing");
		} else if ((flags & TEXT_WANTED) != 0) {
			check_warning(
			    check, message, field, index, "is missing; players will see the id");
		}
		return;
	}
	if (text->value[0] == '\0') {
		check_error(check, message, field, index,
		    "has translations, but no text in the original language");
	}
	check_seen(check, message, field, index, text->value);
	check_length(check, message, field, index, text->value, limit);
	if (text->n_translations > LANGUAGES_MAX) {
		check_error(
		    check, message, field, index, "has more than %d translations", LANGUAGES_MAX);
		return;
	}
	for (size_t i = 0; i < text->n_translations; i++) {
		check_translation(check, text, i, limit);
	}
	if ((flags & TEXT_FOR_PLAYERS) != 0 && check->scenario->n_languages <= LANGUAGES_MAX) {
		check_missing(check, message, field, index, text);
	}
}

void check_line(struct check *check, const void *message, const char *field, const char *line)
{
	check_seen(check, message, field, 0, line);
	check_length(check, message, field, 0, line, LINE_BYTES_MAX);
}
