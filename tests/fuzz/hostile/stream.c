#include "tests/fuzz/hostile/stream.h"

#include "proto/xalloc.h"
#include "tests/support/expect.h"
#include "tests/support/raw_client.h"

#include <string.h>

static void keep(struct stream *stream, const Convene__V1__ServerFrame *frame)
{
	size_t len = convene__v1__server_frame__get_packed_size(frame);
	struct buf *kept;

	if (stream->count == stream->cap) {
		stream->cap = stream->cap == 0 ? 256 : 2 * stream->cap;
		stream->frames = xrealloc(stream->frames, stream->cap * sizeof(*stream->frames));
	}
	kept = &stream->frames[stream->count++];
	*kept = (struct buf){.data = NULL};
	convene__v1__server_frame__pack(frame, buf_reserve(kept, len));
	kept->len = len;
}

static const Convene__V1__ServerFrame *next(struct stream *stream, struct raw_client *raw)
{
	const Convene__V1__ServerFrame *frame = raw_receive(raw);

	expect(frame != NULL, "the server ended the connection");
	expect(frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_ERROR,
	    "the server complains: %s",
	    frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ERROR ? frame->error->message : "");
	keep(stream, frame);
	return frame;
}

static void wait_for(
    struct stream *stream, struct raw_client *raw, Convene__V1__ServerFrame__BodyCase body)
{
	while (next(stream, raw)->body_case != body)
		;
}

/* In whichever order. */
static void wait_for_both(struct stream *stream, struct raw_client *raw,
    Convene__V1__ServerFrame__BodyCase one, Convene__V1__ServerFrame__BodyCase other)
{
	bool one_came = false, other_came = false;

	while (!one_came || !other_came) {
		Convene__V1__ServerFrame__BodyCase body = next(stream, raw)->body_case;

		one_came = one_came || body == one;
		other_came = other_came || body == other;
	}
}

/* An answer of each kind, right or a refusal. */
static void ask(struct stream *stream, struct raw_client *raw)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Query query = CONVENE__V1__QUERY__INIT;
	Convene__V1__ConditionsQuery conditions = CONVENE__V1__CONDITIONS_QUERY__INIT;
	Convene__V1__KnowledgeQuery knowledge = CONVENE__V1__KNOWLEDGE_QUERY__INIT;
	Convene__V1__RecordRequest record = CONVENE__V1__RECORD_REQUEST__INIT;
	Convene__V1__AttachmentRequest attachment = CONVENE__V1__ATTACHMENT_REQUEST__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare welfare = CONVENE__V1__RAISE_WELFARE__INIT;
	uint8_t zeroes[32] = {0};

	frame.query = &query;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_QUERY;
	query.id = 7;
	query.body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
	query.conditions = &conditions;
	expect(raw_send_frame(raw, &frame), "a query could not be sent");
	wait_for(stream, raw, CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT);
	query.body_case = CONVENE__V1__QUERY__BODY_KNOWLEDGE;
	query.knowledge = &knowledge;
	expect(raw_send_frame(raw, &frame), "a query could not be sent");
	wait_for(stream, raw, CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT);
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST;
	frame.record_request = &record;
	expect(raw_send_frame(raw, &frame), "the record could not be asked for");
	wait_for(stream, raw, CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK);
	attachment.sha256 = (ProtobufCBinaryData){.data = zeroes, .len = sizeof(zeroes)};
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_REQUEST;
	frame.attachment_request = &attachment;
	expect(raw_send_frame(raw, &frame), "a document could not be asked for");
	wait_for(stream, raw, CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK);
	command.id = (ProtobufCBinaryData){.data = zeroes, .len = 16};
	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &welfare;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = &command;
	expect(raw_send_frame(raw, &frame), "a command could not be sent");
	wait_for_both(stream, raw, CONVENE__V1__SERVER_FRAME__BODY_RESULT,
	    CONVENE__V1__SERVER_FRAME__BODY_WELFARE);
}

void stream_record(
    struct stream *stream, const struct test_server *server, const char *role, const char *team)
{
	struct raw_client raw;

	*stream = (struct stream){.role = role, .team = team};
	raw_connect(&raw, server->port, NULL);
	expect(raw_hello(&raw, test_server_link(server, role, team), "Rea"), "no Hello");
	wait_for(stream, &raw, CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP);
	ask(stream, &raw);
	raw_close(&raw, false);
}

bool stream_has(const struct stream *stream, Convene__V1__ServerFrame__BodyCase body)
{
	bool found = false;

	for (size_t i = 0; i < stream->count && !found; i++) {
		Convene__V1__ServerFrame *frame = convene__v1__server_frame__unpack(
		    NULL, stream->frames[i].len, stream->frames[i].data);

		found = frame != NULL && frame->body_case == body;
		convene__v1__server_frame__free_unpacked(frame, NULL);
	}
	return found;
}

void stream_deinit(struct stream *stream)
{
	for (size_t i = 0; i < stream->count; i++) {
		buf_deinit(&stream->frames[i]);
	}
	free(stream->frames);
	*stream = (struct stream){.count = 0};
}
