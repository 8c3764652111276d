/*
 * Letters and sheets with join links: a text for each person, or for each role and team, made from
 * a template, each in a file of its own in a new folder that nobody else can read. One thread;
 * blocks on the disk. It fails with a text.
 */
#ifndef CONVENE_CLI_PEOPLE_LETTERS_H
#define CONVENE_CLI_PEOPLE_LETTERS_H

#include "server/base/err.h"
#include "server/cli/people/people.h"

/* One that was read. */
struct letters_template {
	const char *language, *text; /* in the arena */
	bool is_other; /* there is none in the language, and this one stands in for it */
};

struct letters {
	const char *folder;                           /* borrowed: outlives this */
	const char *own_text;                         /* borrowed: letters_text or letters_sheet */
	const char *template_path;                    /* borrowed: outlives this; NULL: own_text */
	const char *when;                             /* borrowed: outlives this; NULL: not said */
	const Convene__V1__ExerciseCreated *exercise; /* borrowed: outlives this */
	struct arena *arena;                          /* borrowed: outlives this */

	/* filled in by letters_prepare; in the arena */
	struct letters_template *templates;
	const char **written; /* paths */
	size_t template_count, written_count;
};

/* The templates where nobody gives another: for a person; for a role or team, whose row has no
 * name. */
extern const char letters_text[], letters_sheet[];

/*
 * Reads the template of each person's language, and looks at its placeholders; then makes the
 * folder. Nothing is left when it fails.
 */
int letters_prepare(struct letters *letters, const struct people *people, struct err *err);

/* The letter of the `index`th person. */
int letters_write(struct letters *letters, const struct people *people, size_t index,
    const char *link, struct err *err);

/* Takes away what was written, and the folder. */
void letters_give_up(const struct letters *letters);

/* Appends a template with its placeholders filled in; for letters_write, and for tests. */
void letters_fill(struct buf *out, const struct letters *letters, const struct person_row *person,
    const char *template, const char *link);

#endif
