/* `convene waiting`: everything that waits for whoever asks. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/show/waiting_text.h"

static enum conduct_outcome run(struct conduct *conduct)
{
	struct waiting_style how = {.style = conduct->style,
	    .now_ms = conduct->now_ms,
	    .typed = conduct->typed,
	    .json = conduct->json};
	if (conduct->count > 0) {
		return conduct_usage(conduct, "`waiting` stands alone: it lists everything");
	}
	waiting_text(&conduct->out, conduct->view, &how);
	return CONDUCT_SHOWN;
}

static const struct conduct_verb verbs[] = {{.name = NULL}};

const struct conduct_noun conduct_waiting = {
    .name = "waiting", .options = conduct_no_options, .run = run, .verbs = verbs};
