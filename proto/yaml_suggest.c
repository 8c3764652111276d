#include "proto/yaml_suggest.h"

#include "proto/complaint.h"
#include "proto/reflect.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX 64u

static int fold(char character)
{
	return character == '-' ? '_' : tolower((unsigned char)character);
}

/* Letters to add, drop, change or swap with their neighbour to get from one name to the other. */
static size_t distance(const char *wanted, const char *name, size_t len)
{
	size_t rows[3][WORD_MAX + 1], columns = strlen(wanted);
	if (columns > WORD_MAX || len > WORD_MAX) {
		return SIZE_MAX;
	}
	for (size_t j = 0; j <= columns; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			size_t change =
			    above[j - 1] + (fold(name[i - 1]) != fold(wanted[j - 1]) ? 1 : 0);
			row[j] = change;
			if (row[j] > above[j] + 1) {
				row[j] = above[j] + 1;
			}
			if (row[j] > row[j - 1] + 1) {
				row[j] = row[j - 1] + 1;
			}
			if (i > 1 && j > 1 && fold(name[i - 1]) == fold(wanted[j - 2]) &&
			    fold(name[i - 2]) == fold(wanted[j - 1]) &&
			    row[j] > before[j - 2] + 1) {
				row[j] = before[j - 2] + 1;
			}
		}
	}
	return rows[len % 3][columns];
}

/* "planned" for "planned_ms": one is the beginning of the other. */
static bool is_beginning(const char *wanted, const char *name, size_t len)
{
	size_t wanted_len = strlen(wanted), shorter = wanted_len < len ? wanted_len : len;
	if (shorter < 3) {
		return false;
	}
	for (size_t i = 0; i < shorter; i++) {
		if (fold(wanted[i]) != fold(name[i])) {
			return false;
		}
	}
	return true;
}

bool yaml_suggest_is_nearer(const char *wanted, const char *name, size_t len, size_t *nearest)
{
	size_t found = distance(wanted, name, len);
	if (found > 1 && is_beginning(wanted, name, len)) {
		found = 1;
	}
	if (found >= *nearest || found > 1 + len / 4) {
		return false;
	}
	*nearest = found;
	return true;
}

void yaml_suggest_field(const ProtobufCMessageDescriptor *descriptor, const char *name, size_t len,
    char *out, size_t size)
{
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		if (yaml_suggest_is_nearer(descriptor->fields[i].name, name, len, &nearest)) {
			guess = descriptor->fields[i].name;
		}
	}
	if (guess != NULL) {
		complaint(out, size, "did you mean '%s'?", guess);
		return;
	}
	snprintf(out, size, "allowed are");
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		complaint_word(out, size, i > 0 ? ", " : " ", descriptor->fields[i].name);
	}
}

void yaml_suggest_enum(
    const ProtobufCEnumDescriptor *descriptor, const char *name, size_t len, char *out, size_t size)
{
	char text[WORD_MAX], guess[WORD_MAX] = "";
	size_t nearest = SIZE_MAX;
	bool first = true;
	for (unsigned i = 0; i < descriptor->n_values; i++) {
		reflect_enum_short(descriptor, &descriptor->values[i], text, sizeof(text));
		if (descriptor->values[i].value != 0 &&
		    yaml_suggest_is_nearer(text, name, len, &nearest)) {
			memcpy(guess, text, sizeof(guess));
		}
	}
	complaint(out, size, "%s%s%sallowed are", guess[0] != '\0' ? "did you mean '" : "", guess,
	    guess[0] != '\0' ? "'? " : "");
	for (unsigned i = 0; i < descriptor->n_values; i++) {
		/* the zero value only says that nothing was chosen */
		if (descriptor->values[i].value == 0) {
			continue;
		}
		reflect_enum_short(descriptor, &descriptor->values[i], text, sizeof(text));
		complaint_word(out, size, first ? " " : ", ", text);
		first = false;
	}
}
