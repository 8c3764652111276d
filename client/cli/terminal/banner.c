#include "client/cli/terminal/banner.h"

#include "proto/printable.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A pinned banner needs room above it. */
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

static void draw(struct banner *banner, bool anyway)
{
	struct buf text = {0};
	size_t rows, columns;
	if (!banner->pinned) {
		return;
	}
	banner_screen_size(&rows, &columns);
	banner->text(banner->context, columns, &text);
	/* a banner that wraps would scroll */
	size_t fits = printable_fit_columns((const char *)text.data, text.len, columns - 1);
	if (fits >= sizeof(banner->shown)) {
		fits = printable_fit_bytes(
		    (const char *)text.data, text.len, sizeof(banner->shown) - 1);
	}
	text.len = fits;
	buf_append_byte(&text, '\0');
	if (anyway || strcmp((const char *)text.data, banner->shown) != 0) {
		memcpy(banner->shown, text.data, text.len);
		/* DECSC, to the last line, in reverse, rest of it cleared, DECRC */
		printf("\0337\033[%zu;1H%s%s\033[K%s\0338", rows, banner->colours ? "\033[7m" : "",
		    banner->shown, banner->colours ? "\033[0m" : "");
		fflush(stdout);
	}
	buf_deinit(&text);
}

void banner_pin(struct banner *banner)
{
	size_t rows, columns;
	if (!banner->wanted) {
		return;
	}
	banner_screen_size(&rows, &columns);
	banner->pinned = rows >= PINNED_ROWS;
	/* setting the region moves the cursor, hence DECSC and DECRC; IND and back up makes room */
	fputs("\0337\033[r\0338\033[J", stdout);
	if (banner->pinned) {
		printf("\033D\033[A\0337\033[1;%zur\0338", rows - 1);
	}
	fflush(stdout);
	draw(banner, true);
}

void banner_unpin(struct banner *banner)
{
	if (!banner->pinned) {
		return;
	}
	banner->pinned = false;
	fputs("\0337\033[r\0338\033[J", stdout);
	fflush(stdout);
}

void banner_draw(struct banner *banner)
{
	draw(banner, false);
}
