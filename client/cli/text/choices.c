#include "client/cli/text/choices.h"

void choices_init(struct choices *choices, const char *typed)
{
	*choices = (struct choices){.all = {.cap = 0}};
	nearest_init(&choices->nearest, typed);
}

void choices_deinit(struct choices *choices)
{
	buf_deinit(&choices->all);
	buf_deinit(&choices->end);
}

void choices_offer(struct choices *choices, const char *word)
{
	nearest_offer(&choices->nearest, word);
	buf_append_item(&choices->all, 0, word);
}

const char *choices_end(struct choices *choices, const char *there_are)
{
	struct buf *end = &choices->end;
	end->len = 0;
	if (choices->nearest.best != NULL) {
		buf_printf(end, "; did you mean \"%s\"?", choices->nearest.best);
	} else if (choices->all.len > 0) {
		buf_printf(end, "%s%.*s", there_are, (int)choices->all.len,
		    (const char *)choices->all.data);
	}
	buf_append_byte(end, '\0');
	return (const char *)end->data;
}
