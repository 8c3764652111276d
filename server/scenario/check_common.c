/*
 * What every check relies on: a finding is told at the place where the author wrote it, begins with
 * the name of the field, and says what would be right. Finding the place takes time, so none is
 * looked for once nobody would see it.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/yaml_suggest.h"
#include "server/exercise/ground/limits.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Whether what is written there could not be read: then it is as if it were missing. */
static bool is_unreadable(const struct check *check, const struct yaml_position *at)
{
	for (size_t i = 0; i < check->unreadable; i++) {
		const struct diagnostic *told = &check->diagnostics->list[i];
		if (told->severity == DIAGNOSTIC_ERROR && told->line == at->line &&
		    told->column == at->column && strcmp(told->file, at->file) == 0) {
			return true;
		}
	}
	return false;
}

void check_tell(struct check *check, enum diagnostic_severity severity, const void *message,
    const char *field, size_t index, const char *format, ...)
{
	struct yaml_position at = {.file = ""};
	char text[COMPLAINT_MAX];
	va_list args;
	va_start(args, format);
	complaint_list(text, sizeof(text), format, args);
	va_end(args);
	/* what is only counted needs no place, which takes time to find */
	if (check->diagnostics->count < DIAGNOSTICS_MAX &&
	    yaml_place(check->places, message, field, index, &at) && is_unreadable(check, &at)) {
		return;
	}
	diagnostics_add(check->diagnostics, severity, at.file, at.line, at.column, "%s%s%s", field,
	    field[0] != '\0' ? ": " : "", text);
}

static bool is_id_character(char character, enum id_style style)
{
	unsigned char byte = (unsigned char)character;
	if (style == ID_FLAG) {
		return byte < 0x80 && (isupper(byte) || isdigit(byte) || byte == '_');
	}
	if (style == ID_COUNTRY) {
		return byte < 0x80 && isupper(byte);
	}
	if (byte >= 0x80 || (style == ID_LOWER && isupper(byte))) {
		return false;
	}
	return isalnum(byte) || byte == '-';
}

static bool is_id(const char *id, enum id_style style)
{
	size_t len = strlen(id);
	if (len == 0 || len > ID_BYTES_MAX || id[0] == '-' || id[len - 1] == '-' ||
	    (style == ID_COUNTRY && len != 2)) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_id_character(id[i], style)) {
			return false;
		}
	}
	return true;
}

bool scenario_check_id(
    struct check *check, const void *message, const char *id, enum id_style style)
{
	static const char *const rules[] = {
	    [ID_LOWER] = "lower-case letters, digits and hyphens, as in 'long-harvest'",
	    [ID_MIXED] = "letters, digits and hyphens, as in 'AL-NGO'",
	    [ID_COUNTRY] = "two capital letters, as in 'AL'",
	    [ID_FLAG] = "capital letters, digits and low lines, as in 'NO_CONSENT'",
	};

	if (is_id(id, style)) {
		return true;
	}
	if (id[0] == '\0') {
		check_error(check, message, "id", 0, "is missing: %s", rules[style]);
	} else if (strlen(id) > ID_BYTES_MAX) {
		check_error(check, message, "id", 0, "is longer than %d characters", ID_BYTES_MAX);
	} else {
		check_error(check, message, "id", 0, "'%s' is not an id: %s", id, rules[style]);
	}
	return false;
}

void check_duplicates(
    struct check *check, const void *const *messages, size_t count, const char *what)
{
	for (size_t i = 1; i < count; i++) {
		const char *id = reflect_id(messages[i]);
		for (size_t j = 0; j < i && id[0] != '\0'; j++) {
			if (strcmp(id, reflect_id(messages[j])) != 0) {
				continue;
			}
			struct yaml_position first;
			yaml_place(check->places, messages[j], "id", 0, &first);
			check_error(check, messages[i], "id", 0,
			    "there is another %s '%s' in %s, line %d", what, id, first.file,
			    first.line);
			break;
		}
	}
}

int check_member(struct check *check, const void *message, const char *field, size_t index,
    const char *id, const void *list, size_t count, const char *what, const char *of)
{
	const void *const *messages = list;
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		const char *known = reflect_id(messages[i]);
		if (strcmp(known, id) == 0) {
			return (int)i;
		}
		if (known[0] != '\0' && yaml_suggest_is_nearer(known, id, strlen(id), &nearest)) {
			guess = known;
		}
	}
	check_error(check, message, field, index, "%s has no %s '%s'%s%s%s", of, what, id,
	    guess != NULL ? "; did you mean '" : "", guess != NULL ? guess : "",
	    guess != NULL ? "'?" : "");
	return -1;
}

bool check_is_own(struct check *check, const void *message)
{
	const struct scenario_source *source = check->source;
	struct yaml_position at;
	yaml_place(check->places, message, "", 0, &at);
	for (size_t i = 0; i < source->library_file_count; i++) {
		if (strcmp(source->library_files[i], at.file) == 0) {
			return false;
		}
	}
	return true;
}

bool check_is_written(struct check *check, const void *message, const char *field)
{
	struct yaml_position at;
	return yaml_place(check->places, message, field, 0, &at);
}

bool scenario_check_count(
    struct check *check, const void *message, const char *field, size_t count, size_t limit)
{
	if (count > limit) {
		check_error(check, message, field, limit, "at most %zu are allowed; there are %zu",
		    limit, count);
	}
	return check_is_bounded(count, limit);
}
