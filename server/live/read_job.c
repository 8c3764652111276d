/* A queue with one reading at a time, which a worker does. Its results are handed over on the loop,
 * where the asker may have gone, or the exercise stopped: then they are dropped. Events go to all
 * who follow, for those who are far behind mostly lack the same. */
#include "server/live/read_job.h"

#include "proto/xalloc.h"
#include "server/live/live_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A piece of an attachment fits a frame before login. */
#define ATTACHMENT_BYTES (48u * 1024u)
#define RECORD_BYTES     (256u * 1024u)

/* Positions looked up for one frame; so many events without any text fill it. */
#define SEQS_MAX 4096

/* Readings of events that wait for one class, from different numbers on: they do not go with who
 * asked, who may come back with another number at once. */
#define READS_OF_CLASS_MAX 4

/* Takes what still fits into the frame. */
static int keep_event(void *context, const struct journal_entry *entry)
{
	struct read_job *job = context;
	struct audience nobody = {0};
	size_t size = hub_entry_size(&job->viewer, entry->event_len, entry->envelope_len);
	if (job->framed > 0 && job->framed + size > HUB_FRAME_BYTES) {
		job->last = true;
		return ERR_TOO_LARGE; /* nothing more of this run */
	}
	job->framed += size;
	/* the audience is put in on the loop, where the engine may be asked */
	window_append_copy(&job->events, &nobody, entry->event, entry->event_len, entry->envelope,
	    entry->envelope_len);
	return 0;
}

/* Where the record that was lost, or never begun, stands at the asked offset. */
static int begin_record(struct journal_reader *reader, struct read_job *job)
{
	const struct journal_record_options options = {
	    .team_id = job->record_team[0] != '\0' ? job->record_team : NULL,
	    .through = job->through};
	journal_record_free(job->record);
	job->record = journal_record_new(&options);
	if (job->record == NULL) {
		return err_set(&job->err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	return journal_record_skip(job->record, reader, job->offset, &job->err);
}

static void read_record(struct live *live, struct journal_reader *reader, struct read_job *job)
{
	if (job->record == NULL || journal_record_offset(job->record) != job->offset) {
		job->result = begin_record(reader, job);
	}
	if (job->result == 0) {
		job->result = journal_record_read(job->record, reader, live->around->signer,
		    job->wall_ms, RECORD_BYTES, &job->data, &job->last, &job->err);
		job->through = journal_record_through(job->record);
	}
	if (job->result != 0 || job->last) {
		journal_record_free(job->record);
		job->record = NULL;
	}
}

/* Each of them is durable, and was in the log: whoever waits for one that is not there any more
 * would wait for ever. */
static int check_read(struct read_job *job, size_t count)
{
	if (job->events.next_seq - job->events.first_seq == count) {
		return 0;
	}
	return err_set(&job->err, ERR_CORRUPT, "event %" PRIu32 " is missing in the log",
	    job->seqs[job->events.next_seq - job->events.first_seq]);
}

/* One reading for each run of events that follow upon each other in the log. */
static void read_events(struct journal_reader *reader, struct read_job *job)
{
	window_init(&job->events, job->after + 1);
	for (size_t i = 0; i < job->seq_count && !job->last && job->result == 0;) {
		size_t end = i + 1;
		while (end < job->seq_count && job->seqs[end] == job->seqs[end - 1] + 1) {
			end++;
		}
		int result = journal_reader_entries(reader, job->seqs[i] - 1, job->seqs[end - 1],
		    SIZE_MAX, keep_event, job, &job->err);
		if (result == 0) {
			result = check_read(job, end);
		}
		job->result = job->last ? 0 : result;
		i = end;
	}
}

static void read_on_worker(void *context)
{
	struct live *live = context;
	struct read_job *job = live->reads;
	struct journal_reader *reader = live->file->reader;
	switch (job->kind) {
	case READ_EVENTS:
		read_events(reader, job);
		break;
	case READ_ATTACHMENT:
		job->result = journal_reader_attachment(reader, job->sha256, job->offset,
		    ATTACHMENT_BYTES, &job->data, &job->size_bytes, &job->err);
		break;
	case READ_RECORD:
		read_record(live, reader, job);
		break;
	}
}

/* Who may see events that were read back. False when an envelope cannot be decoded. */
static bool fill_audiences(struct live *live, struct window *events)
{
	for (uint64_t seq = events->first_seq; seq < events->next_seq; seq++) {
		/* the window is this module's own until it is handed over */
		struct window_entry *entry = &events->entries[seq & (events->cap - 1)];
		Convene__V1__Envelope *envelope = convene__v1__envelope__unpack(
		    NULL, entry->envelope_len, entry->bytes + entry->event_len);
		if (envelope == NULL || envelope->audience == NULL) {
			if (envelope != NULL) {
				convene__v1__envelope__free_unpacked(envelope, NULL);
			}
			return false;
		}
		audience_compact(live->file->engine, envelope->audience, &entry->audience);
		convene__v1__envelope__free_unpacked(envelope, NULL);
	}
	return true;
}

static void hand_over_events(struct live *live, struct read_job *job)
{
	struct follower *follower, *next;
	if (job->result == 0 && !fill_audiences(live, &job->events)) {
		job->result = err_set(&job->err, ERR_CORRUPT, "an event's envelope is damaged");
	}
	if (job->result != 0) {
		/* those who wait for these events could wait for ever */
		live_fail(live, &job->err);
		return;
	}
	window_deinit(&live->backfill);
	live->backfill = job->events;
	live->backfill_viewer = job->viewer;
	job->events = (struct window){0};
	for (follower = live->followers.next; follower != &live->followers; follower = next) {
		next = follower->next; /* it may leave */
		follower->advanced(follower);
	}
}

static void hand_over(struct live *live, struct read_job *job)
{
	if (job->kind == READ_EVENTS) {
		hand_over_events(live, job);
		return;
	}
	struct follower *asker = live_follower_of(live, job->connection_id);
	if (asker != NULL) {
		job->done(asker, job);
	}
}

static void free_job(struct read_job *job)
{
	buf_deinit(&job->data);
	window_deinit(&job->events);
	journal_record_free(job->record);
	free(job->seqs);
	free(job);
}

static void start_next(struct live *live);

static void read_done(void *context)
{
	struct live *live = context;
	struct read_job *job = live->reads;
	live->reads = job->next;
	if (live->state == LIVE_OPEN) {
		hand_over(live, job);
	}
	free_job(job);
	if (live->state == LIVE_OPEN) {
		start_next(live);
	}
	live_settle(live); /* a server that stops waits for the last reading */
}

static void start_next(struct live *live)
{
	if (work_is_under_way(&live->read_work) || live->reads == NULL) {
		return;
	}
	workers_start(
	    live->around->workers, &live->read_work, WORK_READ, read_on_worker, read_done, live);
}

void read_job_queue(struct live *live, const struct read_job *job)
{
	struct read_job **end = &live->reads;
	struct read_job *copy = xcalloc(1, sizeof(*copy));
	*copy = *job;
	copy->next = NULL;
	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = copy;
	start_next(live);
}

size_t read_job_count(const struct live *live, uint64_t connection_id)
{
	size_t count = 0;
	for (const struct read_job *job = live->reads; job != NULL; job = job->next) {
		if (job->connection_id == connection_id) {
			count++;
		}
	}
	return count;
}

void read_job_drop_all(struct live *live)
{
	struct read_job **at = &live->reads;
	workers_cancel(live->around->workers, &live->read_work);
	if (work_is_under_way(&live->read_work)) {
		at = &live->reads->next;
	}

	while (*at != NULL) {
		struct read_job *job = *at;
		*at = job->next;
		free_job(job);
	}
}

/* Reads a frame's worth for the follower's class, unless that is under way already; or, with many
 * of the class waiting, later: each that is done has all ask again for what they lack. */
static void read_back(
    struct live *live, const struct viewer *viewer, uint64_t after, uint64_t limit)
{
	struct read_job job = {.kind = READ_EVENTS, .viewer = *viewer, .after = after};
	size_t of_class = 0;
	for (struct read_job *waiting = live->reads; waiting != NULL; waiting = waiting->next) {
		if (waiting->kind != READ_EVENTS || waiting->viewer.role != viewer->role ||
		    waiting->viewer.team != viewer->team) {
			continue;
		}
		if (waiting->after == after || ++of_class == READS_OF_CLASS_MAX) {
			return;
		}
	}
	size_t count = limit - after < SEQS_MAX ? (size_t)(limit - after) : SEQS_MAX;
	job.seqs = xcalloc(count, sizeof(*job.seqs));
	for (job.seq_count = 0; job.seq_count < count; job.seq_count++) {
		job.seqs[job.seq_count] = (uint32_t)numbering_seq(
		    &live->file->numbering, viewer, after + 1 + job.seq_count);
	}
	read_job_queue(live, &job);
}

const struct hub_frame *live_frame(
    struct live *live, const struct follower *follower, uint64_t after, uint64_t limit)
{
	const struct viewer *viewer = &follower->viewer, *read = &live->backfill_viewer;
	struct hub_source source = {
	    .numbering = &live->file->numbering, .recent = &live->file->recent};
	if (read->role == viewer->role && read->team == viewer->team) {
		source.piece = &live->backfill;
	}
	const struct hub_frame *frame = hub_frame(&live->hub, &source, viewer, after, limit);
	if (frame == NULL) {
		read_back(live, viewer, after, limit);
	}
	return frame;
}

uint64_t live_number(const struct live *live, const struct follower *follower)
{
	return numbering_through(&live->file->numbering, &follower->viewer, live->durable_seq);
}
