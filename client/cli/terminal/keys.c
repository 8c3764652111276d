#include "client/cli/terminal/keys.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool keys_readable(void)
{
	struct pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&ready, 1, 0) > 0;
}

size_t keys_pending(void)
{
	int count = 0;
	return ioctl(STDIN_FILENO, FIONREAD, &count) == 0 && count > 0 ? (size_t)count : 0;
}

int keys_next(struct keys *keys)
{
	char byte;
	while (keys->count == 0) {
		if (!keys_readable()) {
			return KEYS_NONE;
		}
		if (read(STDIN_FILENO, &byte, 1) != 1) {
			return KEYS_END;
		}
		keys->taken++;
		if (paste_take(&keys->paste, byte, keys->typed, &keys->count) == PASTE_TEXT) {
			keys->pasted(keys->context, &keys->paste);
			keys->paste.text.len = 0;
		}
	}
	byte = keys->typed[0];
	memmove(keys->typed, keys->typed + 1, --keys->count);
	return (unsigned char)byte;
}

void keys_deinit(struct keys *keys)
{
	paste_deinit(&keys->paste);
}
