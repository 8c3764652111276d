#include "client/cli/join/terminal_inner.h"

#include "client/cli/join/pager.h"

#include <stdio.h>

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
	const char *text;
	size_t len;
	char word[256];

	buf_printf(&out, "\033[%zu;1H\033[2K", pager->height + 1);
	terminal_put(&out);
	terminal->asking = pager->backwards ? "?" : "/";
	len = terminal_edit(terminal, &text);
	terminal->asking = NULL;
	terminal->drawing.standing = false;
	snprintf(word, sizeof(word), "%.*s", len > 0 ? (int)len - 1 : 0, len > 0 ? text : "");
	if (len > 0 && !terminal->cancelled)
		pager_find(pager, word);
}

/* What somebody types who does not think of the pager: a call for help. It stands in the last row,
 * and Enter gives it out as the next line. The first letters are keys as well. */
struct insisting {
	char typed[600];
	size_t len;
};

static bool insists(struct terminal *terminal, struct insisting *insisting, int key)
{
	struct terminal_callbacks *callbacks = &terminal->callbacks;

	if (key == 0x7f && insisting->len > 0) {
		insisting->typed[--insisting->len] = '\0';
		return true;
	}
	if (key < ' ' || key == 0x7f || insisting->len + 2 > sizeof(insisting->typed)) {
		insisting->len = 0;
		return false;
	}
	insisting->typed[insisting->len++] = (char)key;
	insisting->typed[insisting->len] = '\0';
	if (callbacks->insists(callbacks->context, insisting->typed))
		return insisting->len > 2;
	insisting->len = 0;
	return false;
}

static void show_insisting(const struct pager *pager, const struct insisting *insisting)
{
	struct buf out = {0};

	if (insisting->len > 2)
		buf_printf(&out, "\033[%zu;1H\033[2K%s", pager->height + 1, insisting->typed);
	terminal_put(&out);
}

static void read_pages(struct terminal *terminal, struct pager *pager)
{
	struct insisting insisting = {.len = 0};
	bool changed = true;

	for (;;) {
		struct buf out = {0};
		int key;

		if (terminal->stopped || terminal->interrupted)
			break;
		if (terminal->resized) {
			size_t height, columns;

			terminal->resized = false;
			banner_pin(&terminal->banner);
			page_size(terminal, &height, &columns);
			pager_resize(pager, columns, height);
			changed = true;
		}
		key = keys_next(&terminal->keys);
		if (key == KEYS_NONE) {
			if (changed)
				pager_draw(pager, &out);
			terminal_put(&out);
			show_insisting(pager, &insisting);
			changed = false;
			banner_draw(&terminal->banner);
			driver_step(terminal->driver, -1);
			continue;
		}
		if (key < 0)
			break;
		if ((key == '\n' || key == '\r') && insisting.len > 2) {
			buf_append(&terminal->insisted, insisting.typed, insisting.len + 1);
			return;
		}
		if (insists(terminal, &insisting, key))
			continue;
		switch (pager_key(pager, key)) {
		case PAGER_LEAVE:
			return;
		case PAGER_ASK:
			ask_word(terminal, pager);
			break;
		case PAGER_STAY:
			break;
		}
		changed = true;
	}
	terminal->interrupted = false;
}

void terminal_page(struct terminal *terminal, const struct terminal_page *page)
{
	struct pager pager;
	struct buf out = {0};
	size_t height, columns;

	page_size(terminal, &height, &columns);
	if (!terminal->interactive || terminal->editing || terminal->away) {
		page_append_text(&out, page->text, terminal->interactive ? columns : 0);
		terminal_print(terminal, &out);
		buf_deinit(&out);
		return;
	}
	pager_init(&pager, page->text, columns, height);
	if (!pager_fits(&pager) || page->find != NULL) {
		terminal->away = true;
		terminal->resized = false;
		fputs(OTHER_SCREEN, stdout);
		banner_pin(&terminal->banner);
		if (page->at_end)
			pager_go_to_end(&pager);
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
	if (terminal->away)
		terminal_come_back(terminal);
	terminal_print(terminal, &out);
	buf_deinit(&out);
	pager_deinit(&pager);
}
