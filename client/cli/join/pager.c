#include "client/cli/join/pager.h"

#include "client/cli/join/page.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

bool pager_show(
    const struct buf *text, size_t rows, size_t columns, bool (*more)(void *context), void *context)
{
	const char *at = (const char *)text->data;
	size_t left = text->len;
	struct termios before, raw;
	bool wanted = true;

	if (page_cut(at, left, rows, columns) == left || tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	while (left > 0 && wanted) {
		size_t size = page_cut(at, left, rows, columns);

		fwrite(at, 1, size, stdout);
		at += size;
		left -= size;
		if (left == 0)
			break;
		fputs("-- more (Enter; q stops) --", stdout);
		fflush(stdout);
		wanted = more(context);
		fputs("\r\033[K", stdout);
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	return true;
}
