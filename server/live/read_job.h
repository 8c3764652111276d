/*
 * Reading back from a live exercise's journal on a worker: events for those far behind, pieces of
 * attachments and of the record. A queue, one job at a time. Loop thread only.
 */
#ifndef CONVENE_LIVE_READ_JOB_H
#define CONVENE_LIVE_READ_JOB_H

#include "server/live/live.h"

enum read_kind { READ_EVENTS, READ_ATTACHMENT, READ_RECORD };

struct read_job {
	struct read_job *next; /* owned: the queue */
	enum read_kind kind;
	uint64_t connection_id; /* who asked; 0 for events, which are for everybody */
	uint64_t after_seq, through_seq;
	uint64_t offset;
	uint8_t sha256[HASH_SIZE];
	/* Called on the loop when it is done, unless the asker no longer follows. */
	void (*done)(struct follower *follower, const struct read_job *job);
	/* results */
	int result;
	struct err err;
	struct buf data;
	struct window events;
	uint64_t next_after_seq;
	uint64_t size_bytes;
	bool last;
};

/* Queues a copy of `job`. */
void read_job_queue(struct live *live, const struct read_job *job);

/* Jobs that a follower has waiting. */
size_t read_job_count(const struct live *live, uint64_t connection_id);

/* Drops what has not begun. */
void read_job_drop_all(struct live *live);

#endif
