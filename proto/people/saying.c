/*
 * A complete request: everything that the instrument names, as its source says. Whoever wants one
 * that is not leaves something out of it.
 */
#include "proto/people/saying.h"

size_t saying_values(struct actor *actor, Convene__V1__RequestField *const *fields, size_t count,
    Convene__V1__RequestValue *values, Convene__V1__RequestValue **list)
{
	if (count > SAYING_VALUES_MAX) {
		count = SAYING_VALUES_MAX;
	}
	for (size_t i = 0; i < count; i++) {
		convene__v1__request_value__init(&values[i]);
		values[i].field = fields[i]->id;
		values[i].value = said(phrase_fact(actor));
		list[i] = &values[i];
	}
	return count;
}

void saying_fill(struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *to, const struct view_case *file, struct saying *saying)
{
	Convene__V1__RequestContent *content = &saying->content;
	convene__v1__request_content__init(content);
	saying->to = *to;
	content->instrument = instrument->id;
	content->to = &saying->to;
	content->channel = instrument->n_channels > 0
	                       ? instrument->channels[actor_random(actor, instrument->n_channels)]
	                       : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	content->subject = said(view_text(actor->people->world, instrument->title));
	content->purpose = said("To protect the persons concerned and to clear up the facts.");
	content->legal_basis = instrument->source;
	content->text = said(phrase_fact(actor));
	content->n_values = saying_values(
	    actor, instrument->fields, instrument->n_fields, saying->values, saying->list);
	content->values = saying->list;
	if (instrument->n_urgencies > 0) {
		content->urgency =
		    instrument->urgencies[actor_random(actor, instrument->n_urgencies)]->id;
	}
	if (file != NULL) {
		saying->case_id = file->id;
		content->case_ids = &saying->case_id;
		content->n_case_ids = 1;
	}
}
