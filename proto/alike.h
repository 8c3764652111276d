/*
 * Names that nobody can tell apart on a screen: the same letters in capitals or small, composed or
 * with marks of their own, with other blanks between them. Pure; any thread.
 */
#ifndef CONVENE_PROTO_ALIKE_H
#define CONVENE_PROTO_ALIKE_H

#include "proto/arena.h"

/* The same for names that are alike: Unicode's NFKC_Casefold (UAX 44), blanks in a row as one and
 * none around. The text itself where that cannot be made. The caller's, to be freed. */
char *alike_fold(const char *text);

/* The same in the arena; the text itself where there is no room. */
const char *alike_key(struct arena *arena, const char *text);

#endif
