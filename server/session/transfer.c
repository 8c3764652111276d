/* Each piece is read by a worker, as a job that knows its connection by number, so whoever leaves
 * meanwhile leaves nothing dangling. What cannot be had goes back the same way as what was read: a
 * client has one kind of answer to look for. */
#include "server/session/transfer.h"

#include "server/live/read_job.h"

#include <string.h>

/* Pieces that a client may have asked for and not yet received. */
#define READS_WAITING_MAX 4

/* What went wrong, be it before or in reading; NULL: nothing. */
static Convene__V1__Error *job_error(Convene__V1__Error *error, const struct read_job *job)
{
	return session_error(error, err_wire(job->result), job->result != 0 ? job->err.text : NULL);
}

/* --- downloading --- */

static void reply_chunk(struct follower *follower, const struct read_job *job)
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
	    .done = reply_chunk};
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

/* --- the record --- */

/* It holds everything, also what evaluators may not see: notes on welfare, invites. */
static bool may_have_record(Convene__V1__Role role)
{
	return role == CONVENE__V1__ROLE__ROLE_ORGANISER ||
	       role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

static void reply_record(struct follower *follower, const struct read_job *job)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__RecordChunk chunk = CONVENE__V1__RECORD_CHUNK__INIT;
	chunk.after_seq = job->after_seq;
	chunk.through_seq = job->through_seq;
	chunk.next_after_seq = job->next_after_seq;
	chunk.last = job->last;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	Convene__V1__Error error;
	chunk.error = job_error(&error, job);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK;
	frame.record_chunk = &chunk;
	session_reply((struct session *)follower, &frame);
}

void transfer_record(struct session *session, const Convene__V1__RecordRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_RECORD,
	    .connection_id = session->follower.connection_id,
	    .after_seq = request->after_seq,
	    .through_seq = request->through_seq,
	    .done = reply_record};
	if (job.through_seq == 0) {
		job.through_seq = live_durable_seq(live);
	}
	if (!may_have_record(session->follower.viewer.role)) {
		job.result =
		    err_set(&job.err, ERR_DENIED, "the record is for organisers and controllers");
	} else if (job.through_seq > live_durable_seq(live) || job.after_seq >= job.through_seq) {
		job.result = err_set(&job.err, ERR_INVALID,
		    "after_seq must be below through_seq, and both within the log");
	}
	if (job.result != 0) {
		reply_record(&session->follower, &job);
	} else if (may_read(session)) {
		read_job_queue(live, &job);
	}
}
