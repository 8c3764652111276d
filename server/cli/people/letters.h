/*
 * Letters of invitation: a text for each person, made from a template, each in a file of its own in
 * a new folder that nobody else can read (a letter has the person's link in it). One thread; blocks
 * on the disk. It fails with a text.
 */
#ifndef CONVENE_CLI_PEOPLE_LETTERS_H
#define CONVENE_CLI_PEOPLE_LETTERS_H

#include "server/base/err.h"
#include "server/cli/people/people.h"

struct letters {
	const char *folder;        /* borrowed: outlives this */
	const char *template_path; /* borrowed: outlives this; NULL: our own text */
	const char *when;          /* borrowed: outlives this; NULL: not said */
	const Convene__V1__ExerciseCreated *exercise; /* borrowed: outlives this */
	struct arena *arena;                          /* borrowed: outlives this */
};

/* The template where nobody gives another. */
extern const char letters_text[];

/*
 * Reads the template of each person's language, and looks at its placeholders; then makes the
 * folder. Nothing is left when it fails.
 */
int letters_prepare(const struct letters *letters, const struct people *people, struct err *err);

/* Takes the folder away again, while it is empty. */
void letters_give_up(const struct letters *letters);

/* The letter of the `index`th person. */
int letters_write(const struct letters *letters, const struct people *people, size_t index,
    const char *link, struct err *err);

/* Appends a template with its placeholders filled in; for letters_write, and for tests. */
void letters_fill(struct buf *out, const struct letters *letters, const struct person_row *person,
    const char *template, const char *link);

#endif
