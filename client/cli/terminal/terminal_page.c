/*
 * Long texts, on a screen of their own (pager.h), with the banner below. Keys that belong to no
 * pager begin a line of their own: somebody who calls for help does not first leave what he reads.
 */
#include "client/cli/terminal/pager.h"
#include "client/cli/terminal/terminal_private.h"
#include "proto/printable.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* xterm's screen without scrollback, for what is read and goes away again; saves the cursor. */
#define OTHER_SCREEN "\033[?1049h"
#define MAIN_SCREEN  "\033[?1049l"

/* Rows for a text that is paged: below it are the pager's own row and the banner. */
static void page_size(const struct terminal *terminal, size_t *height, size_t *columns)
{
	size_t rows, below = terminal->banner.pinned ? 2 : 1;
	banner_screen_size(&rows, columns);
	*height = rows > below ? rows - below : 1;
}

/* Asks for a word in the pager's last row. */
static void ask_word(struct terminal *terminal, struct pager *pager)
{
	struct buf out = {0};
	buf_printf(&out, "\033[%zu;1H\033[2K", pager->height + 1);
	terminal_put(&out);
	terminal->asking = pager->backwards ? "?" : "/";
	const char *text;
	size_t len = terminal_edit(terminal, &text);
	terminal->asking = NULL;
	terminal->drawing.standing = false;
	if (len == 0 || terminal->cancelled) {
		return;
	}
	char *word = xcheck(strndup(text, len - 1));
	pager_find(pager, word);
	free(word);
}

/*
 * What somebody types who does not think of the pager. From the first letter on that is no key it
 * is a line, which stands in the last row: a call for help is given out with Enter, any other is
 * dropped, and none of its letters is taken for a key. The first letters of a call may be keys.
 */
struct typing {
	struct buf text; /* owned */
	bool line;
};

static bool begins_call(struct terminal *terminal, struct typing *typing)
{
	struct terminal_callbacks *callbacks = &terminal->callbacks;
	buf_append_byte(&typing->text, '\0');
	typing->text.len--;
	return callbacks->insists(callbacks->context, (const char *)typing->text.data);
}

static void end_line(struct typing *typing)
{
	typing->text.len = 0;
	typing->line = false;
}

/* Whether the key is of a line, and not the pager's. */
static bool types(struct terminal *terminal, struct typing *typing, int key)
{
	if (key == 0x7f && typing->text.len > 0) {
		do {
			typing->text.len--;
		} while (
		    typing->text.len > 0 && (typing->text.data[typing->text.len] & 0xc0) == 0x80);
		typing->line = typing->line && typing->text.len > 0;
		return true;
	}
	if (key < ' ' || key == 0x7f) {
		end_line(typing);
		return false;
	}
	buf_append_byte(&typing->text, (uint8_t)key);
	typing->line = typing->line || !pager_knows(key);
	if (!typing->line && !begins_call(terminal, typing)) {
		typing->text.len = 0;
	}
	typing->line = typing->line || typing->text.len > 2;
	return typing->line;
}

/* Enter behind it. True: it is the next line. */
static bool takes_line(struct terminal *terminal, struct pager *pager, struct typing *typing)
{
	if (begins_call(terminal, typing)) {
		buf_append(&terminal->insisted, typing->text.data, typing->text.len + 1);
		return true;
	}
	pager_note(pager, "Dropped.");
	end_line(typing);
	return false;
}

static void show_typing(struct terminal *terminal, const struct pager *pager, struct typing *typing)
{
	struct buf out = {0}, line = {0};
	if (typing->line) {
		if (!begins_call(terminal, typing)) {
			buf_append_text(&line, "No key here, Enter drops it: ");
		}
		buf_append(&line, typing->text.data, typing->text.len);
		buf_printf(&out, "\033[%zu;1H\033[2K", pager->height + 1);
		printable_line_cut(&out, (const char *)line.data, line.len,
		    pager->columns > 1 ? pager->columns - 1 : 1);
	}
	buf_deinit(&line);
	terminal_put(&out);
}

static void read_pages(struct terminal *terminal, struct pager *pager)
{
	struct typing typing = {.line = false};
	bool changed = true;
	for (;;) {
		struct buf out = {0};
		if (terminal->stopped || terminal->interrupted) {
			break;
		}
		if (terminal->resized) {
			size_t height, columns;
			terminal->resized = false;
			banner_pin(&terminal->banner);
			page_size(terminal, &height, &columns);
			pager_resize(pager, columns, height);
			changed = true;
		}
		int key = keys_next(&terminal->keys);
		if (terminal->paste_dropped) {
			terminal->paste_dropped = false;
			pager_note(pager, "Dropped.");
			changed = true;
		}
		if (key == KEYS_NONE) {
			if (changed) {
				pager_draw(pager, &out);
			}
			terminal_put(&out);
			show_typing(terminal, pager, &typing);
			changed = false;
			banner_draw(&terminal->banner);
			driver_step(terminal->driver, -1);
			continue;
		}
		if (key < 0) {
			break;
		}
		changed = true;
		if ((key == '\n' || key == '\r') && typing.line) {
			if (takes_line(terminal, pager, &typing)) {
				break;
			}
			continue;
		}
		if (pager->escape_len == 0 && types(terminal, &typing, key)) {
			continue;
		}
		enum pager_wish wish = pager_key(pager, key);
		if (wish == PAGER_LEAVE) {
			break;
		}
		if (wish == PAGER_ASK) {
			ask_word(terminal, pager);
		}
	}
	buf_deinit(&typing.text);
	terminal->interrupted = false;
}

void terminal_page(struct terminal *terminal, const struct terminal_page *page)
{
	struct buf out = {0};
	size_t height, columns;
	page_size(terminal, &height, &columns);
	if (!terminal->interactive || terminal->editing || terminal->away) {
		page_append_text(&out, page->text, terminal->interactive ? columns : 0);
		terminal_print(terminal, &out);
		buf_deinit(&out);
		return;
	}
	struct pager pager;
	pager_init(&pager, page->text, columns, height);
	if (!pager_fits(&pager) || page->find != NULL) {
		terminal->away = true;
		terminal->resized = false;
		fputs(OTHER_SCREEN, stdout);
		banner_pin(&terminal->banner);
		if (page->at_end) {
			pager_go_to_end(&pager);
		}
		if (page->find != NULL) {
			pager.backwards = page->at_end;
			pager_find(&pager, page->find);
		}
		read_pages(terminal, &pager);
		fputs(MAIN_SCREEN, stdout);
	}
	/* what was read last stays to be seen; what came meanwhile comes behind it */
	pager_append(&pager, &out);
	buf_append(&out, terminal->held.data, terminal->held.len);
	terminal->held.len = 0;
	if (terminal->away) {
		terminal_come_back(terminal);
	}
	terminal_print(terminal, &out);
	buf_deinit(&out);
	pager_deinit(&pager);
}
