#include "client/cli/join/banner.h"

#include "client/cli/wrap.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A pinned banner needs room below it. */
#define PINNED_ROWS 8

void banner_screen_size(size_t *rows, size_t *columns)
{
	struct winsize size;

	*rows = 24;
	*columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*columns = size.ws_col;
	}
}

/* Cut to the width of the screen: a banner that wraps would scroll. */
static void text_that_fits(struct banner *banner, char *out, size_t size)
{
	struct buf text = {0};
	size_t rows, columns, len = 0;

	banner_screen_size(&rows, &columns);
	banner->text(banner->context, &text);
	while (len < text.len && len + 8 < size &&
	       wrap_columns((const char *)text.data, len + 1) < columns)
		len++;
	while (len < text.len && (text.data[len] & 0xc0) == 0x80)
		len--;
	snprintf(out, size, "%.*s", (int)len, (const char *)text.data);
	buf_deinit(&text);
}

static void draw(struct banner *banner, bool anyway)
{
	char text[sizeof(banner->shown)];

	if (!banner->pinned)
		return;
	text_that_fits(banner, text, sizeof(text));
	if (!anyway && strcmp(text, banner->shown) == 0)
		return;
	memcpy(banner->shown, text, sizeof(text));
	/* DECSC, to the first line, in reverse, rest of it cleared, DECRC */
	printf("\0337\033[1;1H%s%s\033[K%s\0338", banner->colours ? "\033[7m" : "", text,
	    banner->colours ? "\033[0m" : "");
	fflush(stdout);
}

void banner_pin(struct banner *banner)
{
	size_t rows, columns;

	banner_screen_size(&rows, &columns);
	if (!banner->pinned)
		return;
	if (rows < PINNED_ROWS) {
		/* setting the region moves the cursor, hence DECSC and DECRC */
		fputs("\0337\033[r\0338", stdout);
		banner->pinned = false;
		return;
	}
	printf("\0337\033[2;%zur\0338", rows);
	draw(banner, true);
}

void banner_make_room(const struct banner *banner)
{
	size_t rows, columns;

	banner_screen_size(&rows, &columns);
	if (!banner->pinned || rows < PINNED_ROWS)
		return;
	for (size_t i = 0; i < rows; i++)
		putchar('\n');
	fputs("\033[2;1H", stdout);
}

void banner_unpin(const struct banner *banner)
{
	size_t rows, columns;

	if (!banner->pinned)
		return;
	banner_screen_size(&rows, &columns);
	printf("\033[r\033[%zu;1H\n", rows);
	fflush(stdout);
}

void banner_draw(struct banner *banner)
{
	draw(banner, false);
}
