/*
 * A server with an exercise (scenario/) and the people in it, each with a real client. Everything
 * that a client is told is kept, so that tests look at it afterwards. One thread; clients move only
 * inside the calls of this header. Fails the test when what is waited for does not come.
 */
#ifndef CONVENE_TESTS_HALL_H
#define CONVENE_TESTS_HALL_H

#include "client/lib/driver.h"
#include "proto/arena.h"
#include "proto/buf.h"
#include "tests/support/test_server.h"

#define HALL_PATIENCE_MS 60000

struct hall {
	struct test_server server;
	struct driver *driver; /* owned */
	struct desk *desks;    /* owned */
	struct arena *arena;   /* owned: the command being made */
	char config[512];      /* "": none */
};

/* An event as a client got it. */
struct desk_entry {
	Convene__V1__Event *event;       /* owned */
	Convene__V1__Envelope *envelope; /* owned; NULL: none came */
	struct buf bytes;                /* owned: of the event */
};

/* The answer to a command, or what a client stopped for. */
struct desk_answer {
	Convene__V1__ErrorCode code;
	char message[512];
	uint64_t object_id; /* of what was made; 0: nothing that has one */
	bool unchanged;     /* there was nothing left to do */
	uint64_t seq;       /* of the last event that had come by then */
	uint32_t current_revision;
	uint64_t changed_by, retry_after_ms;
	char join_code[32];
	uint64_t tag;
};

struct desk_person {
	uint64_t participant_id;
	char name[128];
	bool named, connected;
};

/* One person's client. */
struct desk {
	struct hall *hall;            /* borrowed: outlives the desk */
	struct desk *next;            /* owned */
	struct driver_client *client; /* owned by the driver */
	unsigned welcomes, caught_up, offline;
	bool stopped;
	enum convene_reason reason;
	struct desk_answer error; /* of the last OFFLINE or STOPPED */
	uint64_t participant_id;
	struct desk_entry *entries; /* owned */
	size_t entry_count, entry_cap;
	uint64_t mark; /* desk_wait() looks behind it */
	struct desk_answer answer;
	uint64_t answers, sent;
	uint8_t command_id[16]; /* of the last command sent */
	struct desk_person people[64];
	size_t people_count;
	bool presence_complete;
	unsigned uploads, downloads;
	struct desk_answer transfer; /* how the last of them ended */
	struct buf downloaded;
	struct buf record;
	bool record_done;
	unsigned notices, throttled;
	unsigned welfare_updates; /* how often one's own call changed, and how it stands */
	bool welfare_open;
	unsigned welfare_calls;
	char welfare_text[128];
};

/* `config`: lines of the configuration file, or NULL. */
void hall_open(struct hall *hall, const char *config);
void hall_close(struct hall *hall);

/* Holds SQLite's lock for writers (the first of those in the -shm file, at byte 120 of it), so that
 * no commit gets on. The descriptor; closing it lets go. */
int hall_hold_commits(const struct hall *hall);

/* Stops (or kills) the server and starts it again. Clients come back by themselves. */
void hall_restart(struct hall *hall, bool kill);

/* Runs all clients until `done`; fails the test, naming `what`, when that takes too long. */
void hall_wait(struct hall *hall, bool (*done)(void *context), void *context, const char *what);

/* Joins with the link of `role` and `team` ("-": none) and waits until everything is there. */
struct desk *desk_join(struct hall *hall, const char *role, const char *team, const char *name);

/* Begins to join with anything. `link` or `options` say with what. */
struct desk *desk_try(
    struct hall *hall, const struct join_link *link, const struct convene_options *options);

/* Leaves for good. */
void desk_leave(struct desk *desk);

/* Ends the connection as if the network had: the client connects again by itself; the second waits
 * until it is back. */
void desk_cut(struct desk *desk);
void desk_reconnect(struct desk *desk);

/* Waits until the client has stopped, and returns the server's code. */
Convene__V1__ErrorCode desk_wait_stopped(struct desk *desk);
void desk_wait_welcome(struct desk *desk, unsigned welcomes);

/* Sends a command, JSON with ' in place of "; the second also waits for the answer and returns its
 * code, 0 when the command was accepted. */
void desk_send(struct desk *desk, const char *format, ...) __attribute__((format(printf, 2, 3)));
Convene__V1__ErrorCode desk_do(struct desk *desk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same under an id of an earlier command. */
Convene__V1__ErrorCode desk_do_as(struct desk *desk, const uint8_t id[16], const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Waits for the answers to all commands. */
void desk_wait_answers(struct desk *desk);

/* The next event of a kind behind desk->mark, waited for; the mark is then there. Borrowed: until
 * the hall is closed. */
const Convene__V1__Event *desk_wait(struct desk *desk, Convene__V1__Event__BodyCase kind);

/* Waits until the client has everything of what has happened so far that it may see. */
void desk_wait_all(struct desk *desk);
size_t desk_count(const struct desk *desk, Convene__V1__Event__BodyCase kind);

/* The newest event of a kind; NULL: none. */
const Convene__V1__Event *desk_last(const struct desk *desk, Convene__V1__Event__BodyCase kind);

/* Uploads, downloads, fetches the record: waits for the end, returns the code. */
Convene__V1__ErrorCode desk_upload(
    struct desk *desk, const void *bytes, size_t len, uint8_t sha256[32]);
Convene__V1__ErrorCode desk_download(struct desk *desk, const uint8_t sha256[32]);
Convene__V1__ErrorCode desk_fetch_record(struct desk *desk);
Convene__V1__ErrorCode desk_fetch_record_of(struct desk *desk, const char *team_id);

const struct desk_person *desk_person(const struct desk *desk, uint64_t participant_id);

/* Base64 of 32 bytes, for commands in JSON. */
const char *sha256_text(const uint8_t sha256[32], char out[64]);

#define EVENT_KIND(name) CONVENE__V1__EVENT__BODY_##name
#define CODE(name)       CONVENE__V1__ERROR_CODE__ERROR_CODE_##name

/* For cmocka: a hall of the scenario as it is, opened and closed around a test. */
int hall_setup(void **state);
int hall_teardown(void **state);

#endif
