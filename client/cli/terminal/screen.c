/*
 * What is printed while a line is being typed: the line is taken off, the text goes above where it
 * stood, and the next drawing puts it back. While the screen is somebody else's the text is held.
 */
#include "client/cli/terminal/terminal_private.h"

#include <stdio.h>

void terminal_put(struct buf *out)
{
	if (out->len > 0) {
		fwrite(out->data, 1, out->len, stdout);
	}
	fflush(stdout);
	buf_deinit(out);
}

void terminal_draw(struct terminal *terminal)
{
	struct terminal_callbacks *callbacks = &terminal->callbacks;
	struct drawing_line line = {.rows_max = 1};
	struct buf out = {0};
	size_t rows;
	banner_screen_size(&rows, &line.columns);
	line.prompt =
	    terminal->asking != NULL ? terminal->asking : callbacks->prompt(callbacks->context);
	line.len = editor_text(&terminal->editor, &line.text, &line.cursor);
	if (terminal->asking == NULL) {
		line.rows_max = rows > 4 ? rows / 2 : 1;
	}
	drawing_draw(&terminal->drawing, &out, &line);
	terminal_put(&out);
	banner_draw(&terminal->banner);
}

void terminal_print(struct terminal *terminal, const struct buf *text)
{
	struct buf out = {0};
	if (text->len == 0) {
		return;
	}
	if (terminal->away) {
		buf_append(&terminal->held, text->data, text->len);
		return;
	}
	drawing_clear(&terminal->drawing, &out);
	if (terminal->asked) {
		buf_append_byte(&out, '\n');
	}
	terminal->asked = false;
	buf_append(&out, text->data, text->len);
	terminal_put(&out);
}

void terminal_ring(const struct terminal *terminal)
{
	if (terminal->interactive && !terminal->away) {
		fputc('\a', stdout);
		fflush(stdout);
	}
}

void terminal_come_back(struct terminal *terminal)
{
	terminal->away = false;
	banner_pin(&terminal->banner);
	terminal_print(terminal, &terminal->held);
	buf_deinit(&terminal->held);
}
