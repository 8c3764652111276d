/*
 * The terminal's life: its settings, its signals, lines given out one by one, and the handing over
 * to another program. Signals come by a descriptor, so that they wait their turn between two keys.
 * Whatever is changed here of what a process inherits, settings and signal mask, is put back by
 * terminal_free(), whichever way the mode is left.
 */
#include "client/cli/base/cli.h"
#include "client/cli/terminal/terminal_private.h"
#include "client/cli/text/link_text.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* The banner shows the clock. */
#define BANNER_MS 1000

static void on_banner(void *context)
{
	struct terminal *terminal = context;
	if (!terminal->suspended) {
		banner_draw(&terminal->banner);
	}
	terminal->timer = driver_after(terminal->driver, BANNER_MS, on_banner, terminal);
}

/* Keys come singly and are not shown by the terminal, also while nothing is edited: what is typed
 * ahead is shown when its turn comes. Ctrl-C and Ctrl-Z stay signals. */
static void settings_ours(const struct terminal *terminal)
{
	struct termios ours = terminal->settings;
	ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	ours.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
	ours.c_cc[VMIN] = 1;
	ours.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &ours);
}

size_t terminal_edit(struct terminal *terminal, const char **text)
{
	terminal->cancelled = false;
	terminal->editing = true;
	size_t len = editor_line(&terminal->editor, text);
	terminal->editing = false;
	/* libedit leaves the terminal to whoever wants lines */
	settings_ours(terminal);
	return len;
}

void terminal_suspend(struct terminal *terminal)
{
	struct buf out = {0};
	if (!terminal->interactive || terminal->suspended) {
		return;
	}
	drawing_clear(&terminal->drawing, &out);
	terminal_put(&out);
	banner_unpin(&terminal->banner);
	fputs(PASTE_OFF, stdout);
	fflush(stdout);
	if (terminal->editing) {
		editor_raw(&terminal->editor, false);
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->settings);
	driver_unwatch(terminal->driver, STDIN_FILENO);
	terminal->suspended = terminal->away = true;
}

static void on_readable(void *context, int fd)
{
	/* it suffices that the driver's step ends; whoever waits looks for itself */
	(void)context;
	(void)fd;
}

void terminal_resume(struct terminal *terminal)
{
	if (!terminal->suspended) {
		return;
	}
	terminal->suspended = false;
	settings_ours(terminal);
	if (terminal->editing) {
		editor_raw(&terminal->editor, true);
	}
	driver_watch(terminal->driver, STDIN_FILENO, on_readable, terminal);
	fputs(PASTE_ON, stdout);
	terminal->callbacks.resized(terminal->callbacks.context);
	terminal_come_back(terminal);
}

void terminal_in_child(const struct terminal *terminal)
{
	sigprocmask(SIG_SETMASK, &terminal->before, NULL);
}

/* Ctrl-Z: the shell has its screen as it was; `fg` comes back here. */
static void stop_for_a_while(struct terminal *terminal)
{
	if (terminal->suspended || terminal->away) {
		return;
	}
	terminal_suspend(terminal);
	kill(getpid(), SIGSTOP);
	terminal_resume(terminal);
}

static void on_resize(struct terminal *terminal)
{
	struct buf out = {0};
	el_resize(terminal->editor.edit);
	terminal->resized = true;
	terminal->callbacks.resized(terminal->callbacks.context);
	if (terminal->suspended) {
		return;
	}
	if (!terminal->away) {
		drawing_clear(&terminal->drawing, &out);
	}
	terminal_put(&out);
	if (!terminal->away) {
		banner_pin(&terminal->banner);
	}
}

static void on_signal(void *context, int fd)
{
	struct terminal *terminal = context;
	struct signalfd_siginfo info;
	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info)) {
		return;
	}
	if (info.ssi_signo == SIGINT && terminal->interactive) {
		terminal->interrupted = true;
	} else if (info.ssi_signo == SIGWINCH) {
		on_resize(terminal);
	} else if (info.ssi_signo == SIGTSTP) {
		stop_for_a_while(terminal);
	} else {
		terminal->stopped = true;
	}
}

static void set_up_editing(struct terminal *terminal)
{
	terminal->editor.key = terminal_next_key;
	terminal->editor.complete = terminal_on_tab;
	terminal->editor.context = terminal;
	terminal->interactive = tcgetattr(STDIN_FILENO, &terminal->settings) == 0;
	if (!terminal->interactive) {
		return;
	}
	settings_ours(terminal);
	terminal->interactive = editor_init(&terminal->editor);
	if (!terminal->interactive) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->settings);
	}
}

static void take_signals(struct terminal *terminal)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (terminal->interactive) {
		sigaddset(&set, SIGQUIT);
		sigaddset(&set, SIGTSTP);
		sigaddset(&set, SIGWINCH);
	}
	sigprocmask(SIG_BLOCK, &set, &terminal->before);
	terminal->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (terminal->signals >= 0) {
		driver_watch(terminal->driver, terminal->signals, on_signal, terminal);
	}
}

struct terminal *terminal_new(
    struct driver *driver, const struct terminal_callbacks *callbacks, bool pinned)
{
	struct terminal *terminal = xcalloc(1, sizeof(*terminal));
	const char *term = getenv("TERM");
	bool tty = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	terminal->driver = driver;
	terminal->callbacks = *callbacks;
	terminal->keys.pasted = terminal_on_paste;
	terminal->keys.context = terminal;
	if (tty && term != NULL && strcmp(term, "dumb") != 0) {
		set_up_editing(terminal);
	}
	terminal->asks = tty && !terminal->interactive;
	take_signals(terminal);
	driver_watch(driver, STDIN_FILENO, on_readable, terminal);
	terminal->banner = (struct banner){.text = callbacks->banner,
	    .context = callbacks->context,
	    .wanted = pinned && terminal->interactive,
	    .colours = cli_colours(STDOUT_FILENO)};
	if (terminal->interactive) {
		fputs(PASTE_ON, stdout);
	}
	banner_pin(&terminal->banner);
	if (terminal->banner.wanted) {
		terminal->timer = driver_after(driver, BANNER_MS, on_banner, terminal);
	}
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (terminal == NULL) {
		return;
	}
	if (terminal->timer != NULL) {
		driver_cancel(terminal->timer);
	}
	terminal_suspend(terminal);
	if (!terminal->suspended) {
		driver_unwatch(terminal->driver, STDIN_FILENO);
	}
	if (terminal->signals >= 0) {
		driver_unwatch(terminal->driver, terminal->signals);
		close(terminal->signals);
	}
	sigprocmask(SIG_SETMASK, &terminal->before, NULL);
	editor_deinit(&terminal->editor);
	/* libedit ends with the settings that it found, which were ours */
	if (terminal->interactive) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->settings);
	}
	drawing_deinit(&terminal->drawing);
	keys_deinit(&terminal->keys);
	buf_deinit(&terminal->insisted);
	buf_deinit(&terminal->held);
	plain_deinit(&terminal->plain);
	buf_deinit(&terminal->line);
	free(terminal);
}

bool terminal_is_interactive(const struct terminal *terminal)
{
	return terminal->interactive;
}

bool terminal_has_person(const struct terminal *terminal)
{
	return terminal->interactive || terminal->asks;
}

void terminal_stop(struct terminal *terminal)
{
	terminal->stopped = true;
}

/* The line as it was sent stays; a link is a secret and does not. */
static void leave_line(struct terminal *terminal, const char *text, size_t len)
{
	struct drawing_line line = {.text = text, .len = len, .cursor = len};
	struct buf out = {0};
	size_t rows;
	banner_screen_size(&rows, &line.columns);
	line.rows_max = rows > 2 ? rows - 2 : 1;
	line.prompt = terminal->callbacks.prompt(terminal->callbacks.context);
	if (link_text_is_link(text)) {
		drawing_clear(&terminal->drawing, &out);
	} else {
		drawing_draw(&terminal->drawing, &out, &line);
		drawing_leave(&terminal->drawing, &out);
	}
	terminal_put(&out);
}

static enum terminal_input read_edited(struct terminal *terminal, const char **line)
{
	const char *text;
	size_t len = terminal_edit(terminal, &text);
	if (terminal->stopped || len == 0) {
		struct buf out = {0};
		drawing_leave(&terminal->drawing, &out);
		terminal_put(&out);
		return TERMINAL_END;
	}
	leave_line(terminal, text, len - (text[len - 1] == '\n' ? 1u : 0u));
	if (terminal->cancelled) {
		return TERMINAL_CANCEL;
	}
	if (!link_text_is_link(text) && len > 1) {
		editor_remember(&terminal->editor, text);
	}
	terminal->line.len = 0;
	buf_append(&terminal->line, text, len - (text[len - 1] == '\n' ? 1u : 0u));
	buf_append_byte(&terminal->line, '\0');
	paste_restore(&terminal->line);
	*line = (const char *)terminal->line.data;
	return TERMINAL_LINE;
}

static void show_plain_prompt(struct terminal *terminal)
{
	if (!terminal->asks || terminal->asked) {
		return;
	}
	terminal->asked = true;
	fputs(terminal->callbacks.prompt(terminal->callbacks.context), stdout);
	fflush(stdout);
}

static enum terminal_input read_plain(struct terminal *terminal, const char **line)
{
	for (;;) {
		if (terminal->stopped) {
			return TERMINAL_END;
		}
		if (plain_take(&terminal->plain, &terminal->line)) {
			*line = (const char *)terminal->line.data;
			return TERMINAL_LINE;
		}
		if (terminal->plain.ended) {
			return TERMINAL_END;
		}
		if (!keys_readable()) {
			show_plain_prompt(terminal);
			driver_step(terminal->driver, -1);
			continue;
		}
		plain_read(&terminal->plain);
		terminal->asked = false;
		if (terminal->plain.ended) {
			driver_unwatch(terminal->driver, STDIN_FILENO);
		}
	}
}

/* Bytes of standard input until the end of the line that was given out last. */
static size_t given_out(const struct terminal *terminal)
{
	return terminal->keys.taken - terminal->keys.count + terminal->plain.taken -
	       terminal->plain.input.len;
}

void terminal_mark(struct terminal *terminal)
{
	terminal->marked = terminal->keys.taken + terminal->plain.taken + keys_pending();
}

bool terminal_is_before_mark(const struct terminal *terminal)
{
	return given_out(terminal) <= terminal->marked;
}

enum terminal_input terminal_read(struct terminal *terminal, const char **line)
{
	if (terminal->insisted.len > 0) {
		terminal->line.len = 0;
		buf_append(&terminal->line, terminal->insisted.data, terminal->insisted.len);
		terminal->insisted.len = 0;
		*line = (const char *)terminal->line.data;
		return TERMINAL_LINE;
	}
	return terminal->interactive ? read_edited(terminal, line) : read_plain(terminal, line);
}
