#include "client/cli/command/inject_editing.h"

#include "client/cli/act/act.h"
#include "client/cli/act/editor.h"
#include "client/cli/act/inject_edit.h"
#include "client/cli/session/ask.h"
#include "client/cli/session/attach.h"
#include "client/cli/session/output.h"
#include "client/cli/text/words.h"
#include "proto/say.h"

#include <stdio.h>
#include <unistd.h>

static bool says_yes(const char *question)
{
	char line[16];
	return ask_line(question, line, sizeof(line)) && words_are_yes(line);
}

static void show(struct buf *text)
{
	output_flush_to(text, stderr);
}

static int send_it(struct session *session, struct inject_edit *edit, struct inject_file *file,
    struct arena *arena, bool now)
{
	int status = attach_inject(session, edit->path, file->inject, arena);
	if (status != CLI_OK) {
		return status;
	}
	/* looked up now: the exercise has gone on meanwhile */
	const struct view_inject *known = view_inject(session->view, edit->id);
	struct act act;
	char note[320];
	act_file(&act, file, known, edit->revision, now, note, sizeof(note));
	if (note[0] != '\0') {
		cli_complain("note: %s", note);
	}
	status = session_command(session, &act.command);
	if (status == CLI_OK) {
		output_done(session, act.done);
	}
	return status;
}

/* After a refusal: true when it is to be edited once more. */
static bool goes_on(struct session *session, struct inject_edit *edit)
{
	const struct view_inject *known = view_inject(session->view, edit->id);
	struct buf out = {0};
	char mine[320], why[300];
	if (session->ended) {
		return false;
	}
	if (session->error != CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT || known == NULL) {
		return says_yes("Edit it again? [yes/no] ");
	}
	inject_edit_compare(edit, known, &out);
	show(&out);
	buf_deinit(&out);
	if (!says_yes("Edit again, on theirs? [yes/no] ")) {
		return false;
	}
	if (inject_edit_again(edit, known, mine, sizeof(mine), why, sizeof(why))) {
		say(stderr,
		    "What you had written is in %s, and its changes at the end of the new file.\n",
		    mine);
		return true;
	}
	cli_complain("%s", why);
	return false;
}

/* Once through the editor. CLI_WARNED: it is to be edited once more; `*keep`: the file stays. */
static int once(struct session *session, struct inject_edit *edit, bool now, bool *keep)
{
	struct arena *arena = arena_new((size_t)64 * 1024 * 1024);
	struct inject_file file = {.inject = NULL};
	const struct inject_file_use use = {.view = session->view,
	    .now_ms = session_exercise_ms(session),
	    .adding = edit->id[0] == '\0',
	    .now = now};
	struct buf out = {0};
	int status = CLI_LOCAL;
	char why[300];
	*keep = true;
	if (!editor_run(session->driver, edit->path, NULL, NULL, why, sizeof(why))) {
		cli_complain("nothing was sent: %s", why);
	} else {
		switch (inject_edit_take(edit, &use, arena, &file, &out)) {
		case INJECT_EDIT_UNCHANGED:
			cli_complain("nothing was changed, and nothing sent");
			*keep = false;
			status = CLI_REFUSED;
			break;
		case INJECT_EDIT_WRONG:
			show(&out);
			if (says_yes("Edit it again? [yes/no] ")) {
				status = CLI_WARNED;
			}
			break;
		case INJECT_EDIT_SEND:
			show(&out);
			status = send_it(session, edit, &file, arena, now);
			*keep = status != CLI_OK;
			if (status != CLI_OK && goes_on(session, edit)) {
				status = CLI_WARNED;
			}
			break;
		}
	}
	buf_deinit(&out);
	arena_free(arena);
	return status;
}

int inject_editing(struct session *session, const char *id, bool now)
{
	const struct view_inject *known = id != NULL ? view_inject(session->view, id) : NULL;
	if (id != NULL && (known == NULL || known->plan == NULL)) {
		cli_complain("there is neither a file nor an inject \"%s\"", id);
		return CLI_REFUSED;
	}
	if (!isatty(STDIN_FILENO) || !ask_possible()) {
		cli_complain(
		    "an editor wants a terminal: `convene inject export`, change the file, "
		    "then `convene inject edit FILE` (or add)");
		return CLI_LOCAL;
	}
	struct inject_edit edit;
	char why[300];
	if (!inject_edit_begin(&edit, session->view, known, why, sizeof(why))) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	bool keep;
	int status;
	do {
		status = once(session, &edit, now, &keep);
	} while (status == CLI_WARNED);
	if (keep) {
		say(stderr, "What you wrote is kept in %s; `convene inject %s %s` sends it.\n",
		    edit.path, edit.id[0] != '\0' ? "edit" : "add", edit.path);
	}
	inject_edit_end(&edit, keep);
	return status;
}
