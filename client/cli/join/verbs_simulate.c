/* Verbs of those who answer for people who are not in the room: simulators and controllers. */
#include "client/cli/join/saying.h"
#include "client/cli/join/talk.h"
#include "client/cli/join/verbs.h"
#include "client/cli/show/waiting_text.h"
#include "client/cli/text/party.h"
#include "client/cli/text/wrap.h"

#include <stdlib.h>
#include <string.h>

static const Convene__V1__Entity *find_entity(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->entity_count; i++) {
		if (strcmp(view->entities[i]->id, id) == 0) {
			return view->entities[i];
		}
	}
	return NULL;
}

static void append_brief(struct join *join, struct buf *out, const Convene__V1__Entity *entity)
{
	const struct view *view = join->session.view;
	size_t width = join->style.width;
	wrap_append(out, view_text(view, entity->name), width, 0, 0);
	wrap_append(out, view_text(view, entity->brief), width, 0, 0);
	if (entity->n_canned_replies > 0) {
		buf_append_text(out, "Canned replies, for `canned ENTITY REPLY THREAD`:\n");
	}
	for (size_t i = 0; i < entity->n_canned_replies; i++) {
		const Convene__V1__CannedReply *reply = entity->canned_replies[i];
		buf_printf(out, "  %s  ", reply->id);
		wrap_append_line(out, reply->label);
		buf_append_text(out, "\n      ");
		wrap_append(out, view_text(view, reply->body), width, 6, 6);
	}
}

void verb_brief(struct join *join, char *rest)
{
	const char *who = verbs_word(&rest);
	const Convene__V1__Entity *entity = find_entity(join->session.view, who);
	struct buf out = {0};
	char meant[80];
	if (entity == NULL) {
		join_refuse(join, "Whose brief? `whom` lists the entities%s",
		    join_meant_party(join, who, meant, sizeof(meant))[0] != '\0' ? meant : ".");
		return;
	}
	append_brief(join, &out, entity);
	join_page(join, &out);
}

/* What waits for the entity, with what is needed to answer it. */
static void show_entity(struct join *join, const char *id)
{
	const Convene__V1__Entity *entity = find_entity(join->session.view, id);
	struct buf out = {0};
	buf_printf(&out, "Waits for an answer of %s:\n", id);
	waiting_text(&out, join->session.view,
	    &(struct waiting_style){.style = &join->style,
	        .now_ms = session_exercise_ms(&join->session),
	        .typed = true,
	        .entity_id = id});
	if (entity != NULL) {
		buf_append_byte(&out, '\n');
		append_brief(join, &out, entity);
	}
	join_page(join, &out);
}

void verb_as(struct join *join, char *rest)
{
	const char *who = verbs_word(&rest);
	struct party_list from;
	party_list_init(&from);
	if (!party_list_add(&from, who) || from.count != 1) {
		join_refuse(join, "As whom? `as ENTITY`; `whom` lists them.");
		return;
	}
	if (!talk_canonical(join, &from.parties[0])) {
		return;
	}
	if (rest[0] == '\0') {
		show_entity(join, view_party(&from.parties[0]));
	} else {
		talk_to(join, &(struct talk_voice){.from = from.pointers[0]}, rest);
	}
}

void verb_canned(struct join *join, char *rest)
{
	const struct view *view = join->session.view;
	const char *who = verbs_word(&rest), *reply = verbs_word(&rest);
	const Convene__V1__Entity *entity = find_entity(view, who);
	Convene__V1__Party from;
	struct buf line = {0};
	for (size_t i = 0; entity != NULL && i < entity->n_canned_replies; i++) {
		if (strcmp(entity->canned_replies[i]->id, reply) != 0) {
			continue;
		}
		/* the reply says it all, and counts as itself only as it is */
		if (!talk_lacks_text(join, rest)) {
			join_refuse(join,
			    "Not sent: behind the reply stands the thread's number, or a team, and "
			    "no more.");
			return;
		}
		party_set(&from, CONVENE__V1__PARTY__KIND_ENTITY_ID, entity->id);
		buf_printf(&line, "%s: %s", rest, view_text(view, entity->canned_replies[i]->body));
		char *text = buf_take_text(&line);
		talk_to(join,
		    &(struct talk_voice){.from = &from, .canned = entity->canned_replies[i]->id},
		    text);
		free(text);
		return;
	}
	join_refuse(join, "There is no such reply; `brief ENTITY` lists them.");
}
