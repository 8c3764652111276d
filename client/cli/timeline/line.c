#include "client/cli/timeline/line_private.h"

#include "client/cli/text/wrap.h"
#include "proto/complaint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where the text begins, behind "T+0:12:05 ". */
#define INDENT       11
#define INDENT_STORY 24 /* "T+0:12:05   08-18 12:50 " */

/* The time in front of a line. */
static size_t stamp(const struct timeline_line *line)
{
	const struct style *style = line->style;
	int64_t exercise_ms = line->event->exercise_ms;
	char text[24], story[48] = "";
	if (line->view->clock.phase != VIEW_PLANNED) {
		view_story_text(line->view, exercise_ms, story, sizeof(story));
	}
	style_begin(line->out, style, COLOUR_DIM);
	buf_printf(line->out, "%-10s ", when_time(exercise_ms, text));
	if (strlen(story) == 16) { /* without the year: "08-18 12:50" */
		buf_printf(line->out, " %s ", story + 5);
	}
	style_end(line->out, style);
	if (style->hangs) {
		colour_hang(line->out);
	}
	return strlen(story) == 16 ? INDENT_STORY : INDENT;
}

void timeline_told(struct timeline_line *line, enum colour colour, const char *text)
{
	size_t indent = stamp(line);
	if (text[0] != '\0') {
		buf_printf(&line->head, ": %s", text);
	}
	buf_append_byte(&line->head, '\0');
	style_begin(line->out, line->style, colour);
	wrap_append(line->out, (const char *)line->head.data,
	    line->style->hangs ? 0 : line->style->width, indent, indent);
	style_end(line->out, line->style);
}

void timeline_tell(
    struct timeline_line *line, enum colour colour, const char *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	buf_vprintf(&line->head, format, arguments);
	va_end(arguments);
	timeline_told(line, colour, text);
}

const char *timeline_case(const struct timeline_line *line, uint64_t id, char out[160])
{
	const struct view_case *file = view_case(line->view, id);
	char reference[130];
	if (file != NULL && file->reference[0] != '\0') {
		snprintf(out, 160, "case %s (%" PRIu64 ")",
		    wrap_beginning(reference, sizeof(reference), file->reference, 40), id);
	} else {
		snprintf(out, 160, "case %" PRIu64, id);
	}
	return out;
}

const char *timeline_by(const struct timeline_line *line, char out[160])
{
	const struct view *view = line->view;
	out[0] = '\0';
	char name[32];
	if (view_is_staff(view) && view->last_mark == line->mark && view->last_actor_id != 0) {
		complaint(out, 160, " by %s", view_name(view, view->last_actor_id, name));
	}
	return out;
}
