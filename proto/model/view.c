/*
 * The view's beginning and end, and what is asked of it as a whole. Lists in the order of their ids
 * are searched, the others, which are short, are walked. Nothing here changes what is known: that
 * is for apply.c and the files of the nouns.
 */
#include "proto/model/view.h"

#include "proto/guard.h"
#include "proto/list.h"
#include "proto/model/view_private.h"
#include "proto/reflect.h"
#include "proto/rules/clock_line.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Everything that a long exercise says; a record of a week has a few tens of MiB. */
#define VIEW_BUDGET ((size_t)512 * 1024 * 1024)

struct view *view_new(const char *language)
{
	return view_new_sized(language, VIEW_BUDGET);
}

struct view *view_new_sized(const char *language, size_t budget_bytes)
{
	struct view *view = xcalloc(1, sizeof(*view));
	view->arena = arena_new(budget_bytes);
	view->language = language != NULL ? xstrdup(language) : NULL;
	view->team_id = "";
	view->clock.note = "";
	view->clock.rate_permille = 1000;
	return view;
}

bool view_is_full(const struct view *view)
{
	return arena_exhausted(view->arena);
}

void view_free(struct view *view)
{
	if (view == NULL) {
		return;
	}
	for (size_t i = 0; i < view->person_count; i++) {
		free(view->people[i].name);
	}
	for (size_t i = 0; i < view->inject_count; i++) {
		free(view->injects[i].readings.list);
		free(view->injects[i].answers);
	}
	for (size_t i = 0; i < view->message_count; i++) {
		free(view->messages[i].readings.list);
	}
	free(view->entities);
	free(view->people);
	free(view->injects);
	free(view->threads);
	free(view->messages);
	free(view->decisions);
	free(view->announcements);
	free(view->invites);
	struct id_map *places[] = {&view->person_places, &view->thread_places,
	    &view->message_places, &view->invite_places, &view->case_places, &view->request_places,
	    &view->booking_places};
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		id_map_deinit(places[i]);
	}
#define VIEW_OWNER(noun) view_##noun##_free(view);
	VIEW_OWNERS(VIEW_OWNER)
#undef VIEW_OWNER
	free(view->looks.list);
	free(view->milestones);
	free(view->switches);
	free(view->queue);
	free(view->bookings);
	free(view->story.pieces);
	free(view->language);
	arena_free(view->arena);
	free(view);
}

const struct view_person *view_person(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->person_places, view->people, id);
}

const struct view_thread *view_thread(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->thread_places, view->threads, id);
}

const struct view_message *view_message(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->message_places, view->messages, id);
}

const struct view_invite *view_invite(const struct view *view, uint64_t id)
{
	return ID_MAP_FIND(&view->invite_places, view->invites, id);
}

const struct view_inject *view_inject(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->inject_count; i++) {
		if (strcasecmp(view->injects[i].id, id) == 0) {
			return &view->injects[i];
		}
	}
	return NULL;
}

/* One of what the exercise names, by the id that each begins with. */
static const void *named(const void *list, size_t count, const char *id)
{
	const ProtobufCMessage *const *items = list;
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(reflect_id(items[i]), id) == 0) {
			return items[i];
		}
	}
	return NULL;
}

/* Before the exercise is known there is nothing. */
static const Convene__V1__ExerciseCreated unknown = CONVENE__V1__EXERCISE_CREATED__INIT;

static const Convene__V1__ExerciseCreated *known(const struct view *view)
{
	return view->exercise != NULL ? view->exercise : &unknown;
}

const Convene__V1__TeamCard *view_team(const struct view *view, const char *id)
{
	return named(known(view)->teams, known(view)->n_teams, id);
}

const Convene__V1__EntityCard *view_entity(const struct view *view, const char *id)
{
	return named(known(view)->entities, known(view)->n_entities, id);
}

const Convene__V1__Country *view_country(const struct view *view, const char *id)
{
	return named(known(view)->countries, known(view)->n_countries, id);
}

bool view_is_staff(const struct view *view)
{
	return view->role != CONVENE__V1__ROLE__ROLE_UNSPECIFIED &&
	       view->role != CONVENE__V1__ROLE__ROLE_PLAYER &&
	       view->role != CONVENE__V1__ROLE__ROLE_OBSERVER;
}

int64_t view_exercise_ms(const struct view *view, int64_t server_ms)
{
	const struct view_clock *clock = &view->clock;
	struct clock_line line = {clock->wall_ms, clock->exercise_ms, clock->rate_permille};
	int64_t now = clock->phase == VIEW_RUNNING ? clock_line_at(&line, server_ms, GUARD_TIME_MAX)
	                                           : clock->exercise_ms;
	return now > view->last_exercise_ms ? now : view->last_exercise_ms;
}

/* "fr" is good enough for a reader of "fr-CA", and the other way round. */
static bool same_language(const char *a, const char *b)
{
	size_t a_len = strcspn(a, "-_"), b_len = strcspn(b, "-_");
	return a_len == b_len && strncasecmp(a, b, a_len) == 0;
}

const char *view_text(const struct view *view, const Convene__V1__Text *text)
{
	if (text == NULL) {
		return "";
	}
	for (size_t i = 0; view->language != NULL && i < text->n_translations; i++) {
		if (same_language(text->translations[i]->language, view->language) &&
		    text->translations[i]->value[0] != '\0') {
			return text->translations[i]->value;
		}
	}
	return text->value;
}

const char *view_name(const struct view *view, uint64_t participant_id, char out[32])
{
	const struct view_person *person = view_person(view, participant_id);
	if (person != NULL && person->name != NULL) {
		return person->name;
	}
	if (person == NULL || person->role == CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
		snprintf(out, 32, "somebody");
	} else {
		const char *role = REFLECT_WORD(role, person->role);
		snprintf(out, 32, "%s %s", strchr("aeiou", role[0]) != NULL ? "an" : "a", role);
	}
	return out;
}

bool view_next_late_join(const struct view *view, size_t *at, uint64_t *mark,
    Convene__V1__Event *event, Convene__V1__ParticipantJoined *joined)
{
	while (*at < view->person_count) {
		const struct view_person *person = &view->people[(*at)++];
		if (!person->join_late) {
			continue;
		}
		convene__v1__event__init(event);
		convene__v1__participant_joined__init(joined);
		joined->participant_id = person->id;
		joined->role = person->role;
		/* never written to */
		joined->team_id = (char *)(uintptr_t)person->team_id;
		joined->invite_id = person->invite_id;
		*mark = person->joined_mark;
		event->exercise_ms = person->joined_ms;
		event->body_case = CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED;
		event->participant_joined = joined;
		return true;
	}
	return false;
}

const char *view_party(const Convene__V1__Party *party)
{
	if (party == NULL) {
		return "?";
	}
	switch (party->kind_case) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		return party->team_id;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		return party->entity_id;
	case CONVENE__V1__PARTY__KIND_CONTROL:
		return "control";
	default:
		return "?";
	}
}

bool view_answer_open(const struct view_inject *inject, const char *team_id)
{
	if (inject->delivered == NULL || inject->withdrawn != NULL ||
	    inject->delivered->answer != CONVENE__V1__INJECT_ANSWER__INJECT_ANSWER_WANTED) {
		return false;
	}
	for (size_t i = 0; i < inject->answer_count; i++) {
		if (strcmp(inject->answers[i].answer->team_id, team_id) == 0) {
			return false;
		}
	}
	return true;
}

const char *view_message_text(const struct view_message *message)
{
	return message->corrected != NULL ? message->corrected->text : message->posted->text;
}

const char *view_announced_text(const struct view *view, const Convene__V1__Announced *announced)
{
	Convene__V1__Text text = CONVENE__V1__TEXT__INIT;
	if (view->language != NULL && same_language(announced->language, view->language)) {
		return announced->text;
	}
	text.value = announced->text;
	text.n_translations = announced->n_translations;
	text.translations = announced->translations;
	return view_text(view, &text);
}

bool view_may_correct(const struct view *view, const struct view_message *message)
{
	uint64_t author = message->posted->participant_id;
	return author != 0 ? author == view->participant_id
	                   : message->voiced_by != 0 && view_is_staff(view);
}

bool view_is_mine(const struct view *view, const struct view_message *message)
{
	const Convene__V1__Party *from = message->posted->from;
	if (message->posted->participant_id != 0 &&
	    message->posted->participant_id == view->participant_id) {
		return true;
	}
	if (message->voiced_by != 0 && message->voiced_by == view->participant_id) {
		return true;
	}
	if (message->corrected_by_me) {
		return true;
	}
	return view->team_id[0] != '\0' && from != NULL &&
	       from->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	       strcmp(from->team_id, view->team_id) == 0;
}

size_t view_unread(const struct view *view)
{
	size_t count = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		/* one that was withdrawn can be read, and need not be */
		if (view->injects[i].delivered != NULL && view->injects[i].withdrawn == NULL &&
		    !view->injects[i].read_by_me) {
			count++;
		}
	}
	for (size_t i = 0; i < view->message_count; i++) {
		if (!view->messages[i].read_by_me && !view_is_mine(view, &view->messages[i])) {
			count++;
		}
	}
	return count;
}
