/*
 * An inject in somebody's editor: the file that is opened, what comes of it, and what to show when
 * another controller was quicker. What was typed is never lost: where it is not sent, the file
 * stays and is named. One thread. Owns the file until it is kept or removed.
 */
#ifndef CONVENE_ACT_INJECT_EDIT_H
#define CONVENE_ACT_INJECT_EDIT_H

#include "client/cli/act/inject_file.h"

struct inject_edit {
	char path[300];
	char id[80];       /* "" for a new one */
	uint32_t revision; /* of what was opened */
	struct buf base;   /* owned: the text that was opened, with a NUL behind it */
};

enum inject_edit_outcome {
	INJECT_EDIT_SEND,      /* `file` has it */
	INJECT_EDIT_UNCHANGED, /* as it was opened, or empty: cancelled */
	INJECT_EDIT_WRONG,     /* `out` says what, with lines; to be edited again, or kept */
};

/* Writes the file: a known inject, or with NULL a new one's outline. False: `why`. */
bool inject_edit_begin(struct inject_edit *edit, const struct view *view,
    const struct view_inject *known, char *why, size_t why_size);

/* Reads what the editor left. `file` lives in the arena. */
enum inject_edit_outcome inject_edit_take(struct inject_edit *edit,
    const struct inject_file_use *use, struct arena *arena, struct inject_file *file,
    struct buf *out);

/* Another controller has changed it: appends what they changed and what was changed here, each from
 * the revision that was opened. */
void inject_edit_compare(
    const struct inject_edit *edit, const struct view_inject *known, struct buf *out);

/* Begins again with what it is now; what was changed here stands in the file as comments, and the
 * whole of it in `mine`, a file beside it. False: `why`. */
bool inject_edit_again(struct inject_edit *edit, const struct view_inject *known, char *mine,
    size_t mine_size, char *why, size_t why_size);

/* Forgets it; the file stays, or goes. */
void inject_edit_end(struct inject_edit *edit, bool keep);

#endif
