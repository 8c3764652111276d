/* `convene queue`: everything that waits for the SimCell. */
#include "client/cli/conduct/case_show.h"
#include "client/cli/conduct/request_show.h"
#include "client/cli/show/document.h"
#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/words.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static const char *beginning(const struct view *view, const struct view_item *item)
{
	const struct view_message *message = view_message(view, item->message_id);
	const struct view_request *request = view_request(view, item->request_id);
	if (item->case_id != 0) {
		return item->disclosed != NULL        ? "disclosed"
		       : view_item_wants_answer(item) ? "referred"
		                                      : "shared";
	}
	if (item->request_id == 0) {
		return message != NULL ? view_message_text(message) : "";
	}
	if (request == NULL) {
		return "";
	}
	return view_title(view, VIEW_INSTRUMENT, request->content->instrument);
}

static void list_json(struct conduct *conduct, const struct view_item *item)
{
	struct buf *out = &conduct->out;
	buf_append_byte(out, '{');
	json_member_unsigned(out, "itemId", item->id);
	json_member_unsigned(out, "threadId", item->thread_id);
	json_member_unsigned(out, "requestId", item->request_id);
	json_member_unsigned(out, "caseId", item->case_id);
	json_member_bool(out, "wantsAnswer", view_item_wants_answer(item));
	json_member_unsigned(out, "claimedBy", item->claimed_by);
	json_member_signed(out, "sinceMs", item->since_ms);
	json_member_text(out, "waitsFor", view_item_for(item));
	json_member_text(out, "from", view_item_from(conduct->view, item));
	buf_append_text(out, "}\n");
}

static void list_line(struct conduct *conduct, const struct view_item *item)
{
	const struct view *view = conduct->view;
	char length[WHEN_SIZE], name[32], text[200], both[WHEN_SIZE];
	struct buf line = {0};
	wrap_beginning(text, sizeof(text), beginning(view, item), 80);
	buf_printf(&line, "%-6" PRIu64 " %-11s %s -> %s  %s%s", item->id,
	    when_length(conduct->now_ms - item->since_ms, length), view_item_from(view, item),
	    view_item_for(item), item->request_id != 0 ? "REQUEST " : "", text);
	if (item->case_id != 0) {
		buf_printf(&line, " case %" PRIu64, item->case_id);
	}
	if (item->claimed_by != 0) {
		buf_printf(&line, "\nclaimed by %s",
		    item->claimed_by == view->participant_id
		        ? "you"
		        : view_name(view, item->claimed_by, name));
	}
	buf_printf(&line, "%s since %s", item->claimed_by != 0 ? ";" : "\nwaits",
	    when_both(view, item->since_ms, both));
	wrap_buf(&conduct->out, &line, conduct->style->width, 0, 19);
}

static enum conduct_outcome list(struct conduct *conduct)
{
	for (size_t i = 0; i < conduct->view->queue_count; i++) {
		(conduct->json ? list_json : list_line)(conduct, &conduct->view->queue[i]);
	}
	if (conduct->view->queue_count == 0 && !conduct->json) {
		buf_append_text(&conduct->out, "nobody waits for an answer\n");
	}
	return CONDUCT_SHOWN;
}

static const Convene__V1__Entity *entity_of(const struct view *view, const struct view_item *item)
{
	for (size_t i = 0; i < view->entity_count; i++) {
		if (strcmp(view->entities[i]->id, view_item_for(item)) == 0) {
			return view->entities[i];
		}
	}
	return NULL;
}

/* " [reaches rescue, w1]"; nothing where nothing follows. */
static void follows(struct buf *out, const char *verb, char *const *ids, size_t count)
{
	if (count == 0) {
		return;
	}
	buf_printf(out, " [%s ", verb);
	words_list(out, ids, count);
	buf_append_byte(out, ']');
}

static void brief(struct conduct *conduct, const Convene__V1__Entity *entity)
{
	const struct view *view = conduct->view;
	size_t width = conduct->style->width;
	buf_append_byte(&conduct->out, '\n');
	style_begin(&conduct->out, conduct->style, COLOUR_BOLD);
	wrap_append(&conduct->out, view_text(view, entity->name), width, 0, 0);
	style_end(&conduct->out, conduct->style);
	wrap_append(&conduct->out, view_text(view, entity->brief), width, 0, 0);
	for (size_t i = 0; i < entity->n_canned_replies; i++) {
		const Convene__V1__CannedReply *reply = entity->canned_replies[i];
		buf_printf(&conduct->out, "\n--canned %s  ", reply->id);
		wrap_append_line(&conduct->out, reply->label);
		follows(&conduct->out, "reaches", reply->sets_milestones, reply->n_sets_milestones);
		follows(
		    &conduct->out, "releases", reply->releases_injects, reply->n_releases_injects);
		buf_append_text(&conduct->out, "\n    ");
		wrap_append(&conduct->out, view_text(view, reply->body), width, 4, 4);
	}
}

static enum conduct_outcome show(struct conduct *conduct)
{
	const struct view_item *item = conduct->subject;
	const struct view_thread *thread = view_thread(conduct->view, item->thread_id);
	const struct view_request *request = view_request(conduct->view, item->request_id);
	const Convene__V1__Entity *entity = entity_of(conduct->view, item);
	if (conduct->json) {
		list_json(conduct, item);
		return CONDUCT_SHOWN;
	}
	list_line(conduct, item);
	buf_append_byte(&conduct->out, '\n');
	if (thread != NULL) {
		show_thread(&conduct->out, conduct->view, thread, conduct->style);
	}
	if (request != NULL) {
		request_show(conduct, request);
	}
	if (view_case(conduct->view, item->case_id) != NULL) {
		case_show(conduct, view_case(conduct->view, item->case_id));
	}
	if (entity != NULL) {
		brief(conduct, entity);
	}
	return CONDUCT_SHOWN;
}

/* The canned reply that --canned names; NULL with `why`, or none wanted (`*good`). */
static const Convene__V1__CannedReply *canned(
    struct conduct *conduct, const struct view_item *item, bool *good)
{
	const Convene__V1__Entity *entity = entity_of(conduct->view, item);
	const char *wanted = conduct_value(conduct, "canned")->text;
	*good = wanted == NULL;
	for (size_t i = 0; !*good && entity != NULL && i < entity->n_canned_replies; i++) {
		if (strcasecmp(entity->canned_replies[i]->id, wanted) != 0) {
			continue;
		}
		*good = true;
		return entity->canned_replies[i];
	}
	if (!*good) {
		conduct_refuse(conduct,
		    "%s has no canned reply \"%s\"; `queue show %" PRIu64 "` lists them",
		    view_item_for(item), wanted, item->id);
	}
	return NULL;
}

static enum conduct_outcome reply_request(struct conduct *conduct, const struct view_item *item,
    const Convene__V1__CannedReply *reply, const char *text)
{
	static const struct {
		const char *word;
		Convene__V1__RequestState state;
	} states[] = {{"answered", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED},
	    {"acknowledged", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED},
	    {"refused", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED},
	    {"returned", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED}};
	const char *said = conduct_value(conduct, "state")->text,
	           *wanted = said != NULL ? said : "answered";
	Convene__V1__MoveRequest *move =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MOVE_REQUEST, "replied");
	move->request_id = item->request_id;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (strcmp(states[i].word, wanted) == 0) {
			move->state = states[i].state;
		}
	}
	if (move->state == 0) {
		return conduct_usage(
		    conduct, "--state is answered, acknowledged, refused or returned");
	}
	move->text = conduct_text(text);
	move->anyway = conduct_value(conduct, "anyway")->flag;
	move->canned_reply = conduct_text(reply != NULL ? reply->id : NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome reply(struct conduct *conduct)
{
	const struct view_item *item = conduct->subject;
	bool good;
	const Convene__V1__CannedReply *ready = canned(conduct, item, &good);
	const char *text = conduct_rest(conduct, 2, NULL);
	if (!good) {
		return CONDUCT_REFUSED;
	}
	if (item->case_id != 0 && view_item_wants_answer(item)) {
		return conduct_refuse(conduct,
		    "a referral is accepted or declined: `case accept %" PRIu64
		    " --contact NAME --alternate NAME`, or `case decline %" PRIu64 "`",
		    item->case_id, item->case_id);
	}
	if (item->case_id != 0) {
		return conduct_refuse(conduct,
		    "this wants no answer; `queue dismiss %" PRIu64 "` takes note of it", item->id);
	}
	if (text[0] == '\0' && ready != NULL) {
		text = view_text(conduct->view, ready->body);
	}
	if (text[0] == '\0' &&
	    (item->request_id == 0 || conduct_value(conduct, "state")->text == NULL)) {
		return conduct_usage(conduct, "reply what? queue reply ITEM TEXT, or --canned ID");
	}
	if (item->request_id == 0 && conduct_value(conduct, "state")->text != NULL) {
		return conduct_usage(
		    conduct, "--state is for a request; %" PRIu64 " is a message", item->id);
	}
	if (item->request_id != 0) {
		return reply_request(conduct, item, ready, text);
	}
	Convene__V1__PostMessage *post =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_POST_MESSAGE, "replied");
	post->thread_id = item->thread_id;
	post->from = (Convene__V1__Party *)(uintptr_t)item->waits_for;
	post->text = conduct_text(text);
	post->canned_reply = conduct_text(ready != NULL ? ready->id : NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome dismiss(struct conduct *conduct)
{
	const struct view_item *item = conduct->subject;
	Convene__V1__DismissItem *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_DISMISS_ITEM, "dismissed");
	command->item_id = item->id;
	command->note = conduct_rest(conduct, 2, "note");
	return CONDUCT_SEND;
}

static enum conduct_outcome claim(struct conduct *conduct)
{
	const struct view_item *item = conduct->subject;
	Convene__V1__ClaimItem *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_CLAIM_ITEM, "claimed");
	command->item_id = item->id;
	command->take_over = conduct_value(conduct, "take-over")->flag;
	return CONDUCT_SEND;
}

static enum conduct_outcome release(struct conduct *conduct)
{
	const struct view_item *item = conduct->subject;
	Convene__V1__ReleaseItem *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RELEASE_ITEM, "released");
	command->item_id = item->id;
	return CONDUCT_SEND;
}

#define WANTS_ITEM " an item's number, from `queue`"

static enum conduct_outcome find(struct conduct *conduct)
{
	uint64_t id;
	if (!options_number(conduct->words[1], &id)) {
		return conduct_usage(conduct, "queue %s wants" WANTS_ITEM, conduct->words[0]);
	}
	conduct->subject = view_item(conduct->view, id);
	if (conduct->subject != NULL) {
		return CONDUCT_SHOWN;
	}
	return conduct_refuse(conduct, "nothing with the number %" PRIu64 " waits %s", id,
	    conduct->view->role == CONVENE__V1__ROLE__ROLE_SIMULATOR
	        ? "for a simulator; it was answered, or is for control to answer"
	        : "any more");
}

static enum conduct_outcome run(struct conduct *conduct)
{
	if (!view_is_staff(conduct->view)) {
		return conduct_refuse(conduct, "the queue is the SimCell's; players have `read`");
	}
	return conduct_by_verb(conduct);
}

static const struct option options[] = {
    {"canned", "REPLY", OPTION_TEXT, NULL, "reply", "this one; its follow-ups happen"},
    {"state", "STATE", OPTION_TEXT, NULL, "reply",
        "what becomes of a request: answered, refused, ..."},
    {"note", "TEXT", OPTION_TEXT, NULL, "dismiss", "why"},
    {"take-over", NULL, OPTION_FLAG, NULL, "claim", "although another has it"},
    {"anyway", NULL, OPTION_FLAG, NULL, "reply", "although something is not right"},
    {.name = NULL}};

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"show", EVERYBODY, show, find, 1, 1, .wants = WANTS_ITEM},
    {"claim", MAY_CLAIM_ITEM, claim, find, 1, 1, .wants = WANTS_ITEM},
    {"release", MAY_RELEASE_ITEM, release, find, 1, 1, .wants = WANTS_ITEM},
    {"reply", CONTROLLERS | SIMULATORS, reply, find, 1, 0, .wants = WANTS_ITEM},
    {"dismiss", MAY_DISMISS_ITEM, dismiss, find, 1, 0, .wants = WANTS_ITEM}, {.name = NULL}};

const char conduct_queue_usage[] =
    "[list | show ITEM | claim ITEM | release ITEM | reply ITEM TEXT |\n"
    "    dismiss ITEM [NOTE]]";

const struct conduct_noun conduct_queue = {
    .name = "queue", .options = options, .run = run, .verbs = verbs};
