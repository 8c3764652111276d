/*
 * Runs one or many clients (convene.h) over TLS connections (link.h) in one thread, together with
 * other file descriptors and timers. One thread. Owns the clients that were added and their
 * connections. Nothing in it fails for good but driver_new(); what goes wrong with a connection is
 * told as the client's event. Sets SIGPIPE to be ignored.
 *
 * Callbacks run inside driver_step() and driver_run() only, never inside the call that starts them.
 * They may call anything here, driver_remove() of their own client included, but not driver_step(),
 * driver_run() or driver_free().
 */
#ifndef CONVENE_LIB_DRIVER_H
#define CONVENE_LIB_DRIVER_H

#include "client/lib/convene.h"
#include "client/lib/join_link.h"

#include <stdbool.h>
#include <stdint.h>

/* A connection that is not open after this is given up, and tried again later. */
#define DRIVER_CONNECT_MS 8000

struct driver;
struct driver_client;
struct driver_timer;

typedef void driver_event_fn(
    void *context, struct driver_client *client, const struct convene_event *event);
typedef void driver_fd_fn(void *context, int fd);
typedef void driver_timer_fn(void *context);

/* `max_connecting`: connections that may be opened at the same time; 0: as many as are wanted. NULL
 * with `why` filled in on failure. */
struct driver *driver_new(size_t max_connecting, char *why, size_t why_size);
void driver_free(struct driver *driver); /* NULL is fine */

/*
 * Adds a client of the server that `target` names. Without options->exercise_id, options->join_code
 * or a credential, the link's are taken; without options->random, the system's. `event` is called
 * for each event. NULL when the options make no sense (no credential).
 */
struct driver_client *driver_add(struct driver *driver, const struct join_link *target,
    const struct convene_options *options, driver_event_fn *event, void *context);

/* Closes the connection and forgets the client. No event follows. */
void driver_remove(struct driver_client *client);

/*
 * The client itself, to send commands and so on. What is done to it takes effect in the next
 * driver_step(). Borrowed: until the client is removed.
 */
struct convene *driver_convene(struct driver_client *client);

/* The same for looking only. */
const struct convene *driver_peek(const struct driver_client *client);

/* Calls `ready` whenever `fd` can be read or has ended. One watcher an fd. */
void driver_watch(struct driver *driver, int fd, driver_fd_fn *ready, void *context);
void driver_unwatch(struct driver *driver, int fd);

/* Calls `due` once, in `delay_ms`. The timer is gone when it is called; until then it can be
 * cancelled. */
struct driver_timer *driver_after(
    struct driver *driver, int64_t delay_ms, driver_timer_fn *due, void *context);
void driver_cancel(struct driver_timer *timer);

/* The monotonic clock that everything here goes by, as of the last step. */
int64_t driver_now_ms(const struct driver *driver);

/* Waits until something happens, at most `timeout_ms` (-1: for ever), and deals with it. */
void driver_step(struct driver *driver, int64_t timeout_ms);

/* Steps until driver_stop(). */
void driver_run(struct driver *driver);
void driver_stop(struct driver *driver);

/* Steps until `done` says so: true; or until `timeout_ms` (-1: never) is over: false. */
bool driver_wait(
    struct driver *driver, bool (*done)(void *context), void *context, int64_t timeout_ms);

/* Random bytes from the system, as convene_options.random. */
void driver_random(void *context, void *bytes, size_t len);

#endif
