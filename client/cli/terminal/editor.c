#include "client/cli/terminal/editor.h"

#include <string.h>
#include <unistd.h>

#define HISTORY_LINES 500

/* Ctrl-_, which is also what Ctrl-/ sends. */
#define UNDO_KEY 0x1f

/* What keys send besides the arrows, which libedit knows, in xterm's way and in that of the Linux
 * console; and what people expect of Ctrl-W. */
static const struct {
	const char *key, *does;
} bindings[] = {{"^W", "ed-delete-prev-word"}, {"^R", "em-inc-search-prev"},
    {"^S", "em-inc-search-next"}, {"\\e[H", "ed-move-to-beg"}, {"\\e[F", "ed-move-to-end"},
    {"\\eOH", "ed-move-to-beg"}, {"\\eOF", "ed-move-to-end"}, {"\\e[1~", "ed-move-to-beg"},
    {"\\e[4~", "ed-move-to-end"}, {"\\e[3~", "ed-delete-next-char"}, {"\\e[1;5C", "em-next-word"},
    {"\\e[1;5D", "ed-prev-word"}, {"\\e[1;3C", "em-next-word"}, {"\\e[1;3D", "ed-prev-word"},
    {"\\e^?", "ed-delete-prev-word"},
    /* page up and down, Insert: else their last character comes into the line */
    {"\\e[5~", "ed-ignore"}, {"\\e[6~", "ed-ignore"}, {"\\e[2~", "ed-ignore"}};

size_t editor_text(struct editor *editor, const char **text, size_t *cursor)
{
	const LineInfo *line = el_line(editor->edit);
	*text = line->buffer;
	*cursor = (size_t)(line->cursor - line->buffer);
	return (size_t)(line->lastchar - line->buffer);
}

static size_t characters_in(const char *text, size_t len)
{
	size_t count = 0;
	for (size_t i = 0; i < len; i++) {
		count += (text[i] & 0xc0) != 0x80;
	}
	return count;
}

bool editor_replace(struct editor *editor, size_t bytes, const char *text)
{
	const char *before = el_line(editor->edit)->cursor - bytes;
	if (bytes > 0) {
		el_deletestr(editor->edit, (int)characters_in(before, bytes));
	}
	return text[0] == '\0' || el_insertstr(editor->edit, text) == 0;
}

static void take_back(struct editor *editor)
{
	const char *text;
	size_t cursor, len = editor_text(editor, &text, &cursor);
	size_t behind = characters_in(text + cursor, len - cursor);
	const char *before = undo_back(&editor->undo);
	if (before == NULL) {
		return;
	}
	el_cursor(editor->edit, (int)behind);
	editor_replace(editor, len, before);
}

static void note(struct editor *editor)
{
	const char *text;
	size_t cursor, len = editor_text(editor, &text, &cursor);
	undo_note(&editor->undo, text, len);
}

/* One character for libedit. Keys that are ours are dealt with before it sees them: its own hook
 * for keys leaks. */
static int get_character(EditLine *edit, wchar_t *out)
{
	struct editor *editor;
	el_get(edit, EL_CLIENTDATA, &editor);
	for (;;) {
		int key = editor->key(editor->context);
		if (key == EDITOR_END) {
			return 0;
		}
		char byte = (char)key;
		size_t taken = mbrtowc(out, &byte, 1, &editor->decoding);
		if (taken == (size_t)-2) {
			continue;
		}
		if (taken == (size_t)-1) {
			memset(&editor->decoding, 0, sizeof(editor->decoding));
			*out = L'?';
		}
		note(editor);
		if (*out == L'\t') {
			editor->complete(editor->context);
		} else if (*out == UNDO_KEY) {
			take_back(editor);
		} else {
			return 1;
		}
	}
}

static char *no_prompt(EditLine *edit)
{
	static char none[] = "";
	(void)edit;
	return none;
}

bool editor_init(struct editor *editor)
{
	editor->nowhere = fopen("/dev/null", "we");
	if (editor->nowhere == NULL) {
		return false;
	}
	editor->edit = el_init_fd("convene", stdin, editor->nowhere, editor->nowhere, STDIN_FILENO,
	    STDOUT_FILENO, STDERR_FILENO);
	if (editor->edit == NULL) {
		fclose(editor->nowhere);
		return false;
	}
	editor->history = history_init();
	HistEvent event;
	history(editor->history, &event, H_SETSIZE, HISTORY_LINES);
	history(editor->history, &event, H_SETUNIQUE, 1);
	el_set(editor->edit, EL_CLIENTDATA, editor);
	el_set(editor->edit, EL_PROMPT, no_prompt);
	el_set(editor->edit, EL_EDITOR, "emacs");
	el_set(editor->edit, EL_HIST, history, editor->history);
	el_set(editor->edit, EL_GETCFN, get_character);
	/* between two lines the terminal is as it is while one is edited: to change over and back
	 * would show what is typed ahead, and lose some of it */
	el_set(editor->edit, EL_SETTY, "-x", "-icanon", "-echo", NULL);
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		el_set(editor->edit, EL_BIND, bindings[i].key, bindings[i].does, NULL);
	}
	return true;
}

void editor_deinit(struct editor *editor)
{
	if (editor->edit == NULL) {
		return;
	}
	el_end(editor->edit);
	history_end(editor->history);
	fclose(editor->nowhere);
	undo_clear(&editor->undo);
}

size_t editor_line(struct editor *editor, const char **text)
{
	int len = 0;
	undo_clear(&editor->undo);
	*text = el_gets(editor->edit, &len);
	return *text != NULL && len > 0 ? (size_t)len : 0;
}

void editor_remember(struct editor *editor, const char *line)
{
	HistEvent event;
	history(editor->history, &event, H_ENTER, line);
}

void editor_raw(struct editor *editor, bool raw)
{
	el_set(editor->edit, EL_PREP_TERM, raw ? 1 : 0);
}
