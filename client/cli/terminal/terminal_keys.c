/*
 * Keys: where the editor gets them from, and what Tab and a paste do to the line. The driver runs
 * while there is none, so that everything else happens between two keys and never within one.
 */
#include "client/cli/terminal/completion.h"
#include "client/cli/terminal/terminal_private.h"
#include "client/cli/text/page.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void terminal_on_tab(void *context)
{
	struct terminal *terminal = context;
	struct completion found = {.count = 0};
	struct buf words = {0}, text = {0};
	if (terminal->asking != NULL) {
		return;
	}
	const char *buffer;
	size_t len;
	editor_text(&terminal->editor, &buffer, &len);
	size_t start = completion_start(buffer, len);
	char *line = xcheck(strndup(buffer, start));
	char *typed = xcheck(strndup(buffer + start, len - start));
	terminal->callbacks.complete(terminal->callbacks.context, line, &words);
	completion_collect(&found, &words, typed);
	if (found.count > 0 && (found.common > len - start || found.count == 1)) {
		buf_append(&text, found.first, found.common);
		buf_append(&text, " ", found.count == 1 ? 2 : 0);
		if (found.count > 1) {
			buf_append_byte(&text, '\0');
		}
		editor_replace(&terminal->editor, len - start, (const char *)text.data);
	} else if (found.count > 1) {
		struct buf broken = {0};
		size_t rows, columns;
		banner_screen_size(&rows, &columns);
		page_append_text(&broken, &found.shown, columns);
		terminal_print(terminal, &broken);
		buf_deinit(&broken);
	}
	completion_deinit(&found);
	buf_deinit(&text);
	free(line);
	free(typed);
	buf_deinit(&words);
}

/* A pasted text goes into the line, and no further: only Enter carries it out. */
void terminal_on_paste(void *context, struct paste *paste)
{
	struct terminal *terminal = context;
	struct terminal_callbacks *callbacks = &terminal->callbacks;
	bool too_long = paste->too_long;
	if (!terminal->editing) {
		paste->too_long = false;
		terminal->paste_dropped = true;
		return;
	}
	char *shown = paste_shown(&paste->text);
	paste->text.len = 0;
	paste->too_long = false;
	if (!callbacks->refuses(callbacks->context, shown, too_long)) {
		editor_replace(&terminal->editor, 0, shown);
	}
	free(shown);
}

/* The next key of the line that is typed; the driver runs until there is one. */
int terminal_next_key(void *context)
{
	struct terminal *terminal = context;
	for (;;) {
		if (terminal->stopped) {
			return EDITOR_END;
		}
		if (terminal->interrupted) {
			terminal->interrupted = false;
			terminal->cancelled = true;
			return '\n';
		}
		int key = keys_next(&terminal->keys);
		if (key == KEYS_NONE) {
			terminal_draw(terminal);
			driver_step(terminal->driver, -1);
		} else {
			return key < 0 ? EDITOR_END : key;
		}
	}
}
