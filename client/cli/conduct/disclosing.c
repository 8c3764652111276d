#include "client/cli/conduct/disclosing.h"

#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/find.h"
#include "client/cli/text/when.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"

#include <inttypes.h>
#include <string.h>

bool disclosing_fill(struct conduct *conduct, Convene__V1__Disclose *disclose)
{
	disclose->fields = conduct_fields(conduct, &disclose->n_fields);
	if (disclose->fields == NULL) {
		return false;
	}
	disclose->purpose = conduct_option(conduct, "purpose");
	disclose->legal_basis = conduct_option(conduct, "basis");
	disclose->exception_reason = conduct_option(conduct, "because");
	disclose->anyway = conduct_value(conduct, "anyway")->flag;
	int channel = conduct_choice(conduct, "channel", &convene__v1__channel__descriptor, 0);
	if (channel < 0) {
		return false;
	}
	int exception =
	    conduct_choice(conduct, "exception", &convene__v1__disclosure_exception__descriptor, 0);
	if (exception < 0) {
		return false;
	}
	disclose->channel = (Convene__V1__Channel)channel;
	disclose->exception = (Convene__V1__DisclosureException)exception;
	if (disclose->exception != 0 && disclose->exception_reason[0] == '\0') {
		conduct_usage(conduct, "an exception wants its reason: --because TEXT");
		return false;
	}
	return true;
}

enum conduct_outcome disclosing(struct conduct *conduct, const uint64_t *cases, size_t count,
    const char *whom, int field_count, char **fields)
{
	Convene__V1__Party *to = conduct_find_party(conduct, whom);
	struct option_list *also = &conduct_value(conduct, "field")->list;
	if (to == NULL) {
		return CONDUCT_REFUSED;
	}
	for (int i = 0; i < field_count; i++) {
		if (conduct_is_further(conduct, fields[i],
		        "pass it on to one after the other, each as it needs")) {
			return CONDUCT_REFUSED;
		}
	}
	if (also->count + (size_t)field_count > OPTION_LIST_MAX) {
		return conduct_refuse(
		    conduct, "at most %d fields are passed on at once", OPTION_LIST_MAX);
	}
	for (int i = 0; i < field_count; i++) {
		also->values[also->count++] = fields[i];
	}
	Convene__V1__Disclose *disclose =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_DISCLOSE, "passed on");
	disclose->to = to;
	disclose->n_case_ids = count;
	disclose->case_ids = conduct_numbers(conduct, count);
	memcpy(disclose->case_ids, cases, count * sizeof(*cases));
	return disclosing_fill(conduct, disclose) ? CONDUCT_SEND : CONDUCT_REFUSED;
}

enum conduct_outcome consent_record(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	bool everything = conduct_value(conduct, "everything")->flag;
	union conduct_value *explained = conduct_value(conduct, "explained"),
	                    *said = conduct_value(conduct, "said");
	if (conduct_value(conduct, "to")->list.count == 0) {
		return conduct_usage(conduct,
		    "case consent wants to know to whom: --to, a team, an entity, a country or an "
		    "agency (\"ngo\")");
	}
	size_t field_count;
	char **fields = conduct_fields(conduct, &field_count);
	if (fields == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__RecordConsent *consent =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RECORD_CONSENT, "recorded");
	consent->case_id = file->id;
	consent->recipients = conduct_list(conduct, "to", &consent->n_recipients);
	consent->n_fields = field_count;
	consent->fields = fields;
	consent->language = conduct_option(conduct, "person-language");
	consent->interpreter = conduct_option(conduct, "interpreter");
	consent->purpose = conduct_option(conduct, "purpose");
	if (conduct->count > 2) {
		said->text = conduct_rest(conduct, 2, NULL);
	}
	if (everything && consent->n_fields > 0) {
		return conduct_usage(conduct, "either --field, or --everything");
	}
	if (conduct->can_ask) {
		return dialogue_consent(conduct);
	}
	if (consent->n_fields == 0 && !everything) {
		return conduct_usage(conduct, "say to what the person consents: --field FIELD for "
		                              "each, or --everything if that "
		                              "is what was agreed");
	}
	if (explained->text == NULL || explained->text[0] == '\0') {
		return conduct_usage(
		    conduct, "say what was explained to the person: --explained TEXT");
	}
	if (said->text == NULL || said->text[0] == '\0') {
		return conduct_usage(conduct, "say in which words they agreed: --said TEXT");
	}
	consent_words(conduct);
	return CONDUCT_SEND;
}

enum conduct_outcome consent_withdraw(struct conduct *conduct)
{
	uint64_t id;
	if (conduct->count < 2 || !options_number(conduct->words[1], &id)) {
		return conduct_usage(
		    conduct, "case withdraw wants the consent's number, from `case show`");
	}
	if (view_case_of_consent(conduct->view, id) == NULL) {
		return conduct_refuse(conduct, "there is no consent %" PRIu64, id);
	}
	Convene__V1__WithdrawConsent *withdraw =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_WITHDRAW_CONSENT, "withdrawn");
	withdraw->consent_id = id;
	withdraw->words = conduct_rest(conduct, 2, "said");
	return CONDUCT_SEND;
}

static void holding_line(struct conduct *conduct, const Convene__V1__Holding *holding)
{
	const struct view_case *file = view_case(conduct->view, holding->case_id);
	struct buf text = {0};
	char both[WHEN_SIZE];
	buf_printf(&text, "%s  %s of %s: \"%s\"; since %s", view_party(holding->holder),
	    holding->value != NULL ? holding->value->field : "?",
	    file != NULL ? file->reference : "?",
	    holding->value != NULL ? holding->value->value : "",
	    when_both(conduct->view, holding->since_ms, both));
	if (holding->from_team_id[0] == '\0') {
		buf_append_text(&text, ", recorded");
	} else {
		buf_printf(&text, ", from %s, %s", holding->from_team_id,
		    holding->consent_id != 0  ? "with consent"
		    : holding->exception != 0 ? "by an exception"
		                              : "without consent");
	}
	if (holding->since_seq != 0) {
		buf_printf(&text, " (event %" PRIu64 ")", holding->since_seq);
	}
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 4);
}

static void tell(struct conduct *conduct, const Convene__V1__QueryResult *result)
{
	const Convene__V1__KnowledgeReport *report =
	    result->body_case == CONVENE__V1__QUERY_RESULT__BODY_KNOWLEDGE ? result->knowledge
	                                                                   : NULL;
	for (size_t i = 0; report != NULL && i < report->n_holdings; i++) {
		if (!conduct->json) {
			holding_line(conduct, report->holdings[i]);
			continue;
		}
		json_write(&conduct->out, &report->holdings[i]->base, JSON_COMPACT);
		buf_append_byte(&conduct->out, '\n');
	}
	/* the rest is asked for by whoever runs the query */
	if (report != NULL && report->more && report->n_holdings > 0) {
		conduct->query->knowledge->after += (uint32_t)report->n_holdings;
	} else if (conduct->out.len == 0 && !conduct->json &&
	           conduct->query->knowledge->after == 0) {
		buf_append_text(&conduct->out, "nobody holds anything of this\n");
	}
}

enum conduct_outcome who_knows(struct conduct *conduct)
{
	Convene__V1__KnowledgeQuery *ask =
	    conduct_new(conduct, &convene__v1__knowledge_query__descriptor);
	const char *at = conduct_value(conduct, "at")->text;
	if (conduct->count > 1) {
		const struct view_case *file = conduct_find_case(conduct, conduct->words[1]);
		if (file == NULL) {
			return CONDUCT_REFUSED;
		}
		ask->case_id = file->id;
	}
	if (conduct->count > 2) {
		const Convene__V1__Field *field =
		    CONDUCT_FIND(conduct, FIELD, Field, "field", conduct->words[2]);
		if (field == NULL) {
			return CONDUCT_REFUSED;
		}
		ask->field = field->id;
	}
	ask->person_id = conduct_option(conduct, "person");
	ask->holder = conduct_option(conduct, "holder");
	if (at != NULL) {
		char why[WHEN_WHY_SIZE];
		if (!when_read(conduct->view, at, WHEN_WAS, conduct->now_ms, &ask->at_ms, why,
		        sizeof(why))) {
			return conduct_usage(conduct, "--at: %s", why);
		}
		/* 0 would be: at any time */
		if (ask->at_ms <= 0) {
			ask->at_ms = 1;
		}
	}
	conduct->query = conduct_new(conduct, &convene__v1__query__descriptor);
	conduct->query->body_case = CONVENE__V1__QUERY__BODY_KNOWLEDGE;
	conduct->query->knowledge = ask;
	conduct->answered = tell;
	return CONDUCT_QUERY;
}

static enum conduct_outcome run(struct conduct *conduct)
{
	const struct option_list *further = &conduct_value(conduct, "case")->list;
	size_t count = 0;
	if (conduct->count < 2) {
		return conduct_usage(conduct, "share wants: CASE WHOM [FIELD...]");
	}
	const struct view_case *file = conduct_find_case(conduct, conduct->words[0]);
	if (file == NULL) {
		return CONDUCT_REFUSED;
	}
	uint64_t cases[1 + OPTION_LIST_MAX];
	cases[count++] = file->id;
	for (size_t i = 0; i < further->count; i++) {
		file = conduct_find_case(conduct, further->values[i]);
		if (file == NULL) {
			return CONDUCT_REFUSED;
		}
		cases[count++] = file->id;
	}
	return disclosing(
	    conduct, cases, count, conduct->words[1], conduct->count - 2, conduct->words + 2);
}

static const struct option options[] = {
    {"field", "FIELD", OPTION_LIST, NULL, NULL, "what, besides the operands"},
    {"case", "CASE", OPTION_LIST, NULL, NULL, "a further case, at the same time"},
    {"purpose", "TEXT", OPTION_TEXT, NULL, NULL, "what the data are for"}, DISCLOSING_OPTIONS(NULL),
    {"anyway", NULL, OPTION_FLAG, NULL, NULL, "although it breaks a rule"}, {.name = NULL}};

static const struct conduct_verb verbs[] = {{.name = NULL}};

const struct conduct_noun conduct_share = {
    .name = "share", .options = options, .run = run, .verbs = verbs};
