/*
 * The text is broken for the window's width and shown from a row on; another width breaks it anew.
 * Everything that moves goes through one place, which keeps the row within the text.
 */
#include "client/cli/terminal/pager.h"

#include "proto/printable.h"

#include <stdio.h>
#include <string.h>

/* The first that fits is shown. */
static const char *const help_lines[] = {
    "Space b page  j k line  g G ends  / ? search  n N again  q leave",
    "Space b page, g G ends, / ? n N search, q leaves", "Space b g G / ? n N q"};

static size_t last_top(const struct pager *pager)
{
	return pager->lines.count > pager->height ? pager->lines.count - pager->height : 0;
}

static void go_to(struct pager *pager, size_t row)
{
	pager->top = row < last_top(pager) ? row : last_top(pager);
}

static void back(struct pager *pager, size_t rows)
{
	go_to(pager, pager->top > rows ? pager->top - rows : 0);
}

static void lay_out(struct pager *pager, size_t columns, size_t height)
{
	pager->columns = columns;
	pager->height = height > 0 ? height : 1;
	page_break(&pager->lines, (const char *)pager->text->data, pager->text->len, columns);
}

void pager_init(struct pager *pager, const struct buf *text, size_t columns, size_t height)
{
	*pager = (struct pager){.text = text};
	lay_out(pager, columns, height);
}

void pager_deinit(struct pager *pager)
{
	page_deinit(&pager->lines);
	search_deinit(&pager->search);
}

void pager_resize(struct pager *pager, size_t columns, size_t height)
{
	size_t at = pager->lines.count > 0 ? pager->lines.list[pager->top].start : 0;
	lay_out(pager, columns, height);
	go_to(pager, page_row_of(&pager->lines, at));
}

bool pager_fits(const struct pager *pager)
{
	return pager->lines.count <= pager->height;
}

void pager_go_to_end(struct pager *pager)
{
	go_to(pager, last_top(pager));
}

/* --- searching --- */

/* The last place before `before`. */
static bool find_before(struct pager *pager, size_t before, size_t *at, size_t *end)
{
	const char *text = (const char *)pager->text->data;
	size_t from = 0, found_at, found_end;
	bool found = false;
	while (search_next(&pager->search, text, pager->text->len, from, &found_at, &found_end) &&
	       found_at < before) {
		*at = found_at;
		*end = found_end;
		found = true;
		from = found_end;
	}
	return found;
}

static void search(struct pager *pager, bool backwards)
{
	const char *text = (const char *)pager->text->data;
	bool marked = pager->mark_end > pager->mark;
	size_t from = marked ? (backwards ? pager->mark : pager->mark_end)
	                     : pager->lines.list[pager->top].start;
	size_t at, end;
	if (pager->search.count == 0) {
		snprintf(pager->notice, sizeof(pager->notice), "Search for what? / asks.");
		return;
	}
	bool found = backwards
	                 ? find_before(pager, from, &at, &end)
	                 : search_next(&pager->search, text, pager->text->len, from, &at, &end);
	if (!found) {
		snprintf(pager->notice, sizeof(pager->notice), "Not found %s.",
		    backwards ? "before this" : "behind this");
		return;
	}
	pager->mark = at;
	pager->mark_end = end;
	size_t row = page_row_of(&pager->lines, at);
	/* a few rows before it say where we are */
	if (row < pager->top || row >= pager->top + pager->height) {
		go_to(pager, row > pager->height / 4 ? row - pager->height / 4 : 0);
	}
}

void pager_find(struct pager *pager, const char *word)
{
	if (word[0] != '\0') {
		search_deinit(&pager->search);
		search_init(&pager->search, word);
		pager->mark = pager->mark_end = 0;
		/* backwards from what is seen, its last row included */
		if (pager->backwards && pager->lines.count > 0) {
			size_t below = pager->top + pager->height;
			pager->mark = below < pager->lines.count ? pager->lines.list[below].start
			                                         : pager->text->len;
			pager->mark_end = pager->mark + 1;
		}
	}
	search(pager, pager->backwards);
	if (pager->notice[0] != '\0' && word[0] != '\0') {
		pager->mark = pager->mark_end = 0;
	}
}

/* --- keys --- */

/* ESC [ and ESC O sequences as the letter that does the same; 0: not at its end. */
static int escaped(struct pager *pager, int key)
{
	static const struct {
		const char *sequence;
		int key;
	} keys[] = {{"[A", 'k'}, {"[B", 'j'}, {"OA", 'k'}, {"OB", 'j'}, {"[5~", 'b'}, {"[6~", 'f'},
	    {"[H", 'g'}, {"[F", 'G'}, {"OH", 'g'}, {"OF", 'G'}, {"[1~", 'g'}, {"[4~", 'G'}};
	/* Escape alone is no key, and what comes behind it is one of its own */
	if (pager->escape_len == 1 && key != '[' && key != 'O') {
		pager->escape_len = 0;
	}
	if (pager->escape_len == 0 && key != 27) {
		return key;
	}
	if (pager->escape_len + 1 < sizeof(pager->escape)) {
		pager->escape[pager->escape_len++] = (char)key;
	}
	pager->escape[pager->escape_len] = '\0';
	if (pager->escape_len < 3 || (key >= '0' && key <= ';')) {
		return 0;
	}
	pager->escape_len = 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].sequence, pager->escape + 1) == 0) {
			return keys[i].key;
		}
	}
	return 0;
}

static bool at_end(const struct pager *pager)
{
	return pager->top >= last_top(pager);
}

bool pager_knows(int key)
{
	return key < ' ' || (key < 0x7f && strchr("qQ fjbkgG/?nNhH", key) != NULL);
}

void pager_note(struct pager *pager, const char *what)
{
	snprintf(pager->notice, sizeof(pager->notice), "%s %s", what, help_lines[1]);
}

enum pager_wish pager_key(struct pager *pager, int key)
{
	size_t page = pager->height > 2 ? pager->height - 1 : 1;
	key = escaped(pager, key);
	if (key == 0) {
		return PAGER_STAY;
	}
	pager->notice[0] = '\0';
	pager->help = key == 'h' || key == 'H';
	switch (key) {
	case 'q':
	case 'Q':
	case 4: /* Ctrl-D */
		return PAGER_LEAVE;
	case ' ':
	case 'f':
		if (at_end(pager) && key == ' ') {
			return PAGER_LEAVE;
		}
		go_to(pager, pager->top + page);
		break;
	case 'j':
	case '\n':
	case '\r':
		if (at_end(pager) && key != 'j') {
			return PAGER_LEAVE;
		}
		go_to(pager, pager->top + 1);
		break;
	case 'b':
		back(pager, page);
		break;
	case 'k':
		back(pager, 1);
		break;
	case 'g':
		go_to(pager, 0);
		break;
	case 'G':
		pager_go_to_end(pager);
		break;
	case '/':
	case '?':
		pager->backwards = key == '?';
		return PAGER_ASK;
	case 'n':
		search(pager, pager->backwards);
		break;
	case 'N':
		search(pager, !pager->backwards);
		break;
	default:
		pager->help = true;
		break;
	}
	return PAGER_STAY;
}

/* --- the screen --- */

/* Where one is, shorter at each step. */
static void place(const struct pager *pager, unsigned shorter, struct buf *out)
{
	size_t bottom = pager->top + pager->height;
	const char *end = at_end(pager) ? ", the end" : "";
	if (bottom > pager->lines.count) {
		bottom = pager->lines.count;
	}
	if (shorter == 0) {
		buf_printf(out,
		    "Rows %zu to %zu of %zu%s. Space goes on, q leaves, / searches, h helps.",
		    pager->top + 1, bottom, pager->lines.count, end);
	} else if (shorter == 1) {
		buf_printf(out, "%zu-%zu of %zu%s. Space: on, q: leave, /: find, h: help",
		    pager->top + 1, bottom, pager->lines.count, end);
	} else {
		buf_printf(
		    out, "%zu-%zu of %zu  Space q / h", pager->top + 1, bottom, pager->lines.count);
	}
}

static void status(const struct pager *pager, struct buf *out)
{
	size_t columns = pager->columns > 1 ? pager->columns - 1 : 1;
	struct buf line = {0};
	for (unsigned shorter = 0; shorter < 3; shorter++) {
		line.len = 0;
		if (pager->help) {
			buf_append_text(&line, help_lines[shorter]);
		} else if (pager->notice[0] != '\0') {
			buf_append_text(&line, pager->notice);
		} else {
			place(pager, shorter, &line);
		}
		if (printable_columns((const char *)line.data, line.len) <= columns) {
			break;
		}
	}
	buf_append_text(out, "\033[7m");
	printable_line_cut(out, (const char *)line.data, line.len, columns);
	buf_append_text(out, "\033[0m\033[K");
	buf_deinit(&line);
}

void pager_draw(const struct pager *pager, struct buf *out)
{
	const char *text = (const char *)pager->text->data;
	for (size_t i = 0; i < pager->height; i++) {
		size_t row = pager->top + i;
		buf_printf(out, "\033[%zu;1H\033[2K", i + 1);
		if (row < pager->lines.count) {
			page_append(
			    out, text, &pager->lines.list[row], pager->mark, pager->mark_end);
		}
	}
	buf_printf(out, "\033[%zu;1H", pager->height + 1);
	status(pager, out);
}

void pager_append(const struct pager *pager, struct buf *out)
{
	for (size_t i = pager->top; i < pager->top + pager->height && i < pager->lines.count; i++) {
		page_append(out, (const char *)pager->text->data, &pager->lines.list[i], 0, 0);
		buf_append_byte(out, '\n');
	}
}
