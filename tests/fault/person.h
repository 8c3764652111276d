/*
 * One client under load: joins through the real client library, sends random commands for as long
 * as it is told to, several at a time and whether or not there is a server, and keeps a ledger of
 * everything that it is sent and told. One thread, that of its driver. Owns its connection and its
 * ledger. Exits the program when the library gives up.
 */
#ifndef CONVENE_TESTS_FAULT_PERSON_H
#define CONVENE_TESTS_FAULT_PERSON_H

#include "client/lib/driver.h"
#include "tests/fault/dice.h"
#include "tests/fault/knowledge.h"
#include "tests/fault/ledger.h"

#include <stdio.h>

/* Commands that may wait for an answer before it sends no more for the moment. */
#define PERSON_UNANSWERED_MAX 12

/* Larger than a piece of a document, so that some are uploaded in several. */
#define PERSON_DOCUMENT_MAX (80u * 1024u)

struct person {
	struct driver *driver;        /* borrowed: outlives the person */
	struct driver_client *client; /* owned */
	struct driver_timer *timer;   /* owned; NULL: it does not act */
	struct dice *dice;            /* borrowed: outlives the person */
	char name[64];
	char role_name[16], team[16];
	struct join_link link;
	Convene__V1__Role role;
	uint64_t participant_id;
	struct ledger ledger;
	struct knowledge knowledge;
	bool caught_up; /* over the present connection */
	unsigned welcomes, losses;
	unsigned unavailable; /* times that the server said EXERCISE_UNAVAILABLE */
	unsigned notices;     /* complaints of the server's that answer no command */
	uint64_t answered;
	/* one document at a time */
	uint8_t document[PERSON_DOCUMENT_MAX];
	size_t document_len;
	bool uploading;
	uint8_t stored[CONVENE_SHA256_SIZE]; /* the last one that was stored */
	bool has_stored, downloaded;
	uint64_t store_tag;
	FILE *record; /* owned: while it is being fetched */
	bool record_done;
};

/* `role` and `team` as in a line of links. */
void person_init(struct person *person, struct driver *driver, struct dice *dice,
    const struct join_link *link, const char *role, const char *team, unsigned number);
void person_deinit(struct person *person);

void person_act(struct person *person);  /* begins to send commands */
void person_rest(struct person *person); /* sends no more of them */

/* Sends a command and enters it into the ledger. */
void person_send(struct person *person, Convene__V1__Command *command);

/* Asks for the document that it stored last; `downloaded` says that it came. */
void person_download(struct person *person);

/* Fetches the record into a file; `record_done` says that it is there. */
void person_fetch_record(struct person *person, const char *path);

/*
 * A second look: the same person's whole stream from the beginning, over a connection of its own,
 * into `reader`, which needs person_deinit() as well. Done when reader->caught_up.
 */
void person_read_again(const struct person *person, struct person *reader);

/* Says on stderr how things stand with it. */
void person_report(const struct person *person);

/* acts.c: sends one random command. */
void person_act_once(struct person *person);

#endif
