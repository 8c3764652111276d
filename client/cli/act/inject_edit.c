#include "client/cli/act/inject_edit.h"

#include "client/cli/base/input.h"
#include "client/cli/text/line_diff.h"
#include "proto/complaint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX (1024u * 1024u)

/* A new one: every line that is to be filled in, nothing that would be taken as it stands. */
static void outline(struct buf *out, const struct view *view)
{
	buf_append_text(out,
	    "# A new inject. Fill in what stands here; lines that begin with # are not looked at.\n"
	    "id: \n"
	    "# when it is due: \"T+0:45:00\", +10m, \"next morning 08:00\"\n"
	    "planned_ms: \n"
	    "# whose name stands over it: one of the entities, or leave it out for control\n"
	    "# from: ");
	if (view->exercise != NULL && view->exercise->n_entities > 0) {
		buf_append_text(out, view->exercise->entities[0]->id);
	}
	buf_append_text(out, "\n# teams: ");
	size_t start = out->len;
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++) {
		buf_append_item(out, start, view->exercise->teams[i]->id);
	}
	buf_append_text(out, "\nto: []\n"
	                     "channel: email\n"
	                     "title: \n"
	                     "body: |\n"
	                     "  \n"
	                     "# mode: on_release   (a controller releases it when it is due)\n");
}

static bool write_whole(const char *path, int flags, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	bool good = fd >= 0;
	size_t at = 0;
	while (good && at < text->len) {
		ssize_t written = write(fd, text->data + at, text->len - at);
		good = written > 0;
		at += good ? (size_t)written : 0;
	}
	if (fd >= 0 && close(fd) != 0) {
		good = false;
	}
	return good;
}

static const char *folder(void)
{
	const char *named = getenv("TMPDIR");
	return named != NULL && named[0] != '\0' ? named : "/tmp";
}

/* The base is what will be compared with, so it stays as it was written. */
static bool put(struct inject_edit *edit, int flags, char *why, size_t why_size)
{
	if (write_whole(edit->path, flags, &edit->base)) {
		buf_append_byte(&edit->base, '\0');
		return true;
	}
	complaint(why, why_size, "cannot write %s: %s", edit->path, strerror(errno));
	return false;
}

bool inject_edit_begin(struct inject_edit *edit, const struct view *view,
    const struct view_inject *known, char *why, size_t why_size)
{
	*edit = (struct inject_edit){.revision = known != NULL ? known->revision : 0};
	snprintf(edit->id, sizeof(edit->id), "%s", known != NULL ? known->id : "");
	char place[200];
	snprintf(place, sizeof(place), "%.150s/convene-XXXXXX", folder());
	/* a folder of its own: editors leave files beside what they edit */
	if (mkdtemp(place) == NULL) {
		complaint(
		    why, why_size, "cannot make a folder in %s: %s", folder(), strerror(errno));
		return false;
	}
	snprintf(
	    edit->path, sizeof(edit->path), "%s/%s.yaml", place, known != NULL ? known->id : "new");
	if (known != NULL) {
		inject_file_export(&edit->base, known);
	} else {
		outline(&edit->base, view);
	}
	if (put(edit, O_EXCL, why, why_size)) {
		return true;
	}
	inject_edit_end(edit, false);
	return false;
}

static bool is_empty(const char *text)
{
	while (*text != '\0') {
		text += strspn(text, " \t\r\n");
		if (*text != '#' && *text != '\0') {
			return false;
		}
		text += strcspn(text, "\n");
	}
	return true;
}

enum inject_edit_outcome inject_edit_take(struct inject_edit *edit,
    const struct inject_file_use *use, struct arena *arena, struct inject_file *file,
    struct buf *out)
{
	enum inject_edit_outcome outcome = INJECT_EDIT_WRONG;
	struct inject_file_use told = *use;
	size_t len;
	char *text = input_read(edit->path, TEXT_MAX, &len);
	if (text == NULL) {
		buf_printf(out, "cannot read %s\n", edit->path);
		return INJECT_EDIT_WRONG;
	}
	told.complaints = out;
	if (strcmp(text, (const char *)edit->base.data) == 0 || is_empty(text)) {
		outcome = INJECT_EDIT_UNCHANGED;
	} else if (inject_file_parse(edit->path, text, len, &told, arena, file)) {
		outcome = INJECT_EDIT_SEND;
	}
	if (outcome == INJECT_EDIT_SEND && edit->id[0] != '\0' &&
	    strcmp(file->inject->id, edit->id) != 0) {
		buf_printf(out,
		    "%s: id: an inject keeps its id, \"%s\"; a new one is made with `new`\n",
		    edit->path, edit->id);
		outcome = INJECT_EDIT_WRONG;
	}
	free(text);
	return outcome;
}

/* Without the remarks on top. */
static const char *content(const char *text)
{
	while (*text == '#') {
		text += strcspn(text, "\n");
		text += *text == '\n' ? 1 : 0;
	}
	return text;
}

static void theirs(const struct inject_edit *edit, const struct view_inject *known, struct buf *out)
{
	struct buf now = {0};
	inject_file_export(&now, known);
	buf_append_byte(&now, '\0');
	line_diff(out, content((const char *)edit->base.data), content((const char *)now.data), "");
	buf_deinit(&now);
}

static bool mine(const struct inject_edit *edit, struct buf *out, const char *prefix)
{
	size_t len;
	char *text = input_read(edit->path, TEXT_MAX, &len);
	if (text != NULL) {
		line_diff(out, content((const char *)edit->base.data), content(text), prefix);
	}
	free(text);
	return text != NULL;
}

void inject_edit_compare(
    const struct inject_edit *edit, const struct view_inject *known, struct buf *out)
{
	buf_printf(out, "Theirs, revision %u to %u:\n", edit->revision, known->revision);
	size_t before = out->len;
	theirs(edit, known, out);
	if (out->len == before) {
		buf_append_text(out, "  (its state only: released, held, skipped, or the like)\n");
	}
	buf_printf(out, "Yours, from revision %u:\n", edit->revision);
	mine(edit, out, "");
}

bool inject_edit_again(struct inject_edit *edit, const struct view_inject *known, char *kept,
    size_t kept_size, char *why, size_t why_size)
{
	struct buf changed = {0};
	snprintf(kept, kept_size, "%.*s-mine.yaml", (int)(strlen(edit->path) - strlen(".yaml")),
	    edit->path);
	mine(edit, &changed, "# ");
	if (rename(edit->path, kept) != 0) {
		complaint(why, why_size, "cannot rename %s: %s", edit->path, strerror(errno));
		buf_deinit(&changed);
		return false;
	}
	edit->base.len = 0;
	edit->revision = known->revision;
	inject_file_export(&edit->base, known);
	buf_append_text(&edit->base, "# What you had changed:\n");
	buf_append(&edit->base, changed.data, changed.len);
	buf_deinit(&changed);
	return put(edit, O_EXCL, why, why_size);
}

void inject_edit_end(struct inject_edit *edit, bool keep)
{
	char *slash = strrchr(edit->path, '/');
	if (!keep && slash != NULL) {
		unlink(edit->path);
		*slash = '\0';
		/* stays where something else is in it */
		rmdir(edit->path);
	}
	buf_deinit(&edit->base);
	edit->path[0] = '\0';
}
