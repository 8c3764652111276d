#include "server/exercise/inject.h"

#include "proto/xalloc.h"
#include "server/exercise/state.h"

struct inject *inject_find(const struct exercise *exercise, const char *id)
{
	int at = name_index_find(&exercise->msel.by_id, id);
	return at < 0 ? NULL : exercise->msel.injects[at];
}

void inject_free(struct inject *inject)
{
	free(inject->id);
	free(inject->content);
	free(inject);
}

void inject_digest(struct inject *inject, exercise_hash_fn *hash, struct digest_form *form)
{
	if (!inject->content_hashed) {
		const void *content = inject->content != NULL ? (const void *)inject->content : "";
		hash(content, inject->content_size, inject->content_hash);
		inject->content_hashed = true;
	}
	digest_put_text(form, inject->id);
	digest_put(form, inject->order);
	digest_put(form, inject->revision);
	digest_put(form, inject->status);
	digest_put(form, inject->on_release);
	digest_put(form, (uint64_t)inject->due_ms);
	digest_put(form, inject->changed_by);
	digest_put(form, inject->delivered_seq);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, inject->to.words[i]);
	}
	digest_put_bytes(form, inject->content_hash, sizeof inject->content_hash);
	digest_put(form, inject->reads);
	digest_put(form, inject->reads_sum);
	digest_put(form, inject->answers);
	digest_put(form, inject->answers_sum);
}

/* --- drafting --- */

Convene__V1__Inject *inject_content(struct deciding *deciding, const struct inject *inject)
{
	return (Convene__V1__Inject *)protobuf_c_message_unpack(&convene__v1__inject__descriptor,
	    arena_protobuf(deciding->decision->arena), inject->content_size, inject->content);
}

bool inject_draft_delivery(struct deciding *deciding, const struct inject *inject, bool anyway)
{
	Convene__V1__Inject *content = inject_content(deciding, inject);
	Convene__V1__InjectDelivered *body =
	    DRAFT_BODY(deciding, InjectDelivered, inject_delivered);
	if (content == NULL || body == NULL) {
		return false;
	}
	if (!anyway) {
		content->n_to =
		    alternatives_unserved(deciding, content->group, content->to, content->n_to);
	}
	if (content->n_to == 0 && *content->group != '\0') {
		inject_draft_revised(deciding, inject,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_SUPERSEDED,
		    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED, inject->due_ms, NULL);
		return false;
	}
	body->inject_id = draft_text(deciding, inject->id);
	body->from = content->from;
	body->n_to = content->n_to;
	body->to = content->to;
	body->channel = content->channel;
	body->title = content->title;
	body->body = content->body;
	body->n_attachments = content->n_attachments;
	body->attachments = content->attachments;
	body->content_note = content->content_note;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED, body);
	alternatives_supersede(deciding, content->group);
	return true;
}

static Convene__V1__InjectRevised *revised_body(struct deciding *deciding,
    const struct inject *inject, Convene__V1__InjectChange change, Convene__V1__InjectStatus status,
    int64_t due_ms)
{
	Convene__V1__InjectRevised *body = DRAFT_BODY(deciding, InjectRevised, inject_revised);
	if (body == NULL) {
		return NULL;
	}
	body->inject_id = draft_text(deciding, inject->id);
	body->revision = inject->revision + 1;
	body->change = change;
	body->status = status;
	body->due_ms = due_ms;
	return body;
}

void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    Convene__V1__Inject *content)
{
	Convene__V1__InjectRevised *body = revised_body(deciding, inject, change, status, due_ms);
	if (body != NULL) {
		body->inject = content;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, body);
	}
}

void inject_draft_decided(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    uint64_t by_seq)
{
	Convene__V1__InjectRevised *body = revised_body(deciding, inject, change, status, due_ms);
	if (body != NULL) {
		body->by_seq = by_seq;
		draft_event(deciding, CONVENE__V1__EVENT__BODY_INJECT_REVISED, body);
	}
}

void inject_draft_due(struct deciding *deciding, const struct inject *inject)
{
	if (alternatives_hold(deciding, inject)) {
		return;
	}
	if (inject->on_release) {
		inject_draft_revised(deciding, inject,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE,
		    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD, inject->due_ms, NULL);
	} else {
		inject_draft_delivery(deciding, inject, false);
	}
}

/* --- applying --- */

static void inject_set_content(
    struct exercise *exercise, struct inject *inject, const Convene__V1__Inject *message)
{
	free(inject->content);
	inject->content_size = convene__v1__inject__get_packed_size(message);
	inject->content = xcalloc(1, inject->content_size + 1);
	convene__v1__inject__pack(message, inject->content);
	inject->content_hashed = false;
	inject->on_release = message->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE;
	inject->contingent = condition_is_given(message->when);
	inject->group = library_index(&exercise->library, LIBRARY_ALTERNATIVES, message->group);
	inject->bad_group = *message->group != '\0' && inject->group < 0;
	inject->delay_ms = message->delay_ms;
	inject->planned_ms = message->planned_ms;
	memset(&inject->to, 0, sizeof inject->to);
	for (size_t i = 0; i < message->n_to; i++) {
		team_set_add(&inject->to, cast_team(&exercise->cast, message->to[i]));
	}
}

/* NULL when there is one with that id. */
static struct inject *inject_new(struct exercise *exercise, const Convene__V1__Inject *message)
{
	struct inject *inject = xcalloc(1, sizeof *inject);
	inject->node.kind = DIGEST_INJECT;
	inject->id = xstrdup(message->id);
	inject->revision = 1;
	if (!msel_add(&exercise->msel, inject)) {
		inject_free(inject);
		return NULL;
	}
	inject_set_content(exercise, inject, message);
	return inject;
}

void inject_apply_loaded(struct exercise *exercise, const Convene__V1__Inject *message)
{
	struct inject *inject = inject_new(exercise, message);
	if (inject != NULL) {
		msel_place(&exercise->msel, inject,
		    inject->contingent ? CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING
		                       : CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED,
		    message->planned_ms);
		digest_touch(&exercise->digest, &inject->node);
	}
}

/* What an inject can be other than delivered, which is an event of its own. */
static bool can_wait_as(Convene__V1__InjectStatus status)
{
	return status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_SKIPPED ||
	       status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING;
}

void inject_apply_revised(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectRevised *body = applying->event->inject_revised;
	struct inject *inject = inject_find(exercise, body->inject_id);
	bool added = inject == NULL && body->inject != NULL &&
	             strcmp(body->inject->id, body->inject_id) == 0;
	if (!can_wait_as(body->status)) {
		return;
	}
	if (added) {
		inject = inject_new(exercise, body->inject);
	}
	if (inject == NULL ||
	    inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED) {
		return;
	}
	if (!added && body->inject != NULL) {
		inject_set_content(exercise, inject, body->inject);
	}
	inject->revision = body->revision;
	inject->changed_by = applying->envelope->actor_id;
	msel_place(&exercise->msel, inject, body->status, body->due_ms);
	digest_touch(&exercise->digest, &inject->node);
}

void inject_apply_delivered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectDelivered *body = applying->event->inject_delivered;
	struct inject *inject = inject_find(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq != 0) {
		return;
	}
	inject->revision++;
	inject->changed_by = applying->envelope->actor_id;
	inject->delivered_seq = applying->event->seq;
	inject->delivered_ms = applying->event->exercise_ms;
	memset(&inject->to, 0, sizeof inject->to);
	for (size_t i = 0; i < body->n_to; i++) {
		int team = cast_team(&exercise->cast, body->to[i]);
		if (team >= 0 && !team_set_has(&inject->to, team)) {
			team_set_add(&inject->to, team);
			addressed_add(&exercise->cast.teams[team]->addressed, applying->event->seq);
			digest_touch(&exercise->digest, &exercise->cast.teams[team]->node);
		}
	}
	msel_place(&exercise->msel, inject, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED,
	    inject->due_ms);
	/* what it says stands in the log now */
	free(inject->content);
	inject->content = NULL;
	inject->content_size = 0;
	inject->content_hashed = false;
	digest_touch(&exercise->digest, &inject->node);
}

void inject_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectAnswered *body = applying->event->inject_answered;
	struct inject *inject = inject_find(exercise, body->inject_id);
	if (inject != NULL) {
		inject->answers++;
		inject->answers_sum += mix_pair(applying->event->seq, body->participant_id);
		digest_touch(&exercise->digest, &inject->node);
	}
}
