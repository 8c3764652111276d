#include "client/cli/ask.h"

#include <fcntl.h>
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

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static void say(int fd, const char *text)
{
	/* a terminal that is gone gives no answer either */
	if (write(fd, text, strlen(text)) < 0)
		return;
}

bool ask(const char *question, bool secret, char *out, size_t size)
{
	int fd = open_terminal();
	struct termios before, hidden;
	bool restore = false;
	ssize_t len;

	if (fd < 0)
		return false;
	if (secret && tcgetattr(fd, &before) == 0) {
		hidden = before;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		restore = tcsetattr(fd, TCSAFLUSH, &hidden) == 0;
	}
	say(fd, question);
	/* the terminal gives whole lines */
	len = read(fd, out, size);
	if (restore) {
		tcsetattr(fd, TCSAFLUSH, &before);
		say(fd, "\n");
	}
	close(fd);
	if (len < 2 || out[len - 1] != '\n')
		return false;
	out[len - 1] = '\0';
	return true;
}
