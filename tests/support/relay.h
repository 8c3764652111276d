/*
 * A network between clients and a server that can be held: a thread that passes bytes on, and stops
 * doing so when it is told. Listens on a free port on loopback. Owns thread and sockets.
 */
#ifndef CONVENE_TESTS_RELAY_H
#define CONVENE_TESTS_RELAY_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

struct relay {
	uint16_t port;   /* to connect to */
	uint16_t server; /* where it goes on to */
	int listener;
	int waker[2]; /* pipe: something was changed */
	/* Bytes from clients that may still pass; negative: any number. */
	atomic_long budget;
	atomic_bool cut; /* all connections are to be closed, once */
	atomic_bool ends;
	pthread_t thread;
};

void relay_start(struct relay *relay, uint16_t server);
void relay_end(struct relay *relay);

/* From now on so many bytes of clients pass, then no more; -1: all do. */
void relay_allow(struct relay *relay, long bytes);

/* Closes what is open, as a network that breaks. */
void relay_cut(struct relay *relay);

#endif
