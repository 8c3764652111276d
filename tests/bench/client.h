/*
 * One TLS client of a crowd: connects without blocking, shakes hands, logs in, reads and writes.
 * The crowd's thread only. Owns its socket and session; frees them in client_deinit.
 */
#ifndef CONVENE_BENCH_CLIENT_H
#define CONVENE_BENCH_CLIENT_H

#include "tests/bench/crowd.h"

/* Bytes of the crowd's shared input buffer. */
#define CLIENT_INPUT_SIZE (32u * 1024u)

void client_connect(struct client *client);
void client_event(struct client *client, uint32_t epoll_events);
/* Resets the TCP connection: the server sees a client that vanished. */
void client_cut(struct client *client);
void client_deinit(struct client *client);

#endif
