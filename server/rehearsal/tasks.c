#include "server/rehearsal/act.h"

#include <string.h>

/* Of the answers that the SimCell gives, so many are canned ones, where the entity has any. */
#define CANNED_PERCENT 60

static void read_inject(struct run *run, const struct task *task)
{
	Convene__V1__MarkRead mark = CONVENE__V1__MARK_READ__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	char *id = run->scenario->injects[task->inject]->id;
	mark.inject_ids = &id;
	mark.n_inject_ids = 1;
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &mark;
	run_command(run, run_player(run, task->team), &command, NULL);
}

/* Somebody of whom something is expected without having been sent the inject can only decide. */
static bool answer_or_decide(struct run *run, const struct task *task)
{
	const Convene__V1__Inject *inject = run->scenario->injects[task->inject];
	Convene__V1__DecisionPattern decision = CONVENE__V1__DECISION_PATTERN__INIT;
	Convene__V1__InjectPattern answer = CONVENE__V1__INJECT_PATTERN__INIT;
	Convene__V1__Pattern pattern = CONVENE__V1__PATTERN__INIT;
	struct task todo = *task;
	todo.pattern = &pattern;
	if (act_is_one_of(run, task->team, inject->to, inject->n_to)) {
		pattern.what_case = CONVENE__V1__PATTERN__WHAT_INJECT;
		pattern.inject = &answer;
	} else {
		pattern.what_case = CONVENE__V1__PATTERN__WHAT_DECISION;
		pattern.decision = &decision;
	}
	return act(run, &todo);
}

static void expected(struct run *run, const struct task *task)
{
	struct limit_finding *limit =
	    &run->findings->expected[findings_expected(run->findings, task->inject, task->action)];
	bool done = task->pattern != NULL ? act(run, task) : answer_or_decide(run, task);
	if (done && !task->mistake) {
		limit->met++;
	} else {
		limit->missed++;
	}
}

static void answer_inject(struct run *run, const struct task *task)
{
	answer_or_decide(run, task);
}

static void reply(struct run *run, const struct task *task)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	post.thread_id = task->id;
	post.text = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	if (run_command(run, run_player(run, task->team), &command, NULL)) {
		run_done(run, task->team);
	}
}

static void answer_referral(struct run *run, const struct task *task)
{
	Convene__V1__AnswerReferral answer = CONVENE__V1__ANSWER_REFERRAL__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	answer.case_id = task->id;
	answer.accept = true;
	answer.contact = answer.alternate = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL;
	command.answer_referral = &answer;
	if (run_command(run, run_player(run, task->team), &command, NULL)) {
		run_done(run, task->team);
	}
}

static void free_interpreter(struct run *run, const struct task *task)
{
	Convene__V1__ReleaseInterpreter release = CONVENE__V1__RELEASE_INTERPRETER__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	release.booking_id = task->id;
	command.body_case = CONVENE__V1__COMMAND__BODY_RELEASE_INTERPRETER;
	command.release_interpreter = &release;
	for (size_t i = 0; i < run->booking_count; i++) {
		if (run->bookings[i].id == task->id) {
			run->bookings[i].released = true;
		}
	}
	run_command(run, run_player(run, task->team), &command, NULL);
}

/* Of alternatives among which the controller chooses, whichever comes first here is as good as any:
 * the order of the tasks is random. */
static void release(struct run *run, const struct task *task)
{
	Convene__V1__ReleaseInject body = CONVENE__V1__RELEASE_INJECT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	if (run->inject_seen[task->inject]) {
		return;
	}
	const Convene__V1__Inject *inject = run->scenario->injects[task->inject];
	for (size_t i = 0; *inject->group != '\0' && i < run->scenario->n_injects; i++) {
		if (run->inject_seen[i] &&
		    strcmp(run->scenario->injects[i]->group, inject->group) == 0) {
			return; /* somebody got another one of these; the engine sees to the rest */
		}
	}
	body.inject_id = inject->id;
	body.revision = run->revisions[task->inject];
	command.body_case = CONVENE__V1__COMMAND__BODY_RELEASE_INJECT;
	command.release_inject = &body;
	run_command(run, run->controller, &command, NULL);
}

/* --- the SimCell --- */

static void serve_message(struct run *run, const struct run_item *item, uint64_t simulator)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	Convene__V1__Party from = CONVENE__V1__PARTY__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	post.thread_id = item->thread_id;
	post.text = ACT_TEXT;
	post.from = &from;
	if (item->entity < 0) {
		from.kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
		from.control = true;
		simulator = run->controller;
	} else {
		const Convene__V1__Entity *entity = run->scenario->entities[item->entity];
		from.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		from.entity_id = entity->id;
		if (entity->n_canned_replies > 0 && run_chance(run, CANNED_PERCENT)) {
			uint64_t which = run_random(run, entity->n_canned_replies);
			post.canned_reply = entity->canned_replies[which]->id;
		}
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	run_command(run, simulator, &command, NULL);
}

static void serve(struct run *run, const struct task *task)
{
	struct run_item item = {.id = 0};
	for (size_t i = 0; i < run->item_count; i++) {
		if (run->items[i].id == task->id) {
			item = run->items[i];
			run->item_count--;
			memmove(&run->items[i], &run->items[i + 1],
			    (run->item_count - i) * sizeof *run->items);
			break;
		}
	}
	uint64_t simulator = run->simulators[run_random(run, run->options->simulators)];
	struct run_request *request = item.thread_id == 0 ? run_request_of(run, item.id) : NULL;
	run->findings->served++;
	if (request != NULL) {
		act_answer_request(
		    run, request, -1, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED);
	} else if (item.id != 0) {
		serve_message(run, &item, simulator);
	}
	run->simulators_free++;
	react_serve(run);
}

/* --- questionnaires --- */

#define QUESTIONS_MAX 64

static void answer_questionnaire(struct run *run, const struct task *task)
{
	const Convene__V1__Questionnaire *asked = run->scenario->questionnaires[task->inject];
	Convene__V1__AnswerQuestionnaire body = CONVENE__V1__ANSWER_QUESTIONNAIRE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__QuestionAnswer answers[QUESTIONS_MAX], *list[QUESTIONS_MAX];
	size_t count = asked->n_questions < QUESTIONS_MAX ? asked->n_questions : QUESTIONS_MAX;
	for (size_t i = 0; i < count; i++) {
		const Convene__V1__Question *question = asked->questions[i];
		convene__v1__question_answer__init(&answers[i]);
		list[i] = &answers[i];
		answers[i].question = question->id;
		if (question->n_choices > 0) {
			uint64_t which = run_random(run, question->n_choices);
			answers[i].choices = &question->choices[which]->id;
			answers[i].n_choices = 1;
		} else if (question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE) {
			int64_t spread = (int64_t)question->most - question->least + 1;
			answers[i].scale =
			    question->least + (int32_t)run_random(run, (uint64_t)spread);
		} else {
			answers[i].text = ACT_TEXT;
		}
	}
	body.questionnaire_id = asked->id;
	body.answers = list;
	body.n_answers = count;
	command.body_case = CONVENE__V1__COMMAND__BODY_ANSWER_QUESTIONNAIRE;
	command.answer_questionnaire = &body;
	if (run_command(run, task->id, &command, NULL)) {
		run_done(run, task->team);
	}
}

static void request_task(struct run *run, const struct task *task)
{
	struct run_request *request = run_request_of(run, task->id);
	bool open = request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT ||
	            request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED;
	if (task->kind == TASK_MEND_REQUEST) {
		act_mend_request(run, request);
	} else if (task->kind == TASK_ANSWER_REQUEST && open) {
		act_answer_request(
		    run, request, task->team, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED);
	} else if (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT) {
		act_answer_request(run, request, task->team,
		    CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED);
	}
}

typedef void task_fn(struct run *run, const struct task *task);

static task_fn *const do_task[] = {
    [TASK_READ] = read_inject,
    [TASK_EXPECTED] = expected,
    [TASK_ANSWER_INJECT] = answer_inject,
    [TASK_REPLY] = reply,
    [TASK_ACKNOWLEDGE] = request_task,
    [TASK_ANSWER_REQUEST] = request_task,
    [TASK_MEND_REQUEST] = request_task,
    [TASK_ANSWER_REFERRAL] = answer_referral,
    [TASK_QUESTIONNAIRE] = answer_questionnaire,
    [TASK_FREE_INTERPRETER] = free_interpreter,
    [TASK_RELEASE] = release,
    [TASK_SERVE] = serve,
};

void task_do(struct run *run, const struct task *task)
{
	do_task[task->kind](run, task);
}
