/*
 * The editor has the terminal while the exercise goes on: what comes meanwhile is shown afterwards.
 * Somebody else may have changed the inject by then; it is the server that says so, and then both
 * are shown and the person is asked, with nothing of what was typed lost.
 */
#include "client/cli/join/edit_inject.h"

#include "client/cli/act/act.h"
#include "client/cli/act/editor.h"
#include "client/cli/act/inject_edit.h"
#include "client/cli/join/desk.h"
#include "client/cli/join/saying.h"
#include "client/cli/terminal/terminal.h"
#include "client/cli/text/words.h"
#include "proto/xalloc.h"

#include <stdlib.h>

struct join_edit {
	struct inject_edit edit;
	bool in_flight; /* sent, without an answer yet */
};

static void done(struct join *join, bool keep)
{
	if (keep) {
		join_say(join, "What you wrote is kept in %s; `%s %s` sends it.",
		    join->edit->edit.path, join->edit->edit.id[0] != '\0' ? "edit" : "add",
		    join->edit->edit.path);
	}
	inject_edit_end(&join->edit->edit, keep);
	free(join->edit);
	join->edit = NULL;
}

static void send_it(struct join *join, struct inject_file *file)
{
	struct act act;
	const struct view_inject *known = view_inject(join->session.view, join->edit->edit.id);
	char note[320];
	act_file(&act, file, join->edit->edit.id[0] != '\0' ? known : NULL,
	    join->edit->edit.revision, false, note, sizeof(note));
	if (note[0] != '\0') {
		join_say(join, "Note: %s.", note);
	}
	join->edit->in_flight = join_submit(join, &act.command, (uint64_t)(uintptr_t)join->edit);
	if (!join->edit->in_flight) {
		done(join, true);
	}
}

static void open_editor(struct join *join);

static void again_answered(struct join *join, char *about, char *line)
{
	(void)about;
	if (join->edit == NULL) {
		return;
	}
	if (words_are_yes(line)) {
		open_editor(join);
	} else {
		done(join, true);
	}
}

static void anew_answered(struct join *join, char *about, char *line)
{
	char mine[320], why[300];
	(void)about;
	if (join->edit == NULL) {
		return;
	}
	const struct view_inject *known = view_inject(join->session.view, join->edit->edit.id);
	if (known == NULL || !words_are_yes(line)) {
		done(join, true);
		return;
	}
	if (!inject_edit_again(&join->edit->edit, known, mine, sizeof(mine), why, sizeof(why))) {
		join_refuse(join, "%s.", why);
		done(join, true);
		return;
	}
	join_say(join, "What you had written is in %s, and its changes at the end of the new file.",
	    mine);
	open_editor(join);
}

/* Whoever is asked something else already, or writes a text, gets the file. */
static void ask(struct join *join, const char *question,
    void (*answer)(struct join *join, char *about, char *line))
{
	if (join_may_ask(join)) {
		join_ask(join, question, "no", "", answer);
	} else {
		done(join, true);
	}
}

static void take(struct join *join)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	struct inject_file file = {.inject = NULL};
	const struct inject_file_use use = {.view = join->session.view,
	    .now_ms = session_exercise_ms(&join->session),
	    .adding = join->edit->edit.id[0] == '\0'};
	struct buf out = {0};
	switch (inject_edit_take(&join->edit->edit, &use, arena, &file, &out)) {
	case INJECT_EDIT_UNCHANGED:
		join_say(join, "Nothing was changed, and nothing sent.");
		done(join, false);
		break;
	case INJECT_EDIT_SEND:
		if (out.len > 0) {
			join_show(join, &out);
		}
		if (inject_file_wants_upload(file.inject)) {
			join_refuse(join,
			    "Its attachments are still here: `convene inject %s FILE` "
			    "uploads and sends it.",
			    use.adding ? "add" : "edit");
			done(join, true);
		} else {
			send_it(join, &file);
		}
		break;
	case INJECT_EDIT_WRONG:
		join_show(join, &out);
		ask(join, "Edit it again? [yes/no] ", again_answered);
		break;
	}
	buf_deinit(&out);
	arena_free(arena);
}

static void in_child(const void *terminal)
{
	terminal_in_child(terminal);
}

static void open_editor(struct join *join)
{
	terminal_suspend(join->terminal);
	char why[300];
	bool good = editor_run(join->session.driver, join->edit->edit.path, in_child,
	    join->terminal, why, sizeof(why));
	terminal_resume(join->terminal);
	if (good) {
		take(join);
		return;
	}
	join_refuse(join, "Nothing was sent: %s.", why);
	done(join, true);
}

void edit_inject(struct join *join, const struct view_inject *known)
{
	if (!terminal_is_interactive(join->terminal)) {
		join_refuse(join,
		    "An editor wants a terminal: `export` the inject, change the file, "
		    "then `edit FILE` (or `add FILE`).");
		return;
	}
	if (known != NULL && known->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED) {
		join_refuse(join,
		    "%s is delivered already, and stays as people have read it; `new inject` "
		    "opens another one.",
		    known->id);
		return;
	}
	if (join->edit != NULL && join->edit->in_flight) {
		join_refuse(join, "One moment: the edit before it is not answered yet.");
		return;
	}
	if (join->edit != NULL) {
		done(join, true);
	}
	join->edit = xcalloc(1, sizeof(*join->edit));
	char why[300];
	if (inject_edit_begin(&join->edit->edit, join->session.view, known, why, sizeof(why))) {
		open_editor(join);
		return;
	}
	join_refuse(join, "%s.", why);
	free(join->edit);
	join->edit = NULL;
}

static void refused(struct join *join, const Convene__V1__Error *error)
{
	const struct view_inject *known = view_inject(join->session.view, join->edit->edit.id);
	struct buf out = {0};
	join_refuse(join, "Refused: %s", error->message);
	if (error->code != CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT || known == NULL) {
		ask(join, "Edit it again? [yes/no] ", again_answered);
		return;
	}
	inject_edit_compare(&join->edit->edit, known, &out);
	join_show(join, &out);
	ask(join, "Edit again, on theirs? [yes/no] ", anew_answered);
}

bool edit_inject_result(struct join *join, const struct convene_result *answer)
{
	if (join->edit == NULL || answer->tag != (uint64_t)(uintptr_t)join->edit) {
		return false;
	}
	join->edit->in_flight = false;
	if (answer->result->error != NULL) {
		refused(join, answer->result->error);
		return true;
	}
	join_say(join, "%s", join->edit->edit.id[0] != '\0' ? "edited" : "added");
	done(join, false);
	return true;
}

void edit_inject_dropped(struct join *join)
{
	if (join->edit != NULL && !join->edit->in_flight) {
		done(join, true);
	}
}

void edit_inject_deinit(struct join *join)
{
	if (join->edit == NULL) {
		return;
	}
	inject_edit_end(&join->edit->edit, true);
	free(join->edit);
	join->edit = NULL;
}
