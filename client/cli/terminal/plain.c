#include "client/cli/terminal/plain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 4096

bool plain_take(struct plain *plain, struct buf *line)
{
	struct buf *input = &plain->input;
	const uint8_t *end = input->len > 0 ? memchr(input->data, '\n', input->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - input->data) : input->len;
	if (end == NULL && !(plain->ended && input->len > 0)) {
		return false;
	}
	line->len = 0;
	buf_append(line, input->data, len);
	buf_append_byte(line, '\0');
	buf_consume(input, end != NULL ? len + 1 : len);
	return true;
}

void plain_read(struct plain *plain)
{
	ssize_t got = read(STDIN_FILENO, buf_reserve(&plain->input, READ_SIZE), READ_SIZE);
	if (got > 0) {
		plain->input.len += (size_t)got;
		plain->taken += (size_t)got;
	} else if (got == 0 || errno != EINTR) {
		plain->ended = true;
	}
}

void plain_deinit(struct plain *plain)
{
	buf_deinit(&plain->input);
}
