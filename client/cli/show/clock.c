#include "client/cli/show/clock.h"

#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"

void show_clock(struct buf *out, const struct view *view, int64_t exercise_ms)
{
	char time[24], over[WHEN_SIZE];
	buf_printf(out, "%s %s", words_phase(view->clock.phase), when_time(exercise_ms, time));
	if (view->clock.rate_permille != 1000) {
		buf_printf(out, " x%g", view->clock.rate_permille / 1000.0);
	}
	/* beyond the planned end: by how much, while it can still be ended */
	if (view->clock.phase != VIEW_ENDED && when_over(view, exercise_ms, over)[0] != '\0') {
		buf_printf(out, " %s", over);
	}
}

void show_banner(struct buf *out, const struct view *view, int64_t server_ms)
{
	int64_t exercise_ms = view_exercise_ms(view, server_ms);
	buf_printf(out, "%s  %s  ", EXERCISE_MARK,
	    view->team_id[0] != '\0' ? view->team_id : REFLECT_WORD(role, view->role));
	show_clock(out, view, exercise_ms);
	char story[32];
	view_story_text(view, exercise_ms, story, sizeof(story));
	if (story[0] != '\0') {
		buf_printf(out, "  %s", story);
	}
	if (view->exercise != NULL) {
		buf_append_text(out, "  ");
		wrap_append_line(out, view_text(view, view->exercise->title));
	}
}
