/*
 * A questionnaire's memory and digest. What was answered is in the digest as a sum over the events
 * of the latest answers, from which all of it follows.
 */
#include "server/exercise/state/questionnaire/questionnaire.h"

#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"

#include <stdlib.h>
#include <string.h>

static void questionnaire_free(struct questionnaire *questionnaire)
{
	if (questionnaire == NULL) {
		return;
	}
	for (size_t i = 0; i < questionnaire->answer_count; i++) {
		free(questionnaire->answers[i].replies);
	}
	free(questionnaire->answers);
	free(questionnaire);
}

void questionnaires_deinit(struct questionnaires *questionnaires)
{
	for (size_t i = 0; i < questionnaires->count; i++) {
		questionnaire_free(questionnaires->list[i]);
	}
	free(questionnaires->list);
	memset(questionnaires, 0, sizeof *questionnaires);
}

void questionnaire_digest(const struct questionnaire *questionnaire, struct digest_form *form)
{
	digest_put(form, (uint64_t)questionnaire->declared);
	digest_put(form, questionnaire->phase);
	digest_put(form, (uint64_t)questionnaire->opened_ms);
	set_digest(&questionnaire->to, form);
	digest_put(form, questionnaire->answer_count);
	digest_put(form, questionnaire->answers_sum);
	digest_put(form, questionnaire->released_seq);
}
