/*
 * One mistake is allowed, and another for every four letters; that one name is the beginning of the
 * other counts as one. Of fields all are named where nothing is near, of values always.
 */
#include "proto/yaml_suggest.h"

#include "proto/complaint.h"
#include "proto/nearness.h"
#include "proto/reflect.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* of a value of an enum */
#define WORD_MAX 64u

/* "planned" for "planned_ms": one is the beginning of the other. */
static bool is_beginning(const char *wanted, const char *name, size_t len)
{
	size_t wanted_len = strlen(wanted), shorter = wanted_len < len ? wanted_len : len;
	if (shorter < 3) {
		return false;
	}
	for (size_t i = 0; i < shorter; i++) {
		if (!nearness_same(wanted[i], name[i])) {
			return false;
		}
	}
	return true;
}

bool yaml_suggest_is_nearer(const char *wanted, const char *name, size_t len, size_t *nearest)
{
	size_t found = nearness_distance(wanted, strlen(wanted), name, len);
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
