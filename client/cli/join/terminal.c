#include "client/cli/join/terminal.h"

#include "client/cli/cli.h"
#include "client/cli/join/page.h"
#include "client/cli/join/paste.h"
#include "client/cli/link_text.h"
#include "client/cli/wrap.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <histedit.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define HISTORY_LINES 500

/* A pinned banner needs room below it. */
#define PINNED_ROWS 8

/* The banner shows the clock. */
#define BANNER_MS 1000

struct terminal {
	struct driver *driver; /* borrowed: outlives the terminal */
	struct terminal_callbacks callbacks;
	bool interactive, colours, pinned;
	bool asks;       /* a person sits at a terminal that cannot be edited on (TERM=dumb) */
	bool asked;      /* and the prompt stands there */
	bool editing;    /* a prompt stands on the screen */
	bool paging;     /* a long text is being shown; others wait in `held` */
	bool pasted;     /* the line has line breaks that came with a paste */
	struct buf held; /* owned */
	struct paste paste;
	char keys[8]; /* typed, not yet given to libedit */
	size_t key_count;
	bool stopped, ended;
	bool interrupted; /* Ctrl-C since the last key */
	bool cancelled;   /* Ctrl-C on this line */
	EditLine *edit;   /* owned; NULL: plain lines */
	History *history; /* owned */
	HistEvent event;
	mbstate_t decoding;
	int signals;                /* descriptor; -1: none */
	sigset_t before;            /* signal mask to put back */
	struct driver_timer *timer; /* of the banner; NULL: none */
	struct buf input;           /* owned: plain lines not read yet */
	struct buf line;            /* owned: the line given out last */
	char banner[1024];          /* as shown last */
	size_t prompt_columns;      /* of the prompt that stands on the screen */
};

/* --- the screen --- */

static void rows_and_columns(size_t *rows, size_t *columns)
{
	struct winsize size;

	*rows = 24;
	*columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		*rows = size.ws_row;
		*columns = size.ws_col;
	}
}

size_t terminal_width(const struct terminal *terminal)
{
	size_t rows, columns;

	if (!terminal->interactive)
		return 0;
	rows_and_columns(&rows, &columns);
	return columns;
}

/* Cut to the width of the screen: a banner that wraps would scroll. */
static void banner_text(struct terminal *terminal, char *out, size_t size)
{
	struct buf text = {0};
	size_t rows, columns, len = 0;

	rows_and_columns(&rows, &columns);
	terminal->callbacks.banner(terminal->callbacks.context, &text);
	while (len < text.len && len + 8 < size &&
	       wrap_columns((const char *)text.data, len + 1) < columns)
		len++;
	while (len < text.len && (text.data[len] & 0xc0) == 0x80)
		len--;
	snprintf(out, size, "%.*s", (int)len, (const char *)text.data);
	buf_deinit(&text);
}

static void draw_banner(struct terminal *terminal, bool anyway)
{
	char text[sizeof(terminal->banner)];

	if (!terminal->pinned)
		return;
	banner_text(terminal, text, sizeof(text));
	if (!anyway && strcmp(text, terminal->banner) == 0)
		return;
	memcpy(terminal->banner, text, sizeof(text));
	/* DECSC, to the first line, in reverse, rest of it cleared, DECRC */
	printf("\0337\033[1;1H%s%s\033[K%s\0338", terminal->colours ? "\033[7m" : "", text,
	    terminal->colours ? "\033[0m" : "");
	fflush(stdout);
}

/* The first line is left out of scrolling (DECSTBM). */
static void pin(struct terminal *terminal)
{
	size_t rows, columns;

	rows_and_columns(&rows, &columns);
	if (!terminal->pinned)
		return;
	if (rows < PINNED_ROWS) {
		/* setting the region moves the cursor, hence DECSC and DECRC */
		fputs("\0337\033[r\0338", stdout);
		terminal->pinned = false;
		return;
	}
	printf("\0337\033[2;%zur\0338", rows);
	draw_banner(terminal, true);
}

/* What stood on the screen before goes up into the scrollback; nothing is wiped. */
static void make_room(struct terminal *terminal)
{
	size_t rows, columns;

	rows_and_columns(&rows, &columns);
	if (!terminal->pinned || rows < PINNED_ROWS)
		return;
	for (size_t i = 0; i < rows; i++)
		putchar('\n');
	fputs("\033[2;1H", stdout);
}

static void unpin(struct terminal *terminal)
{
	size_t rows, columns;

	if (!terminal->pinned)
		return;
	rows_and_columns(&rows, &columns);
	printf("\033[r\033[%zu;1H\n", rows);
	fflush(stdout);
}

/* Clears the line that is being typed, however many rows it takes. */
static void clear_line(struct terminal *terminal)
{
	const LineInfo *line = el_line(terminal->edit);
	size_t rows, columns, at;

	rows_and_columns(&rows, &columns);
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
	draw_banner(terminal, false);
	if (!terminal->editing)
		return;
	clear_line(terminal);
	fflush(stdout);
	el_set(terminal->edit, EL_REFRESH);
}

static void on_banner(void *context)
{
	struct terminal *terminal = context;

	draw_banner(terminal, false);
	terminal->timer = driver_after(terminal->driver, BANNER_MS, on_banner, terminal);
}

/* --- completion --- */

/* How many characters `a` and `b` share, small and capital letters alike. */
static size_t shared(const char *a, const char *b)
{
	size_t len = 0;

	while (a[len] != '\0' && (a[len] | 0x20) == (b[len] | 0x20))
		len++;
	return len;
}

struct candidates {
	struct buf shown;  /* owned: all that fit, for people */
	const char *first; /* borrowed */
	size_t count, common;
};

static void collect(struct candidates *candidates, const struct buf *words, const char *typed)
{
	const char *at = (const char *)words->data, *end = at + words->len;

	for (; at < end; at += strlen(at) + 1) {
		if (shared(at, typed) < strlen(typed))
			continue;
		if (candidates->count == 0) {
			candidates->first = at;
			candidates->common = strlen(at);
		} else if (shared(at, candidates->first) < candidates->common) {
			candidates->common = shared(at, candidates->first);
		}
		candidates->count++;
		buf_printf(&candidates->shown, "%s  ", at);
	}
}

/* libedit's own hook for keys leaks, so the key is taken before libedit sees it. */
static void on_tab(struct terminal *terminal)
{
	EditLine *edit = terminal->edit;
	const LineInfo *info = el_line(edit);
	size_t len = (size_t)(info->cursor - info->buffer), start = len;
	struct candidates candidates = {.count = 0};
	struct buf words = {0};
	char line[512], typed[128], text[256];

	while (start > 0 && info->buffer[start - 1] != ' ' && info->buffer[start - 1] != ',')
		start--;
	if (start >= sizeof(line) || len - start >= sizeof(typed))
		return;
	snprintf(line, sizeof(line), "%.*s", (int)start, info->buffer);
	snprintf(typed, sizeof(typed), "%.*s", (int)(len - start), info->buffer + start);
	terminal->callbacks.complete(terminal->callbacks.context, line, &words);
	collect(&candidates, &words, typed);
	if (candidates.count > 0 && (candidates.common > len - start || candidates.count == 1)) {
		snprintf(text, sizeof(text), "%.*s%s", (int)candidates.common, candidates.first,
		    candidates.count == 1 ? " " : "");
		clear_line(terminal);
		el_deletestr(edit, (int)(len - start));
		el_insertstr(edit, text);
		el_set(edit, EL_REFRESH);
	} else if (candidates.count > 1) {
		buf_append_byte(&candidates.shown, '\n');
		terminal_print(terminal, &candidates.shown);
	}
	buf_deinit(&candidates.shown);
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
		pin(terminal);
		terminal->callbacks.resized(terminal->callbacks.context);
		if (terminal->editing)
			el_set(terminal->edit, EL_REFRESH);
	} else {
		terminal->stopped = true;
	}
}

static bool is_readable(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return poll(&ready, 1, 0) > 0;
}

/* A pasted text goes into the line, and no further: only Enter carries it out. */
static void on_paste(struct terminal *terminal)
{
	struct terminal_callbacks *callbacks = &terminal->callbacks;
	size_t lines;
	char *shown = paste_shown(&terminal->paste.text, &lines);
	bool too_long = terminal->paste.too_long;

	terminal->paste.text.len = 0;
	terminal->paste.too_long = false;
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

/* The next byte that is typed, not pasted; -1: there is none yet, -2: there will be none. */
static int next_key(struct terminal *terminal)
{
	char byte;

	while (terminal->key_count == 0) {
		if (!is_readable(STDIN_FILENO))
			return -1;
		if (read(STDIN_FILENO, &byte, 1) != 1)
			return -2;
		if (paste_take(&terminal->paste, byte, terminal->keys, &terminal->key_count) ==
		    PASTE_TEXT) {
			if (terminal->editing)
				on_paste(terminal);
			terminal->paste.text.len = 0;
		}
	}
	byte = terminal->keys[0];
	memmove(terminal->keys, terminal->keys + 1, --terminal->key_count);
	return (unsigned char)byte;
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
		key = next_key(terminal);
		if (key == -1) {
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
	terminal->pinned = pinned && terminal->interactive;
	if (terminal->interactive)
		fputs(PASTE_ON, stdout);
	make_room(terminal);
	pin(terminal);
	if (terminal->pinned)
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
	unpin(terminal);
	if (terminal->interactive) {
		fputs(PASTE_OFF, stdout);
		fflush(stdout);
	}
	paste_deinit(&terminal->paste);
	buf_deinit(&terminal->held);
	buf_deinit(&terminal->input);
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
static bool wants_more(struct terminal *terminal)
{
	for (;;) {
		int key;

		if (terminal->stopped || terminal->interrupted) {
			terminal->interrupted = false;
			return false;
		}
		key = next_key(terminal);
		if (key == -1)
			driver_step(terminal->driver, -1);
		else if (key < 0 || key == 'q' || key == 'Q' || key == 4)
			return false;
		else if (key == '\n' || key == '\r' || key == ' ')
			return true;
	}
}

void terminal_page(struct terminal *terminal, const struct buf *text)
{
	const char *at = (const char *)text->data;
	size_t left = text->len, rows, columns, size;
	struct termios before, raw;
	bool more = true;

	rows_and_columns(&rows, &columns);
	/* the prompt below it, and the banner above */
	rows = rows > 4 ? rows - (terminal->pinned ? 2 : 1) : 2;
	if (!terminal->interactive || terminal->editing || left == 0 ||
	    page_cut(at, left, rows, columns) == left || tcgetattr(STDIN_FILENO, &before) != 0) {
		terminal_print(terminal, text);
		return;
	}
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	terminal->paging = true;
	while (left > 0 && more) {
		size = page_cut(at, left, rows, columns);
		fwrite(at, 1, size, stdout);
		at += size;
		left -= size;
		if (left == 0)
			break;
		fputs("-- more (Enter; q stops) --", stdout);
		fflush(stdout);
		more = wants_more(terminal);
		fputs("\r\033[K", stdout);
	}
	terminal->paging = false;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	terminal_print(terminal, &terminal->held);
	terminal->held.len = 0;
	fflush(stdout);
}

/* --- lines --- */

static enum terminal_input give(
    struct terminal *terminal, const char *text, size_t len, const char **line)
{
	terminal->line.len = 0;
	buf_append(&terminal->line, text, len);
	buf_append_byte(&terminal->line, '\0');
	*line = (const char *)terminal->line.data;
	return TERMINAL_LINE;
}

/* A link is a secret: it does not stay on the screen. */
static void wipe_line(struct terminal *terminal, const char *text, size_t len)
{
	size_t rows, columns;

	rows_and_columns(&rows, &columns);
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
	give(terminal, text, (size_t)len - (text[len - 1] == '\n' ? 1u : 0u), line);
	if (terminal->pasted) {
		paste_restore(&terminal->line);
		*line = (const char *)terminal->line.data;
	}
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
		const uint8_t *end = terminal->input.len > 0
		                         ? memchr(terminal->input.data, '\n', terminal->input.len)
		                         : NULL;
		ssize_t got;

		if (terminal->stopped)
			return TERMINAL_END;
		if (end != NULL || (terminal->ended && terminal->input.len > 0)) {
			size_t len = end != NULL ? (size_t)(end - terminal->input.data)
			                         : terminal->input.len;

			give(terminal, (const char *)terminal->input.data, len, line);
			buf_consume(&terminal->input, end != NULL ? len + 1 : len);
			return TERMINAL_LINE;
		}
		if (terminal->ended)
			return TERMINAL_END;
		if (!is_readable(STDIN_FILENO)) {
			show_plain_prompt(terminal);
			driver_step(terminal->driver, -1);
			continue;
		}
		got = read(STDIN_FILENO, buf_reserve(&terminal->input, 4096), 4096);
		terminal->asked = false;
		if (got > 0) {
			terminal->input.len += (size_t)got;
		} else if (got == 0 || errno != EINTR) {
			terminal->ended = true;
			driver_unwatch(terminal->driver, STDIN_FILENO);
		}
	}
}

enum terminal_input terminal_read(struct terminal *terminal, const char **line)
{
	return terminal->interactive ? read_edited(terminal, line) : read_plain(terminal, line);
}
