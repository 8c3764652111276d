/*
 * The inside of the driver, shared by driver_loop.c (loop, descriptors, timers) and driver_client.c
 * (one client and its connection). For nobody else.
 */
#ifndef CONVENE_LIB_DRIVER_PRIVATE_H
#define CONVENE_LIB_DRIVER_PRIVATE_H

#include "client/lib/driver.h"
#include "client/lib/link.h"
#include "client/lib/resolver.h"
#include "proto/timer_queue.h"

/* Larger than a TLS record, so that one SSL_read() leaves nothing behind inside OpenSSL. */
#define DRIVER_READ_SIZE 65536

/* What an epoll event points to: the first member of a client or of a watch. */
struct source {
	bool is_client;
};

struct driver_client {
	struct source source;
	struct timer_entry timer;
	struct driver *driver;             /* borrowed: outlives the client */
	struct driver_client *prev, *next; /* borrowed: the list of all, or of the dead */
	struct driver_client *next_ready;  /* borrowed: the list of those to be serviced */
	bool ready, dead;
	bool connecting;         /* counted in driver->connecting */
	bool looking;            /* for the server's address */
	bool wants_slot;         /* waits until fewer connections are being opened */
	struct convene *convene; /* owned */
	struct link *link;       /* owned; NULL: no connection */
	uint32_t interest;       /* of epoll */
	int64_t connect_by_ms;
	unsigned attempts;
	struct join_link target;
	driver_event_fn *event;
	void *context; /* borrowed: outlives the client */
};

struct driver_timer {
	struct timer_entry timer;
	struct driver *driver; /* borrowed: outlives the timer */
	driver_timer_fn *due;
	void *context; /* borrowed */
};

struct watch {
	struct source source;
	struct watch *next; /* owned */
	int fd;             /* -1: unwatched, to be freed */
	bool always;        /* a plain file, which is always ready */
	driver_fd_fn *ready;
	void *context; /* borrowed */
};

struct driver {
	int epoll;
	SSL_CTX *tls;              /* owned */
	struct resolver *resolver; /* owned */
	struct timer_queue timers;
	struct driver_client *clients; /* owned: all of them */
	struct driver_client *dead;    /* owned: to be freed at the end of the step */
	struct driver_client *first_ready, *last_ready; /* borrowed */
	struct watch *watches;                          /* owned */
	size_t always;                                  /* watches that are always ready */
	size_t connecting, max_connecting;
	size_t wanting; /* clients that wait for a slot */
	int64_t now_ms;
	bool told; /* a callback ran in this step: whoever steps wants to look */
	bool stop;
	uint8_t bytes[DRIVER_READ_SIZE];
};

/* Brings connection, timer and events in line with what the client's core wants. */
void driver_client_service(struct driver_client *client);

/* The client's socket is ready. */
void driver_client_socket(struct driver_client *client, uint32_t events);

/* Frees what driver_remove() left. */
void driver_client_free(struct driver_client *client);

#endif
