#include "server/scenario/check.h"

#include "server/exercise/limits.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void __attribute__((format(printf, 6, 0)))
add(struct check *check, enum diagnostic_severity severity, const void *message, const char *field,
    size_t index, const char *format, va_list args)
{
	struct yaml_position at = {.file = ""};
	char text[400];

	vsnprintf(text, sizeof(text), format, args);
	/* what is only counted needs no place, which takes time to find */
	if (check->diagnostics->count < DIAGNOSTICS_MAX) {
		yaml_place(check->places, message, field, index, &at);
	}
	diagnostics_add(check->diagnostics, severity, at.file, at.line, at.column, "%s%s%s", field,
	    field[0] != '\0' ? ": " : "", text);
}

void check_error(struct check *check, const void *message, const char *field, size_t index,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(check, DIAGNOSTIC_ERROR, message, field, index, format, args);
	va_end(args);
}

void check_warning(struct check *check, const void *message, const char *field, size_t index,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(check, DIAGNOSTIC_WARNING, message, field, index, format, args);
	va_end(args);
}

static bool is_id_character(char character, enum id_style style)
{
	unsigned char byte = (unsigned char)character;

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
	};

	if (is_id(id, style)) {
		return true;
	}
	if (id[0] == '\0') {
		check_error(check, message, "id", 0, "is missing: %s", rules[style]);
	} else if (strlen(id) > ID_BYTES_MAX) {
		check_error(check, message, "id", 0, "is longer than %d characters", ID_BYTES_MAX);
	} else {
		check_error(check, message, "id", 0, "'%.60s' is not an id: %s", id, rules[style]);
	}
	return false;
}

static const char *id_of(const void *message, size_t offset)
{
	return *(char *const *)(const void *)((const char *)message + offset);
}

void check_duplicates(
    struct check *check, const void *const *messages, size_t count, size_t offset, const char *what)
{
	for (size_t i = 1; i < count; i++) {
		const char *id = id_of(messages[i], offset);

		for (size_t j = 0; j < i && id[0] != '\0'; j++) {
			struct yaml_position first;

			if (strcmp(id, id_of(messages[j], offset)) != 0) {
				continue;
			}
			yaml_place(check->places, messages[j], "id", 0, &first);
			check_error(check, messages[i], "id", 0,
			    "there is another %s '%.64s' in %s, line %d", what, id, first.file,
			    first.line);
			break;
		}
	}
}

bool check_is_known(const void *const *messages, size_t count, size_t offset, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(id_of(messages[i], offset), id) == 0) {
			return true;
		}
	}
	return false;
}

void check_references(struct check *check, const void *message, const char *field, char *const *ids,
    size_t id_count, const void *const *messages, size_t count, size_t offset, const char *what)
{
	/* what stands twice needs no more than one complaint, nor many comparisons */
	if (id_count > count + 64) {
		check_error(
		    check, message, field, 0, "names %zu; there are only %zu", id_count, count);
		return;
	}
	for (size_t i = 0; i < id_count; i++) {
		bool repeated = false;

		for (size_t j = 0; j < i && !repeated; j++) {
			repeated = strcmp(ids[i], ids[j]) == 0;
		}
		if (repeated) {
			check_error(check, message, field, i, "'%.64s' stands twice", ids[i]);
		} else if (!check_is_known(messages, count, offset, ids[i])) {
			check_error(
			    check, message, field, i, "there is no %s '%.64s'", what, ids[i]);
		}
	}
}
