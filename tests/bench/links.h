/* Join links as `convened create --links FILE` writes them: lines `ROLE TEAM LINK`. */
#ifndef CONVENE_BENCH_LINKS_H
#define CONVENE_BENCH_LINKS_H

#include <stdbool.h>

struct link {
	char team[64]; /* "-": none */
	char exercise[128];
	char code[32];
};

/* The file's line number `which` (from 0) for `role`. False when there is none. */
bool links_find(const char *path, const char *role, unsigned which, struct link *out);

#endif
