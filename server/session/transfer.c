#include "server/session/transfer.h"

#include "server/live/read_job.h"

#include <string.h>

/* Pieces that a client may have asked for and not yet received. */
#define READS_WAITING_MAX 4

/* --- downloading --- */

static void reply_chunk(struct session *session, const struct read_job *job,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__AttachmentChunk chunk = CONVENE__V1__ATTACHMENT_CHUNK__INIT;
	Convene__V1__Error error;

	chunk.sha256.data = (uint8_t *)(uintptr_t)job->sha256;
	chunk.sha256.len = HASH_SIZE;
	chunk.offset = job->offset;
	chunk.size_bytes = job->size_bytes;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	if (text != NULL) {
		error = session_error(code, text);
		chunk.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK;
	frame.attachment_chunk = &chunk;
	session_reply(session, &frame);
}

static void chunk_read(struct follower *follower, const struct read_job *job)
{
	reply_chunk((struct session *)follower, job, err_wire(job->result),
	    job->result == 0 ? NULL : job->err.text);
}

/* False, having refused, when a client asks for more than it takes. */
static bool may_read(struct session *session)
{
	if (read_job_count(session->room->live, session->follower.connection_id) <
	    READS_WAITING_MAX)
		return true;
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
	if (!may_read(session))
		return;
	memcpy(job.sha256, request->sha256.data, HASH_SIZE);
	/* a document that the viewer may not see looks like one that is not there */
	if (!exercise_may_see_attachment(live_engine(live), &session->follower.viewer, job.sha256))
		reply_chunk(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no such document, or it is not for you");
	else
		read_job_queue(live, &job);
}

/* --- the record --- */

/* It holds everything, also what evaluators may not see: notes on welfare, invites. */
static bool may_have_record(Convene__V1__Role role)
{
	return role == CONVENE__V1__ROLE__ROLE_ORGANISER ||
	       role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
}

static void reply_record(struct session *session, const struct read_job *job,
    Convene__V1__ErrorCode code, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__RecordChunk chunk = CONVENE__V1__RECORD_CHUNK__INIT;
	Convene__V1__Error error;

	chunk.after_seq = job->after_seq;
	chunk.through_seq = job->through_seq;
	chunk.next_after_seq = job->next_after_seq;
	chunk.last = job->last;
	chunk.data.data = job->data.data;
	chunk.data.len = job->data.len;
	if (text != NULL) {
		error = session_error(code, text);
		chunk.error = &error;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK;
	frame.record_chunk = &chunk;
	session_reply(session, &frame);
}

static void record_read(struct follower *follower, const struct read_job *job)
{
	reply_record((struct session *)follower, job, err_wire(job->result),
	    job->result == 0 ? NULL : job->err.text);
}

void transfer_record(struct session *session, const Convene__V1__RecordRequest *request)
{
	struct live *live = session->room->live;
	struct read_job job = {.kind = READ_RECORD,
	    .connection_id = session->follower.connection_id,
	    .after_seq = request->after_seq,
	    .through_seq = request->through_seq,
	    .done = record_read};

	if (job.through_seq == 0)
		job.through_seq = live_durable_seq(live);
	if (!may_have_record(session->follower.viewer.role))
		reply_record(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "the record is for organisers and controllers");
	else if (job.through_seq > live_durable_seq(live) || job.after_seq >= job.through_seq)
		reply_record(session, &job, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "after_seq must be below through_seq, and both within the log");
	else if (may_read(session))
		read_job_queue(live, &job);
}
