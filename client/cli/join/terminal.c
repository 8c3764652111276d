#include "client/cli/join/terminal.h"

#include "client/cli/cli.h"
#include "client/cli/join/banner.h"
#include "client/cli/join/completion.h"
#include "client/cli/join/keys.h"
#include "client/cli/join/pager.h"
#include "client/cli/join/paste.h"
#include "client/cli/join/plain.h"
#include "client/cli/link_text.h"
#include "client/cli/wrap.h"
#include "proto/xalloc.h"

#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <wchar.h>

#define HISTORY_LINES 500

/* The banner shows the clock. */
#define BANNER_MS 1000

struct terminal {
	struct driver *driver; /* borrowed: outlives the terminal */
	struct terminal_callbacks callbacks;
	bool interactive, colours;
	bool asks;       /* a person sits at a terminal that cannot be edited on (TERM=dumb) */
	bool asked;      /* and the prompt stands there */
	bool editing;    /* a prompt stands on the screen */
	bool paging;     /* a long text is being shown; others wait in `held` */
	bool pasted;     /* the line has line breaks that came with a paste */
	struct buf held; /* owned */
	struct keys keys;
	bool stopped;
	bool interrupted; /* Ctrl-C since the last key */
	bool cancelled;   /* Ctrl-C on this line */
	EditLine *edit;   /* owned; NULL: plain lines */
	History *history; /* owned */
	HistEvent event;
	mbstate_t decoding;
	int signals;                /* descriptor; -1: none */
	sigset_t before;            /* signal mask to put back */
	struct driver_timer *timer; /* of the banner; NULL: none */
	struct plain plain;
	struct buf line; /* owned: the line given out last */
	struct banner banner;
	size_t prompt_columns; /* of the prompt that stands on the screen */
};

/* --- the screen --- */

size_t terminal_width(const struct terminal *terminal)
{
	size_t rows, columns;

	if (!terminal->interactive)
		return 0;
	banner_screen_size(&rows, &columns);
	return columns;
}

/* Clears the line that is being typed, however many rows it takes. */
static void clear_line(struct terminal *terminal)
{
	const LineInfo *line = el_line(terminal->edit);
	size_t rows, columns, at;

	banner_screen_size(&rows, &columns);
	at = terminal->prompt_columns +
	     wrap_columns(line->buffer, (size_t)(line->cursor - line->buffer));
	putchar('\r');
	if (at / columns > 0)
		printf("\033[%zuA", at / columns);
	fputs("\033[J", stdout);
}

void terminal_print(struct terminal *terminal, const struct buf *text)
{
	if (text->len == 0)
		return;
	if (terminal->paging) {
		buf_append(&terminal->held, text->data, text->len);
		return;
	}
	if (terminal->editing)
		clear_line(terminal);
	if (terminal->asked)
		putchar('\n');
	terminal->asked = false;
	fwrite(text->data, 1, text->len, stdout);
	fflush(stdout);
	if (terminal->editing)
		el_set(terminal->edit, EL_REFRESH);
}

void terminal_refresh(struct terminal *terminal)
{
	banner_draw(&terminal->banner);
	if (!terminal->editing)
		return;
	clear_line(terminal);
	fflush(stdout);
	el_set(terminal->edit, EL_REFRESH);
}

static void on_banner(void *context)
{
	struct terminal *terminal = context;

	banner_draw(&terminal->banner);
	terminal->timer = driver_after(terminal->driver, BANNER_MS, on_banner, terminal);
}

/* --- completion --- */

/* libedit's own hook for keys leaks, so the key is taken before libedit sees it. */
static void on_tab(struct terminal *terminal)
{
	EditLine *edit = terminal->edit;
	const LineInfo *info = el_line(edit);
	size_t len = (size_t)(info->cursor - info->buffer);
	size_t start = completion_start(info->buffer, len);
	struct completion found = {.count = 0};
	struct buf words = {0};
	char line[512], typed[128], text[256];

	if (start >= sizeof(line) || len - start >= sizeof(typed))
		return;
	snprintf(line, sizeof(line), "%.*s", (int)start, info->buffer);
	snprintf(typed, sizeof(typed), "%.*s", (int)(len - start), info->buffer + start);
	terminal->callbacks.complete(terminal->callbacks.context, line, &words);
	completion_collect(&found, &words, typed);
	if (found.count > 0 && (found.common > len - start || found.count == 1)) {
		snprintf(text, sizeof(text), "%.*s%s", (int)found.common, found.first,
		    found.count == 1 ? " " : "");
		clear_line(terminal);
		el_deletestr(edit, (int)(len - start));
		el_insertstr(edit, text);
		el_set(edit, EL_REFRESH);
	} else if (found.count > 1) {
		buf_append_byte(&found.shown, '\n');
		terminal_print(terminal, &found.shown);
	}
	completion_deinit(&found);
	buf_deinit(&words);
}

/* --- keys --- */

static void on_readable(void *context, int fd)
{
	/* it suffices that the driver's step ends; whoever waits looks for itself */
	(void)context;
	(void)fd;
}

static void on_signal(void *context, int fd)
{
	struct terminal *terminal = context;
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGINT && terminal->interactive) {
		terminal->interrupted = true;
	} else if (info.ssi_signo == SIGWINCH) {
		el_resize(terminal->edit);
		banner_pin(&terminal->banner);
		terminal->callbacks.resized(terminal->callbacks.context);
		if (terminal->editing)
			el_set(terminal->edit, EL_REFRESH);
	} else {
		terminal->stopped = true;
	}
}

/* A pasted text goes into the line, and no further: only Enter carries it out. */
static void on_paste(void *context, struct paste *paste)
{
	struct terminal *terminal = context;
	struct terminal_callbacks *callbacks = &terminal->callbacks;
	size_t lines;
	char *shown;
	bool too_long = paste->too_long;

	if (!terminal->editing)
		return;
	shown = paste_shown(&paste->text, &lines);
	paste->text.len = 0;
	paste->too_long = false;
	if (callbacks->refuses(callbacks->context, shown, too_long)) {
		free(shown);
		return;
	}
	clear_line(terminal);
	if (el_insertstr(terminal->edit, shown) == 0 && lines > 1)
		terminal->pasted = true;
	el_set(terminal->edit, EL_REFRESH);
	free(shown);
}

/* One character for libedit; the driver runs until there is one. */
static int get_character(EditLine *edit, wchar_t *out)
{
	struct terminal *terminal;

	el_get(edit, EL_CLIENTDATA, &terminal);
	for (;;) {
		size_t taken;
		int key;
		char byte;

		if (terminal->stopped)
			return 0;
		if (terminal->interrupted) {
			terminal->interrupted = false;
			terminal->cancelled = true;
			*out = L'\n';
			return 1;
		}
		key = keys_next(&terminal->keys);
		if (key == KEYS_NONE) {
			driver_step(terminal->driver, -1);
			continue;
		}
		if (key < 0)
			return 0;
		byte = (char)key;
		taken = mbrtowc(out, &byte, 1, &terminal->decoding);
		if (taken == (size_t)-2)
			continue;
		if (taken == (size_t)-1) {
			memset(&terminal->decoding, 0, sizeof(terminal->decoding));
			*out = L'?';
		}
		if (*out != L'\t')
			return 1;
		on_tab(terminal);
	}
}

static char *show_prompt(EditLine *edit)
{
	struct terminal *terminal;
	const char *prompt;

	el_get(edit, EL_CLIENTDATA, &terminal);
	prompt = terminal->callbacks.prompt(terminal->callbacks.context);
	terminal->prompt_columns = wrap_columns(prompt, strlen(prompt));
	/* libedit takes it as writable and does not write */
	return (char *)(uintptr_t)prompt;
}

/* --- setting up --- */

static void set_up_editing(struct terminal *terminal)
{
	terminal->edit = el_init("convene", stdin, stdout, stderr);
	if (terminal->edit == NULL)
		return;
	terminal->history = history_init();
	history(terminal->history, &terminal->event, H_SETSIZE, HISTORY_LINES);
	history(terminal->history, &terminal->event, H_SETUNIQUE, 1);
	el_set(terminal->edit, EL_CLIENTDATA, terminal);
	el_set(terminal->edit, EL_PROMPT, show_prompt);
	el_set(terminal->edit, EL_EDITOR, "emacs");
	el_set(terminal->edit, EL_HIST, history, terminal->history);
	el_set(terminal->edit, EL_GETCFN, get_character);
	el_set(terminal->edit, EL_SIGNAL, 1);
}

struct terminal *terminal_new(
    struct driver *driver, const struct terminal_callbacks *callbacks, bool pinned)
{
	struct terminal *terminal = xcalloc(1, sizeof(*terminal));
	const char *term = getenv("TERM");
	sigset_t set;

	terminal->driver = driver;
	terminal->callbacks = *callbacks;
	terminal->keys.pasted = on_paste;
	terminal->keys.context = terminal;
	terminal->interactive = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term != NULL &&
	                        strcmp(term, "dumb") != 0;
	terminal->asks = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !terminal->interactive;
	terminal->colours = cli_colours(STDOUT_FILENO);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (terminal->interactive) {
		sigaddset(&set, SIGWINCH);
		set_up_editing(terminal);
		terminal->interactive = terminal->edit != NULL;
	}
	sigprocmask(SIG_BLOCK, &set, &terminal->before);
	terminal->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (terminal->signals >= 0)
		driver_watch(driver, terminal->signals, on_signal, terminal);
	driver_watch(driver, STDIN_FILENO, on_readable, terminal);
	terminal->banner = (struct banner){.text = callbacks->banner,
	    .context = callbacks->context,
	    .pinned = pinned && terminal->interactive,
	    .colours = terminal->colours};
	if (terminal->interactive)
		fputs(PASTE_ON, stdout);
	banner_make_room(&terminal->banner);
	banner_pin(&terminal->banner);
	if (terminal->banner.pinned)
		terminal->timer = driver_after(driver, BANNER_MS, on_banner, terminal);
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (terminal == NULL)
		return;
	if (terminal->timer != NULL)
		driver_cancel(terminal->timer);
	driver_unwatch(terminal->driver, STDIN_FILENO);
	if (terminal->signals >= 0) {
		driver_unwatch(terminal->driver, terminal->signals);
		close(terminal->signals);
	}
	sigprocmask(SIG_SETMASK, &terminal->before, NULL);
	if (terminal->edit != NULL) {
		el_end(terminal->edit);
		history_end(terminal->history);
	}
	banner_unpin(&terminal->banner);
	if (terminal->interactive) {
		fputs(PASTE_OFF, stdout);
		fflush(stdout);
	}
	keys_deinit(&terminal->keys);
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

bool terminal_has_colours(const struct terminal *terminal)
{
	return terminal->colours;
}

void terminal_stop(struct terminal *terminal)
{
	terminal->stopped = true;
}

/* --- long texts --- */

/* Waits for a key. False: no more is wanted. */
static bool wants_more(void *context)
{
	struct terminal *terminal = context;

	for (;;) {
		int key;

		if (terminal->stopped || terminal->interrupted) {
			terminal->interrupted = false;
			return false;
		}
		key = keys_next(&terminal->keys);
		if (key == KEYS_NONE)
			driver_step(terminal->driver, -1);
		else if (key < 0 || key == 'q' || key == 'Q' || key == 4)
			return false;
		else if (key == '\n' || key == '\r' || key == ' ')
			return true;
	}
}

void terminal_page(struct terminal *terminal, const struct buf *text)
{
	size_t rows, columns;
	bool shown;

	if (!terminal->interactive || terminal->editing || text->len == 0) {
		terminal_print(terminal, text);
		return;
	}
	banner_screen_size(&rows, &columns);
	/* the prompt below it, and the banner above */
	rows = rows > 4 ? rows - (terminal->banner.pinned ? 2 : 1) : 2;
	terminal->paging = true;
	shown = pager_show(text, rows, columns, wants_more, terminal);
	terminal->paging = false;
	if (!shown) {
		terminal_print(terminal, text);
		return;
	}
	terminal_print(terminal, &terminal->held);
	terminal->held.len = 0;
	fflush(stdout);
}

/* --- lines --- */

/* A link is a secret: it does not stay on the screen. */
static void wipe_line(struct terminal *terminal, const char *text, size_t len)
{
	size_t rows, columns;

	banner_screen_size(&rows, &columns);
	printf("\033[%zuA\r\033[J",
	    (terminal->prompt_columns + wrap_columns(text, len - 1)) / columns + 1);
	fflush(stdout);
}

static enum terminal_input read_edited(struct terminal *terminal, const char **line)
{
	const char *text;
	int len = 0;

	terminal->cancelled = false;
	terminal->pasted = false;
	terminal->editing = true;
	text = el_gets(terminal->edit, &len);
	terminal->editing = false;
	if (terminal->stopped || text == NULL || len <= 0) {
		putchar('\n');
		return TERMINAL_END;
	}
	if (terminal->cancelled)
		return TERMINAL_CANCEL;
	if (link_text_is_link(text))
		wipe_line(terminal, text, (size_t)len);
	else if (len > 1)
		history(terminal->history, &terminal->event, H_ENTER, text);
	terminal->line.len = 0;
	buf_append(&terminal->line, text, (size_t)len - (text[len - 1] == '\n' ? 1u : 0u));
	buf_append_byte(&terminal->line, '\0');
	if (terminal->pasted)
		paste_restore(&terminal->line);
	*line = (const char *)terminal->line.data;
	return TERMINAL_LINE;
}

static void show_plain_prompt(struct terminal *terminal)
{
	if (!terminal->asks || terminal->asked)
		return;
	terminal->asked = true;
	fputs(terminal->callbacks.prompt(terminal->callbacks.context), stdout);
	fflush(stdout);
}

static enum terminal_input read_plain(struct terminal *terminal, const char **line)
{
	for (;;) {
		if (terminal->stopped)
			return TERMINAL_END;
		if (plain_take(&terminal->plain, &terminal->line)) {
			*line = (const char *)terminal->line.data;
			return TERMINAL_LINE;
		}
		if (terminal->plain.ended)
			return TERMINAL_END;
		if (!keys_readable()) {
			show_plain_prompt(terminal);
			driver_step(terminal->driver, -1);
			continue;
		}
		plain_read(&terminal->plain);
		terminal->asked = false;
		if (terminal->plain.ended)
			driver_unwatch(terminal->driver, STDIN_FILENO);
	}
}

enum terminal_input terminal_read(struct terminal *terminal, const char **line)
{
	return terminal->interactive ? read_edited(terminal, line) : read_plain(terminal, line);
}
