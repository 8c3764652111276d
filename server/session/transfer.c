/* Each piece is read by a worker, as a job that knows its connection by number, so whoever leaves
 * meanwhile leaves nothing dangling. What cannot be had goes back the same way as what was read: a
 * client has one kind of answer to look for. */
#include "server/session/transfer.h"

#include "server/live/read_job.h"

#include <inttypes.h>
#include <string.h>

/* Pieces that a client may have asked for and not yet received. */
#define READS_WAITING_MAX 4

/* What went wrong, be it before or in reading; NULL: nothing. */
static Convene__V1__Error *job_error(Convene__V1__Error *error, const struct read_job *job)
{
	return session_error(error, err_wire(job->result), job->result != 0 ? job->err.text : NULL);
}

/* Where the files lie and how much the log holds is not for everybody: players are told the kind of
 * trouble, the server's log the whole of it. */
static void veil(struct session *session, struct read_job *job)
{
	if (job->result == 0 || audience_is_staff(session->follower.viewer.role)) {
		return;
	}
	log_limited(session->host->log, LOG_WARNING,
	    "connection %" PRIu64 " is not sent a piece: %s", session->stream->id, job->err.text);
	err_set(&job->err, job->result, "it cannot be read: %s", err_text(job->result));
}

/* --- downloading --- */

static void reply_chunk(struct follower *follower, struct read_job *job)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentChunk chunk = CONVENE__V1__ATTACHMENT_CHUNK__INIT;
	chunk.sha256.data = (uint8_t *)(uintptr_t)job->sha256;
	chunk.sha256.len = HASH_SIZE;
	chunk.offset = job->offset;
	chunk.size_bytes = job->size_bytes;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	Convene__V1__Error error;
	chunk.error = job_error(&error, job);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK;
	frame.attachment_chunk = &chunk;
	session_reply((struct session *)follower, &frame);
}

static void chunk_read(struct follower *follower, struct read_job *job)
{
	veil((struct session *)follower, job);
	reply_chunk(follower, job);
}

/* False, having refused, when a client asks for more than it takes. */
static bool may_read(struct session *session)
{
	if (read_job_count(session->room->live, session->follower.connection_id) <
	    READS_WAITING_MAX) {
		return true;
	}
	session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT, 0,
	    "at most %d pieces may be asked for at a time", READS_WAITING_MAX);
	return false;
}

void transfer_document(struct session *session, const Convene__V1__AttachmentRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_ATTACHMENT,
	    .connection_id = session->follower.connection_id,
	    .offset = request->offset,
	    .done = chunk_read};
	if (request->sha256.len != HASH_SIZE) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a SHA-256 has 32 bytes");
		return;
	}
	if (!may_read(session)) {
		return;
	}
	memcpy(job.sha256, request->sha256.data, HASH_SIZE);
	/* a document that the viewer may not see looks like one that is not there */
	if (!exercise_may_see_attachment(
	        live_engine(live), &session->follower.viewer, job.sha256)) {
		job.result = err_set(
		    &job.err, ERR_NOT_FOUND, "there is no such document, or it is not for you");
	}
	if (job.result != 0) {
		reply_chunk(&session->follower, &job);
	} else {
		read_job_queue(live, &job);
	}
}

/* --- records --- */

/* Both refusals are the same for a team that there is and one that there is not. */
static const char *why_no_record(const struct session *session, const char *team_id)
{
	Convene__V1__Role role = session->follower.viewer.role;
	bool directs =
	    role == CONVENE__V1__ROLE__ROLE_ORGANISER || role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
	/* it holds everything, also what evaluators may not see: notes on welfare, invites */
	if (team_id[0] == '\0') {
		return directs ? NULL : "the record is for organisers and controllers";
	}
	/* what a team's players were sent */
	if (directs || role == CONVENE__V1__ROLE__ROLE_EVALUATOR) {
		return NULL;
	}
	const struct viewer *viewer = &session->follower.viewer;
	const struct exercise *engine = live_engine(session->room->live);
	const char *own =
	    role == CONVENE__V1__ROLE__ROLE_PLAYER ? exercise_team_id(engine, viewer->team) : NULL;
	if (own == NULL || strcmp(own, team_id) != 0) {
		return "a team's record is for organisers, controllers, evaluators, and itself";
	}
	return exercise_record_is_released(engine, viewer->team)
	           ? NULL
	           : "your team's record is not released; an organiser does that, after ENDEX";
}

static void reply_record(struct follower *follower, struct read_job *job)
{
	struct session *session = (struct session *)follower;
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__RecordChunk chunk = CONVENE__V1__RECORD_CHUNK__INIT;
	chunk.offset = job->offset;
	chunk.through = job->through;
	chunk.last = job->last;
	chunk.data.data = job->data.data;
	chunk.data.len = job->result == 0 ? job->data.len : 0;
	Convene__V1__Error error;
	chunk.error = job_error(&error, job);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK;
	frame.record_chunk = &chunk;
	session_reply(session, &frame);
}

static void record_read(struct follower *follower, struct read_job *job)
{
	struct session *session = (struct session *)follower;
	veil(session, job);
	/* kept for the next piece, unless that was asked for meanwhile */
	journal_record_free(session->record);
	session->record = job->record;
	job->record = NULL;
	snprintf(session->record_team, sizeof(session->record_team), "%s", job->record_team);
	reply_record(follower, job);
}

/* The record as far as this client has it: it is read on, if it is the one that is asked for. */
static struct journal_record *take_record(
    struct session *session, const Convene__V1__RecordRequest *request)
{
	struct journal_record *record = session->record;
	session->record = NULL;
	if (record != NULL && (journal_record_offset(record) != request->offset ||
	                          journal_record_through(record) != request->through ||
	                          strcmp(session->record_team, request->team_id) != 0)) {
		journal_record_free(record);
		record = NULL;
	}
	return record;
}

void transfer_record(struct session *session, const Convene__V1__RecordRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_RECORD,
	    .connection_id = session->follower.connection_id,
	    .offset = request->offset,
	    .through = request->through,
	    .wall_ms = live_now_ms(live),
	    .done = record_read};
	const char *why = why_no_record(session, request->team_id);
	if (why != NULL) {
		job.result = err_set(&job.err, ERR_DENIED, "%s", why);
	} else if (strlen(request->team_id) > JOB_TEAM_MAX) {
		job.result = err_set(&job.err, ERR_NOT_FOUND, "there is no such team");
	} else if (request->offset > 0 && request->through == 0) {
		job.result =
		    err_set(&job.err, ERR_INVALID, "a record goes on up to where it was to end");
	}
	if (job.result != 0) {
		reply_record(&session->follower, &job);
	} else if (may_read(session)) {
		snprintf(job.record_team, sizeof(job.record_team), "%s", request->team_id);
		job.record = take_record(session, request);
		read_job_queue(live, &job);
	}
}
