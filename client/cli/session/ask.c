/*
 * The terminal itself, not standard input and output: those may be a pipe. Its settings are put
 * back whatever was typed. A link that is pasted in several lines is taken together.
 */
#include "client/cli/session/ask.h"

#include "client/cli/base/verbs.h"
#include "client/cli/text/colour.h"
#include "client/cli/text/link_text.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

bool ask_possible(void)
{
	int fd = open_terminal();
	if (fd < 0) {
		return false;
	}
	close(fd);
	return true;
}

static void write_text(int fd, const char *text)
{
	struct buf out = {0};
	buf_append_text(&out, text);
	colour_resolve(&out);
	/* a terminal that is gone gives no answer either */
	if (write(fd, out.data, out.len) < 0) {
	}
	buf_deinit(&out);
}

/* What is typed is not shown from here on; `before` is to be put back. False: it is shown. */
static bool hide(int fd, struct termios *before)
{
	if (tcgetattr(fd, before) != 0) {
		return false;
	}
	struct termios hidden = *before;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	return tcsetattr(fd, TCSAFLUSH, &hidden) == 0;
}

/* The terminal gives whole lines. */
static bool read_line(int fd, char *out, size_t size)
{
	ssize_t len = read(fd, out, size);
	if (len < 1 || out[len - 1] != '\n') {
		return false;
	}
	out[len - 1] = '\0';
	return true;
}

bool ask_secret(const char *question, char *out, size_t size)
{
	int fd = open_terminal();
	if (fd < 0) {
		return false;
	}
	struct termios before;
	bool hidden = hide(fd, &before);
	write_text(fd, question);
	bool answered = read_line(fd, out, size);
	if (hidden) {
		tcsetattr(fd, TCSAFLUSH, &before);
		write_text(fd, "\n");
	}
	close(fd);
	return answered && out[0] != '\0';
}

bool ask_line(const char *question, char *out, size_t size)
{
	int fd = open_terminal();
	if (fd < 0) {
		return false;
	}
	write_text(fd, question);
	bool answered = read_line(fd, out, size);
	close(fd);
	if (!answered) {
		return false;
	}
	const char *trimmed = verbs_trim(out);
	memmove(out, trimmed, strlen(trimmed) + 1);
	return true;
}

void ask_show(const char *text)
{
	int fd = open_terminal();
	if (fd < 0) {
		return;
	}
	write_text(fd, text);
	close(fd);
}

/* Whether more is there already: the rest of a paste comes with its beginning. */
static bool more_waits(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	return poll(&ready, 1, 50) > 0;
}

bool ask_link(const char *question, char *out, size_t size)
{
	int fd = open_terminal();
	bool answered = true, goes_on = false;
	size_t at = 0;
	if (fd < 0) {
		return false;
	}
	struct termios before;
	bool hidden = hide(fd, &before);
	write_text(fd, question);
	out[0] = '\0';
	for (;;) {
		ssize_t len = at + 1 < size ? read(fd, out + at, size - 1 - at) : -1;
		size_t before_at = at;
		if (len <= 0) {
			at = 0;
			answered = false;
			break;
		}
		out[at + (size_t)len] = '\0';
		link_text_trim(out);
		at = strlen(out);
		bool waits = more_waits(fd);
		if (goes_on && !waits && at == before_at) {
			write_text(fd, "\nThe end of the link is missing: copy the whole of it.");
			break;
		}
		goes_on = !waits && at > 0 && link_text_ends_early(out);
		if (goes_on) {
			write_text(
			    fd, "\nThe link goes on; its next line (Enter: there is none): ");
		} else if (!waits || at == 0) {
			break;
		}
	}
	if (hidden) {
		tcsetattr(fd, TCSAFLUSH, &before);
	}
	write_text(fd, "\n");
	close(fd);
	out[at] = '\0';
	return answered;
}
