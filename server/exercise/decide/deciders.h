/*
 * One function a command, which decide.c calls by table: it checks, then drafts the events or
 * refuses. None changes anything.
 */
#ifndef CONVENE_EXERCISE_DECIDE_DECIDERS_H
#define CONVENE_EXERCISE_DECIDE_DECIDERS_H

struct deciding;

void announcement_decide(struct deciding *deciding);

void attachment_decide_store(struct deciding *deciding);

void case_decide_open(struct deciding *deciding);
void case_decide_match(struct deciding *deciding);

/* The step itself; guard.h has what it ought to keep to */
void case_decide_move(struct deciding *deciding);

void case_decide_alias(struct deciding *deciding);
void case_decide_link(struct deciding *deciding);

void form_decide_fill(struct deciding *deciding);

void flag_decide_raise(struct deciding *deciding);

void clock_decide_start(struct deciding *deciding);
void clock_decide_pause(struct deciding *deciding);
void clock_decide_resume(struct deciding *deciding);
void clock_decide_rate(struct deciding *deciding);
void clock_decide_jump(struct deciding *deciding);
void clock_decide_end(struct deciding *deciding);
void clock_decide_close(struct deciding *deciding);

void milestone_decide_set(struct deciding *deciding);
void switch_decide_turn(struct deciding *deciding);

/* RecordField */
void holding_decide_record(struct deciding *deciding);

/* ShareCase, TakeOverCase; AnswerReferral */
void share_decide(struct deciding *deciding);
void share_decide_take_over(struct deciding *deciding);
void referral_decide_answer(struct deciding *deciding);

/* Disclose */
void disclosure_decide(struct deciding *deciding);

void consent_decide_record(struct deciding *deciding);
void consent_decide_withdraw(struct deciding *deciding);

void inject_decide_release(struct deciding *deciding);
void inject_decide_hold(struct deciding *deciding);
void inject_decide_skip(struct deciding *deciding);
void inject_decide_reschedule(struct deciding *deciding);
void inject_decide_edit(struct deciding *deciding);
void inject_decide_retarget(struct deciding *deciding);
void inject_decide_add(struct deciding *deciding);
void inject_decide_answer(struct deciding *deciding);

void invite_decide_issue(struct deciding *deciding);
void invite_decide_revoke(struct deciding *deciding);
void participant_decide_remove(struct deciding *deciding);

void questionnaire_decide_open(struct deciding *deciding);
void questionnaire_decide_close(struct deciding *deciding);

void questionnaire_decide_answer(struct deciding *deciding);

void questionnaire_decide_release(struct deciding *deciding);

void reading_decide_mark(struct deciding *deciding);
void reading_decide_receipt(struct deciding *deciding);

void request_decide_draft(struct deciding *deciding);
void request_decide_send(struct deciding *deciding);
void request_decide_move(struct deciding *deciding);

void interpreter_decide_book(struct deciding *deciding);
void interpreter_decide_release(struct deciding *deciding);

void queue_decide_claim(struct deciding *deciding);
void queue_decide_release(struct deciding *deciding);
void queue_decide_dismiss(struct deciding *deciding);

void story_decide_shift(struct deciding *deciding);

void team_decision_decide(struct deciding *deciding);

void thread_decide_open(struct deciding *deciding);
void thread_decide_post(struct deciding *deciding);

void welfare_decide_raise(struct deciding *deciding);
void welfare_decide_answer(struct deciding *deciding);

#endif
