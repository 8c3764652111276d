/*
 * A server that speaks TLS and sends whatever it likes, with the certificate that the link names;
 * and the real program `convene join`, on a pseudo-terminal or in a script, that talks to it. One
 * thread. Owns a port, a key and, during impostor_meet(), a process.
 */
#ifndef CONVENE_TESTS_FUZZ_HOSTILE_IMPOSTOR_H
#define CONVENE_TESTS_FUZZ_HOSTILE_IMPOSTOR_H

#include "tests/fuzz/hostile/mutate.h"

#include <openssl/types.h>

struct impostor {
	SSL_CTX *context; /* owned */
	int listener;     /* owned */
	char link[700];   /* with a join code */
	char folder[64];  /* owned: where the program keeps its sessions */
};

/* Takes the server's certificate and key, and a link of the exercise. */
void impostor_init(struct impostor *impostor, const struct test_server *server);
void impostor_deinit(struct impostor *impostor);

/*
 * Starts `convene` (the path), sends it the stream with one frame of `one_in` changed, types what a
 * person would, and lets it go. It must not die of what it is sent: ends the test with everything
 * that the program wrote if a sanitiser complains or a signal ends it.
 */
void impostor_meet(struct impostor *impostor, struct mutator *mutator, const char *convene,
    const struct stream *stream, uint64_t one_in);

#endif
