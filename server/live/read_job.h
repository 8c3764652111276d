/*
 * Reading back from a live exercise's journal on a worker: events for those far behind, pieces of
 * attachments and of the record. A queue, one job at a time. Loop thread only.
 */
#ifndef CONVENE_LIVE_READ_JOB_H
#define CONVENE_LIVE_READ_JOB_H

#include "server/exercise/ground/limits.h"
#include "server/journal/journal_record.h"
#include "server/live/live.h"

/* Bytes of the longest id of a team. */
#define JOB_TEAM_MAX ID_BYTES_MAX

enum read_kind { READ_EVENTS, READ_ATTACHMENT, READ_RECORD };

struct read_job {
	struct read_job *next; /* owned: the queue */
	enum read_kind kind;
	uint64_t connection_id; /* who asked; 0 for events, which are for everybody */
	uint64_t offset;        /* of an attachment, of a record */
	/* Of events: a frame's worth for one class, from a number of the class on. */
	struct viewer viewer;
	uint64_t after;
	uint32_t *seqs; /* owned: where they stand, the first ones */
	size_t seq_count;
	uint8_t sha256[HASH_SIZE];
	/* Of a record, as far as it was read: owned, unless done() takes it, leaving NULL here. One
	 * that stands at another offset is begun anew, for `record_team` up to `through`. */
	struct journal_record *record;
	char record_team[JOB_TEAM_MAX + 1]; /* "": the full one */
	uint64_t through;
	int64_t wall_ms; /* at which its end is sealed */
	/* Called on the loop when it is done, unless the asker no longer follows. */
	void (*done)(struct follower *follower, struct read_job *job);
	/* results */
	int result;
	struct err err;
	struct buf data;
	struct window events; /* by the numbers of the class */
	size_t framed;        /* bytes of the entries kept */
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
