/*
 * Whether a fact is what a pattern looks for: the kind, what the kind has of its own, who, to whom,
 * the person, the inject; the cheap ones first. What was left open fits; of several that are named
 * one is enough. Whom a case concerns is the state's to say: a case of which that is not known fits
 * no person.
 */
#include "server/exercise/pattern/fitting.h"

#include "server/exercise/ground/sets.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <string.h>

static bool parties_fit(const struct sought *sought, const struct parties *parties)
{
	const struct parties *any_of = &sought->parties;
	return sought->any || (any_of->control && parties->control) ||
	       set_meets(&any_of->teams, &parties->teams) ||
	       set_meets(&any_of->entities, &parties->entities);
}

/* One of the cases concerns the person. */
static bool person_fits(const struct exercise *exercise, int person, const struct fact *fact)
{
	bool fits = person < 0;
	for (size_t i = 0; i < fact->case_count && !fits; i++) {
		const struct case_file *file = case_find(exercise, fact->case_ids[i]);
		fits = file != NULL && file->person == person;
	}
	return fits;
}

/* The inject is among those referred to. */
static bool inject_fits(const struct exercise *exercise, int inject, const struct fact *fact)
{
	bool fits = inject < 0;
	for (size_t i = 0; i < fact->inject_count && !fits; i++) {
		fits = strcmp(fact->inject_ids[i], exercise->msel.injects[inject]->id) == 0;
	}
	return fits;
}

/* What the kind has of its own. */
static bool subject_fits(const struct fitting *wanted, const struct fact *fact)
{
	const union subject *want = &wanted->subject, *is = &fact->subject;
	uint64_t common = want->disclosure.any_field;
	switch (fact->kind) {
	case FACT_INJECT:
	case FACT_MILESTONE:
	case FACT_SWITCH:
		return want->thing.index == is->thing.index &&
		       want->thing.moment == is->thing.moment;
	case FACT_MESSAGE:
		return want->message.channels == 0 ||
		       (want->message.channels & is->message.channels) != 0;
	case FACT_REQUEST:
		return want->request.state == is->request.state &&
		       (want->request.completeness == 0 ||
		           want->request.completeness == is->request.completeness) &&
		       (want->request.instrument < 0 ||
		           want->request.instrument == is->request.instrument);
	case FACT_CASE:
		return want->step.aspect == is->step.aspect && want->step.index == is->step.index &&
		       want->step.state == is->step.state &&
		       (is->step.naming == CASE_OF_ANY ||
		           (is->step.naming == CASE_OF_SOME_PERSON) == (wanted->person >= 0));
	case FACT_ANSWER:
		return want->answer.questionnaire == is->answer.questionnaire &&
		       want->answer.question == is->answer.question &&
		       (want->answer.choices == 0 ||
		           (want->answer.choices & is->answer.choices) != 0) &&
		       ((want->answer.least == 0 && want->answer.most == 0) ||
		           (is->answer.least >= want->answer.least &&
		               is->answer.most <= want->answer.most));
	case FACT_DISCLOSURE:
		for (size_t i = 0; i < FIELD_WORDS; i++) {
			common |= want->disclosure.fields[i] & is->disclosure.fields[i];
		}
		return common != 0 &&
		       want->disclosure.with_consent <= is->disclosure.with_consent &&
		       want->disclosure.without_consent <= is->disclosure.without_consent;
	default:
		return true;
	}
}

bool fitting_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact)
{
	return wanted->kind == fact->kind && subject_fits(wanted, fact) &&
	       parties_fit(&wanted->from, &fact->from) && parties_fit(&wanted->to, &fact->to) &&
	       person_fits(exercise, wanted->person, fact) &&
	       inject_fits(exercise, wanted->inject, fact);
}
