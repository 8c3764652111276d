#include "client/cli/base/verbs.h"

#include "proto/words.h"

#include <string.h>
#include <strings.h>

const struct verb verb_table[] = {
#define VERB(name, operands, summary, roles, words, run) {name, operands, summary, roles, words},
#include "client/cli/base/verbs.def"
#undef VERB
    {.name = NULL}};

void verbs_each(
    Convene__V1__Role role, void (*each)(void *context, const struct verb *verb), void *context)
{
	for (const struct verb *verb = verb_table; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(role)) != 0) {
			each(context, verb);
		}
	}
}

const struct verb *verbs_find(Convene__V1__Role role, const char *name)
{
	for (const struct verb *verb = verb_table; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(role)) != 0 && strcasecmp(verb->name, name) == 0) {
			return verb;
		}
	}
	return NULL;
}

bool verbs_begin(Convene__V1__Role role, const char *line, char word[VERB_WORD_SIZE])
{
	line += strspn(line, " ");
	size_t len = strcspn(line, " ");
	if (len >= VERB_WORD_SIZE) {
		return false;
	}
	memcpy(word, line, len);
	word[len] = '\0';
	const struct verb *verb = verbs_find(role, word);
	return verb != NULL && strcmp(verb->name, word) == 0;
}

char *verbs_trim(char *text)
{
	text += strspn(text, " \t");
	size_t len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
		text[--len] = '\0';
	}
	return text;
}

char *verbs_word(char **rest)
{
	char *word = *rest + strspn(*rest, " "), *end = word + strcspn(word, " ");
	*rest = end;
	if (*end != '\0') {
		*end = '\0';
		*rest = end + 1 + strspn(end + 1, " ");
	}
	return word;
}
