/*
 * A language fits its varieties and these fit it; two varieties of one language do not fit each
 * other.
 */
#include "proto/rules/interpreter.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "sq" and "sq-AL" understand each other; the case of letters does not matter. */
static bool same_language(const char *one, const char *other)
{
	while (*one != '\0' && lower(*one) == lower(*other)) {
		one++;
		other++;
	}
	return (*one == '\0' || *one == '-') && (*other == '\0' || *other == '-') &&
	       (*one == '\0' || *other == '\0');
}

bool interpreter_speaks(const Convene__V1__Interpreter *interpreter, const char *language)
{
	for (size_t i = 0; i < interpreter->n_languages; i++) {
		if (same_language(interpreter->languages[i], language)) {
			return true;
		}
	}
	return *language == '\0';
}
