/*
 * What every fuzz target exports, as libFuzzer wants it; and the program around it that replays a
 * corpus as an ordinary test.
 */
#ifndef CONVENE_TESTS_FUZZ_REPLAY_H
#define CONVENE_TESTS_FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Ends the program unless `holds`: what a target claims about its input. */
static inline void fuzz_claim(int holds, const char *claim)
{
	if (!holds) {
		fprintf(stderr, "claim does not hold: %s\n", claim);
		abort();
	}
}

#endif
