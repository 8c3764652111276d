#include "client/cli/join/verbs.h"

#include "client/cli/join/join.h"

static void (*const runs[])(struct join *join, char *rest) = {
#define VERB(name, operands, summary, roles, words, run) run,
#include "client/cli/base/verbs.def"
#undef VERB
};

void verbs_run(const struct verb *verb, struct join *join, char *rest)
{
	join->verb = verb;
	runs[verb - verb_table](join, rest);
}
