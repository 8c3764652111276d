#include "server/exercise/request/request.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name
#define TO(name)    (1U << STATE(name))

/* The diagram is in the header. */
static const struct {
	const char *name;
	unsigned next; /* 1 << state for each that may follow */
	bool senders;  /* the sending side takes the step here */
} states[] = {
    [STATE(DRAFT)] = {"a draft", TO(SENT) | TO(WITHDRAWN), true},
    [STATE(SENT)] = {"sent",
        TO(ACKNOWLEDGED) | TO(ANSWERED) | TO(REFUSED) | TO(RETURNED) | TO(WITHDRAWN), true},
    [STATE(ACKNOWLEDGED)] = {"acknowledged",
        TO(ANSWERED) | TO(REFUSED) | TO(RETURNED) | TO(WITHDRAWN), false},
    [STATE(ANSWERED)] = {"answered", 0, false},
    [STATE(REFUSED)] = {"refused", 0, false},
    [STATE(RETURNED)] = {"returned", TO(SENT) | TO(WITHDRAWN), false},
    [STATE(WITHDRAWN)] = {"withdrawn", 0, true},
};

#define STATES (sizeof states / sizeof states[0])

bool request_may_become(Convene__V1__RequestState from, Convene__V1__RequestState to)
{
	return (size_t)from < STATES && (size_t)to < STATES &&
	       (states[from].next & (1U << to)) != 0;
}

bool request_step_is_senders(Convene__V1__RequestState to)
{
	return (size_t)to < STATES && states[to].senders;
}

const char *request_state_name(Convene__V1__RequestState state)
{
	return (size_t)state < STATES && states[state].name != NULL ? states[state].name : "?";
}

struct request_file *request_find(const struct exercise *exercise, uint64_t id)
{
	return seq_index_find(&exercise->requests.list, id);
}

void request_free(struct request_file *request)
{
	if (request->content != NULL) {
		convene__v1__request_content__free_unpacked(request->content, NULL);
	}
	free(request);
}

void requests_deinit(struct requests *requests)
{
	for (size_t i = 0; i < requests->list.count; i++) {
		request_free(requests->list.entries[i].object);
	}
	seq_index_deinit(&requests->list);
	free(requests->moments);
	memset(requests, 0, sizeof *requests);
}

static void put_limit(const struct request_limit *limit, struct digest_form *form)
{
	digest_put(form, (uint64_t)limit->due_story_ms);
	digest_put(form, (uint64_t)limit->remind_story_ms);
	digest_put(form, limit->reminded);
	digest_put(form, limit->overdue);
}

void request_digest(
    const struct request_file *request, exercise_hash_fn *hash, struct digest_form *form)
{
	digest_put(form, request->id);
	digest_put(form, request->state);
	digest_put(form, (uint64_t)(request->from_team + 1));
	digest_put(form, (uint64_t)(request->to_team + 1));
	digest_put(form, (uint64_t)(request->to_entity + 1));
	digest_put(form, (uint64_t)(request->instrument + 1));
	digest_put(form, request->complete);
	digest_put(form, request->sent_seq);
	put_limit(&request->acknowledge, form);
	put_limit(&request->answer, form);
	if (request->content != NULL) {
		uint8_t digest[DIGEST_SIZE];
		size_t len = convene__v1__request_content__get_packed_size(request->content);
		uint8_t *bytes = xcalloc(1, len + 1);
		convene__v1__request_content__pack(request->content, bytes);
		hash(bytes, len, digest);
		free(bytes);
		digest_put_bytes(form, digest, sizeof digest);
	}
}

/* --- who may see one --- */

static bool sees(const struct deciding *deciding, const struct request_file *request)
{
	const struct participant *actor = deciding->actor;
	if (actor == NULL || actor->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		return true;
	}
	return actor->team != NO_TEAM &&
	       (request->from_team == actor->team ||
	           (request->sent_seq != 0 && request->to_team == actor->team));
}

const struct request_file *check_request(struct deciding *deciding, uint64_t id)
{
	const struct request_file *request = request_find(deciding->exercise, id);
	if (request == NULL || !sees(deciding, request)) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no request %" PRIu64 " for you", id);
		return NULL;
	}
	return request;
}

bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	if (!check_count(deciding, count, EVENT_REFERENCES_MAX, "references to requests")) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (check_request(deciding, ids[i]) == NULL) {
			return false;
		}
	}
	return true;
}

/* --- applying --- */

static Convene__V1__RequestContent *content_copy(const Convene__V1__RequestContent *content)
{
	size_t len = convene__v1__request_content__get_packed_size(content);
	uint8_t *bytes = xcalloc(1, len + 1);
	convene__v1__request_content__pack(content, bytes);
	Convene__V1__RequestContent *copy = convene__v1__request_content__unpack(NULL, len, bytes);
	free(bytes);
	return copy;
}

/* The request, made if it is new; NULL when the event makes no sense. */
static struct request_file *request_of(
    struct exercise *exercise, const struct applying *applying, uint64_t id)
{
	struct request_file *request = request_find(exercise, id);
	if (request != NULL || id != applying->event->seq) {
		return request;
	}
	request = xcalloc(1, sizeof *request);
	request->node.kind = DIGEST_REQUEST;
	request->id = id;
	request->state = STATE(DRAFT);
	request->from_team = request->to_team = NO_TEAM;
	request->to_entity = request->instrument = -1;
	if (!seq_index_add(&exercise->requests.list, id, request)) {
		request_free(request);
		return NULL;
	}
	return request;
}

static void set_content(struct exercise *exercise, struct request_file *request,
    const Convene__V1__RequestContent *content, const char *from_team_id)
{
	if (request->content != NULL) {
		convene__v1__request_content__free_unpacked(request->content, NULL);
	}
	request->content = content_copy(content);
	request->from_team = cast_team(&exercise->cast, from_team_id);
	request->to_team = NO_TEAM;
	request->to_entity = -1;
	request->instrument =
	    library_index(&exercise->library, LIBRARY_INSTRUMENT, content->instrument);
	if (content->to != NULL && content->to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		request->to_team = cast_team(&exercise->cast, content->to->team_id);
	} else if (content->to != NULL &&
	           content->to->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID) {
		request->to_entity = cast_entity(&exercise->cast, content->to->entity_id);
	}
}

static void place_limits(struct exercise *exercise, const struct request_file *request, bool add)
{
	request_limit_place(exercise, request, CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE, add);
	request_limit_place(exercise, request, CONVENE__V1__DEADLINE__DEADLINE_ANSWER, add);
}

void request_apply_drafted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestDrafted *body = applying->event->request_drafted;
	if (body->content == NULL) {
		return;
	}
	struct request_file *request = request_of(exercise, applying, body->request_id);
	if (request == NULL || request->state != STATE(DRAFT)) {
		return;
	}
	set_content(exercise, request, body->content, body->team_id);
	digest_touch(&exercise->digest, &request->node);
}

/* So long before the limit; 0 where that would be at once, or there is no limit. */
static struct request_limit limit_of(
    const struct applying *applying, int64_t due_story_ms, const Convene__V1__Urgency *urgency)
{
	struct request_limit limit = {.due_story_ms = due_story_ms > 0 ? due_story_ms : 0};
	/* story time begins with 0; so no difference of these can overflow */
	int64_t now_ms = applying->event->story_ms > 0 ? applying->event->story_ms : 0;
	if (due_story_ms <= now_ms) {
		return limit;
	}
	int64_t before_ms = urgency != NULL ? urgency->remind_story_ms : 0;
	if (before_ms <= 0) {
		before_ms = (due_story_ms - now_ms) / 4;
	}
	int64_t remind_ms = due_story_ms - before_ms;
	limit.remind_story_ms = before_ms > 0 && remind_ms > now_ms ? remind_ms : 0;
	return limit;
}

void request_apply_sent(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestSent *body = applying->event->request_sent;
	if (body->content == NULL) {
		return;
	}
	struct request_file *request = request_of(exercise, applying, body->request_id);
	if (request == NULL || !request_may_become(request->state, STATE(SENT))) {
		return;
	}
	const Convene__V1__Instrument *instrument =
	    library_get(&exercise->library, INSTRUMENT, Instrument, body->content->instrument);
	const Convene__V1__Urgency *urgency =
	    instrument != NULL ? request_urgency(instrument, body->content->urgency) : NULL;
	place_limits(exercise, request, false);
	set_content(exercise, request, body->content, body->from_team_id);
	request->state = STATE(SENT);
	request->sent_seq = applying->event->seq;
	request->complete = true; /* until it is assessed */
	request->acknowledge = limit_of(applying, body->acknowledge_by_story_ms, urgency);
	request->answer = limit_of(applying, body->answer_by_story_ms, urgency);
	place_limits(exercise, request, true);
	digest_touch(&exercise->digest, &request->node);
}

void request_apply_assessed(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestAssessed *body = applying->event->request_assessed;
	struct request_file *request = request_find(exercise, body->request_id);
	if (request != NULL) {
		request->complete = body->complete;
		digest_touch(&exercise->digest, &request->node);
	}
}

void request_apply_moved(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestMoved *body = applying->event->request_moved;
	struct request_file *request = request_find(exercise, body->request_id);
	if (request == NULL || body->state == STATE(SENT) ||
	    !request_may_become(request->state, body->state)) {
		return;
	}
	place_limits(exercise, request, false);
	request->state = body->state;
	place_limits(exercise, request, true);
	digest_touch(&exercise->digest, &request->node);
}

void request_apply_reminded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__RequestReminded *body = applying->event->request_reminded;
	struct request_file *request = request_find(exercise, body->request_id);
	if (request == NULL) {
		return;
	}
	bool acknowledge = body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE;
	if (!acknowledge && body->deadline != CONVENE__V1__DEADLINE__DEADLINE_ANSWER) {
		return;
	}
	struct request_limit *limit = acknowledge ? &request->acknowledge : &request->answer;
	request_limit_place(exercise, request, body->deadline, false);
	limit->reminded = true;
	limit->overdue |= body->overdue;
	request_limit_place(exercise, request, body->deadline, true);
	digest_touch(&exercise->digest, &request->node);
}
