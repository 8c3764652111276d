/*
 * A long text that is read on a screen of its own: back and forth, with a search. Keys in, bytes
 * for the screen out. Pure; one thread. Owns its rows and the word that was searched for.
 */
#ifndef CONVENE_TERMINAL_PAGER_H
#define CONVENE_TERMINAL_PAGER_H

#include "client/cli/text/page.h"
#include "client/cli/text/search.h"

struct pager {
	const struct buf *text; /* borrowed: outlives the pager */
	struct page_rows lines;
	size_t columns, height; /* of the screen; rows for the text */
	size_t top;             /* the row that is shown first */
	struct search search;
	size_t mark, mark_end; /* bytes of the text: what was found; equal: nothing */
	bool backwards;        /* the last search went towards the beginning */
	bool help;
	char notice[160]; /* in the place of the place; "": none */
	char escape[8];   /* a key's sequence, so far */
	size_t escape_len;
};

void pager_init(struct pager *pager, const struct buf *text, size_t columns, size_t height);
void pager_deinit(struct pager *pager);

/* The screen has another size: the row at the top stays there. */
void pager_resize(struct pager *pager, size_t columns, size_t height);

bool pager_fits(const struct pager *pager);
void pager_go_to_end(struct pager *pager);

enum pager_wish {
	PAGER_STAY,
	PAGER_LEAVE,
	PAGER_ASK, /* a word to search for: pager_find() */
};
enum pager_wish pager_key(struct pager *pager, int key);
bool pager_knows(int key); /* it is one; others begin something that was not meant for here */

/* Says what became of something that was no key, and which there are. */
void pager_note(struct pager *pager, const char *what);

/* Searches from where we are; "" for the last word once more. What is not there is said. */
void pager_find(struct pager *pager, const char *word);

/* Appends the rows that are shown, each to its place on the screen, and the line below them. */
void pager_draw(const struct pager *pager, struct buf *out);

/* Appends them as lines. */
void pager_append(const struct pager *pager, struct buf *out);

#endif
