#include "client/cli/conduct/nouns.h"

#include "client/cli/conduct/conduct.h"

#include <string.h>

static const struct conduct_noun *const nouns[] = {&conduct_case, &conduct_request, &conduct_share,
    &conduct_queue, &conduct_answer, &conduct_milestone, &conduct_interpreter, &conduct_catalogue,
    &conduct_waiting, &conduct_welfare};

const struct conduct_noun *conduct_noun(const char *name)
{
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++) {
		if (strcmp(nouns[i]->name, name) == 0) {
			return nouns[i];
		}
	}
	return NULL;
}
