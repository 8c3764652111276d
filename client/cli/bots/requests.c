/*
 * Formal requests that a team sends: by the instruments that are for it, mostly complete and on the
 * right channel; at once, or written first and sent later; mended when they come back.
 */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

#define COMPLETE_PERCENT      65
#define RIGHT_CHANNEL_PERCENT 85
#define DRAFT_PERCENT         20
#define ALSO_MAX              15

size_t saying_values(struct bot *bot, Convene__V1__RequestField *const *fields, size_t count,
    Convene__V1__RequestValue *values, Convene__V1__RequestValue **list)
{
	if (count > REQUEST_VALUES_MAX)
		count = REQUEST_VALUES_MAX;
	for (size_t i = 0; i < count; i++) {
		convene__v1__request_value__init(&values[i]);
		values[i].field = fields[i]->id;
		values[i].value = said(phrase_fact(bot));
		list[i] = &values[i];
	}
	return count;
}

void saying_fill(struct bot *bot, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *to, const struct view_case *file, struct saying *saying)
{
	Convene__V1__RequestContent *content = &saying->content;

	convene__v1__request_content__init(content);
	saying->to = *to;
	content->instrument = instrument->id;
	content->to = &saying->to;
	content->channel = instrument->n_channels > 0
	                       ? instrument->channels[bot_random(bot, instrument->n_channels)]
	                       : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	content->subject = said(view_text(bot->bots->world, instrument->title));
	content->purpose = said("To protect the persons concerned and to clear up the facts.");
	content->legal_basis = instrument->source;
	content->text = said(phrase_fact(bot));
	content->n_values = saying_values(
	    bot, instrument->fields, instrument->n_fields, saying->values, saying->list);
	content->values = saying->list;
	if (instrument->n_urgencies > 0)
		content->urgency =
		    instrument->urgencies[bot_random(bot, instrument->n_urgencies)]->id;
	if (file != NULL) {
		saying->case_id = file->id;
		content->case_ids = &saying->case_id;
		content->n_case_ids = 1;
	}
}

/* What people leave out when they are in a hurry. */
static void leave_out(struct bot *bot, struct saying *saying)
{
	saying->content.n_values =
	    saying->content.n_values > 0 ? bot_random(bot, saying->content.n_values) : 0;
	if (bot_chance(bot, 50))
		saying->content.legal_basis = said("");
}

static bool fits_agency(const Convene__V1__Agency *list, size_t count, Convene__V1__Agency agency)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == agency)
			return true;
	return count == 0;
}

static bool accepts(const struct bot *bot, const Convene__V1__Instrument *instrument,
    const Convene__V1__TeamCard *team)
{
	const Convene__V1__Country *country = view_country(bot->bots->world, team->country);

	if (!instrument->needs_acceptance || country == NULL)
		return true;
	for (size_t i = 0; i < country->n_accepted_instruments; i++)
		if (strcmp(country->accepted_instruments[i], instrument->id) == 0)
			return true;
	return false;
}

static bool may_receive(const struct bot *bot, const Convene__V1__Instrument *instrument,
    const Convene__V1__TeamCard *own, const Convene__V1__TeamCard *other)
{
	bool abroad = strcmp(other->country, own->country) != 0;

	return strcmp(other->id, own->id) != 0 &&
	       fits_agency(instrument->to_agencies, instrument->n_to_agencies, other->agency) &&
	       (instrument->n_all_agencies == 0 ||
	           fits_agency(
	               instrument->all_agencies, instrument->n_all_agencies, other->agency)) &&
	       !(instrument->border == CONVENE__V1__BORDER__BORDER_CROSSED && !abroad) &&
	       !(instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC && abroad) &&
	       accepts(bot, instrument, other);
}

/* A team that may receive it, each as likely; false: there is none. */
static bool receiver(
    struct bot *bot, const Convene__V1__Instrument *instrument, Convene__V1__Party *party)
{
	const Convene__V1__ExerciseCreated *exercise = bot->bots->world->exercise;
	const Convene__V1__TeamCard *own = bot_team(bot);
	uint64_t seen = 0;

	convene__v1__party__init(party);
	party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	for (size_t i = 0; own != NULL && i < exercise->n_teams; i++)
		if (may_receive(bot, instrument, own, exercise->teams[i]) &&
		    bot_random(bot, ++seen) == 0)
			party->team_id = exercise->teams[i]->id;
	return seen > 0;
}

/* The others of those who are all to get it. Returns how many. */
static size_t others(struct bot *bot, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *first, Convene__V1__Party *parties, Convene__V1__Party **list)
{
	const Convene__V1__ExerciseCreated *exercise = bot->bots->world->exercise;
	const Convene__V1__TeamCard *own = bot_team(bot);
	size_t count = 0;

	if (instrument->n_all_agencies == 0 || own == NULL)
		return 0;
	for (size_t i = 0; i < exercise->n_teams && count < ALSO_MAX; i++) {
		if (!may_receive(bot, instrument, own, exercise->teams[i]) ||
		    (first->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		        strcmp(first->team_id, exercise->teams[i]->id) == 0))
			continue;
		convene__v1__party__init(&parties[count]);
		parties[count].kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		parties[count].team_id = exercise->teams[i]->id;
		list[count] = &parties[count];
		count++;
	}
	return count;
}

static void send_saying(
    struct bot *bot, const Convene__V1__Instrument *instrument, struct saying *saying, bool to_all)
{
	Convene__V1__Party parties[ALSO_MAX], *list[ALSO_MAX];
	BOT_COMMAND(SEND_REQUEST, SendRequest, send_request);

	body.content = &saying->content;
	body.also_to = list;
	if (to_all)
		body.n_also_to = others(bot, instrument, &saying->to, parties, list);
	attempt_send(bot, &command);
}

static void draft(struct bot *bot, struct saying *saying)
{
	BOT_COMMAND(DRAFT_REQUEST, DraftRequest, draft_request);

	body.content = &saying->content;
	bot_send(bot, &command);
}

void asking_some(struct bot *bot, const struct view_case *file)
{
	const struct view *world = bot->bots->world;
	const Convene__V1__TeamCard *own = bot_team(bot);
	const Convene__V1__Instrument *chosen = NULL;
	Convene__V1__Party to;
	struct saying saying;
	uint64_t seen = 0;

	for (size_t i = 0; own != NULL && i < view_declared_count(world, INSTRUMENT); i++) {
		const Convene__V1__Instrument *instrument =
		    view_declared_at(world, INSTRUMENT, Instrument, i);

		if (fits_agency(
		        instrument->from_agencies, instrument->n_from_agencies, own->agency) &&
		    (!instrument->needs_case || file != NULL) && receiver(bot, instrument, &to) &&
		    bot_random(bot, ++seen) == 0)
			chosen = instrument;
	}
	if (chosen == NULL || !receiver(bot, chosen, &to))
		return;
	saying_fill(bot, chosen, &to, file, &saying);
	if (!bot_chance(bot, COMPLETE_PERCENT))
		leave_out(bot, &saying);
	if (!bot_chance(bot, RIGHT_CHANNEL_PERCENT))
		saying.content.channel = CONVENE__V1__CHANNEL__CHANNEL_PHONE;
	if (bot_chance(bot, DRAFT_PERCENT))
		draft(bot, &saying);
	else
		send_saying(bot, chosen, &saying, bot_chance(bot, 70));
}

/* --- what comes of it --- */

static void send_draft(struct bot *bot, const struct task *task)
{
	const struct view_request *request = view_request(bot->bots->world, task->id);
	BOT_COMMAND(SEND_REQUEST, SendRequest, send_request);

	if (request == NULL || request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT)
		return;
	body.request_id = task->id;
	attempt_send(bot, &command);
}

static void mend_returned(struct bot *bot, const struct task *task)
{
	const struct view *world = bot->bots->world;
	const struct view_request *request = view_request(world, task->id);
	const Convene__V1__Instrument *instrument;
	struct saying saying;
	const struct view_case *file = NULL;
	BOT_COMMAND(SEND_REQUEST, SendRequest, send_request);

	if (request == NULL || request->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED)
		return;
	instrument = view_declared(world, INSTRUMENT, Instrument, request->content->instrument);
	if (instrument == NULL)
		return;
	if (request->content->n_case_ids > 0)
		file = view_case(world, request->content->case_ids[0]);
	else if (instrument->needs_case)
		file = file_for(bot, NULL);
	saying_fill(bot, instrument, request->content->to, file, &saying);
	body.request_id = task->id;
	body.content = &saying.content;
	attempt_send(bot, &command);
}

void asking_do(struct bot *bot, const struct task *task)
{
	if (task->kind == TASK_SEND_DRAFT)
		send_draft(bot, task);
	else
		mend_returned(bot, task);
}

void asking_event(struct bot *bot, const Convene__V1__Event *event)
{
	const Convene__V1__RequestMoved *moved = event->request_moved;
	const Convene__V1__RequestDrafted *drafted = event->request_drafted;
	const struct view_request *request;

	if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED) {
		if (drafted->participant_id == convene_participant_id(driver_peek(bot->client)))
			bot_plan(bot, TASK_SEND_DRAFT, 3 * MINUTE, 10 * MINUTE)->id =
			    drafted->request_id;
		return;
	}
	if (event->body_case != CONVENE__V1__EVENT__BODY_REQUEST_MOVED ||
	    moved->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED ||
	    !bot_is_mine_by_number(bot, moved->request_id))
		return;
	request = view_request(bot->bots->world, moved->request_id);
	if (request != NULL && strcmp(request->from_team_id, bot->team_id) == 0 &&
	    bot_chance(bot, 85))
		bot_plan(bot, TASK_MEND_REQUEST, 3 * MINUTE, 10 * MINUTE)->id = moved->request_id;
}

/* --- what is expected --- */

/* A request that came to the team and that the pattern is about. */
static const struct view_request *received(
    const struct bot *bot, const Convene__V1__RequestPattern *pattern)
{
	const struct view *world = bot->bots->world;

	for (size_t i = 0; i < world->request_count; i++) {
		const struct view_request *request = &world->requests[i];
		const Convene__V1__Party *to = request->content->to;

		if (to != NULL && to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
		    strcmp(to->team_id, bot->team_id) == 0 && view_request_is_open(request) &&
		    (pattern->instrument[0] == '\0' ||
		        strcmp(pattern->instrument, request->content->instrument) == 0))
			return request;
	}
	return NULL;
}

static bool again(struct bot *bot, const struct task *task)
{
	struct task *later;

	if (task->tries >= TRIES_MAX)
		return false;
	later = bot_plan(bot, TASK_EXPECTED, MINUTE, 3 * MINUTE);
	later->pattern = task->pattern;
	later->mistake = task->mistake;
	later->tries = task->tries + 1;
	if (task->inject_id != NULL)
		later->inject_id = xstrdup(task->inject_id);
	return true;
}

static bool may_become(const struct view_request *request, Convene__V1__RequestState state)
{
	return request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT ||
	       (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED &&
	           state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED);
}

bool asking_pattern(struct bot *bot, const struct task *task)
{
	const Convene__V1__RequestPattern *pattern = task->pattern->request;
	const Convene__V1__Instrument *instrument =
	    view_declared(bot->bots->world, INSTRUMENT, Instrument, pattern->instrument);
	const Convene__V1__CasePerson *person = person_called(bot->bots, pattern->person);
	const struct view_request *request;
	const struct view_case *file;
	Convene__V1__Party to;
	struct saying saying;

	if (pattern->state > CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT) {
		request = received(bot, pattern);
		if (request == NULL)
			return again(bot, task);
		if (may_become(request, pattern->state))
			reply_move(bot, request, pattern->state, task->mistake);
		return true;
	}
	if (instrument == NULL)
		return false;
	file = instrument->needs_case || person != NULL ? file_for(bot, person) : NULL;
	if (file == NULL && person != NULL) {
		file_open(bot, person);
		return again(bot, task);
	}
	if (!(pattern->n_to > 0 ? some_party(bot, pattern->to, pattern->n_to, &to)
	                        : receiver(bot, instrument, &to)) ||
	    to.kind_case == CONVENE__V1__PARTY__KIND_CONTROL)
		return false;
	saying_fill(bot, instrument, &to, file, &saying);
	if (pattern->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE)
		leave_out(bot, &saying);
	send_saying(bot, instrument, &saying, !task->mistake);
	return true;
}
