/*
 * Names for files that others named: in this folder, visible, no option, no way of looking like
 * another kind of file, not over what is there; the extension stays whatever is cut. What may stand
 * in a name is what is safe to print (printable.h) without what a shell or another system reads
 * something into. One thread.
 */
#ifndef CONVENE_JOIN_SAVE_NAME_H
#define CONVENE_JOIN_SAVE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The longest that a file system here takes (NAME_MAX), and its NUL. */
#define SAVE_NAME_SIZE 256

/* "../a b\n.pdf" becomes ".._a b .pdf" without the leading dots, nothing at all "document". */
void save_name(const char *name, char out[SAVE_NAME_SIZE]);

/*
 * Writes a new file of that name in the working directory; "a (2).txt" if there is an "a.txt", and
 * so on: all of it, or none, and then `why` (for people) says what is in the way. `out` is the name
 * either way.
 */
bool save_name_write(const char *name, const void *bytes, size_t len, char out[SAVE_NAME_SIZE],
    char *why, size_t size);

#endif
