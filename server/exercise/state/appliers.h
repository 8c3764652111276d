/*
 * What each event changes. One function an event (apply.c says which), and those that look at every
 * event. They cannot fail: an event that makes no sense changes nothing. Each touches the digest of
 * what it changes.
 */
#ifndef CONVENE_EXERCISE_STATE_APPLIERS_H
#define CONVENE_EXERCISE_STATE_APPLIERS_H

struct applying;
struct exercise;

/* Takes note of every attachment that an event refers to. */
void attachment_apply_references(struct exercise *exercise, const struct applying *applying);
void case_apply_opened(struct exercise *exercise, const struct applying *applying);
void case_apply_matched(struct exercise *exercise, const struct applying *applying);
void case_apply_moved(struct exercise *exercise, const struct applying *applying);
void case_apply_alias(struct exercise *exercise, const struct applying *applying);
void case_apply_linked(struct exercise *exercise, const struct applying *applying);
void form_apply_filled(struct exercise *exercise, const struct applying *applying);
void flag_apply(struct exercise *exercise, const struct applying *applying);

void clock_apply_started(struct exercise *exercise, const struct applying *applying);
void clock_apply_paused(struct exercise *exercise, const struct applying *applying);
void clock_apply_resumed(struct exercise *exercise, const struct applying *applying);
void clock_apply_rate(struct exercise *exercise, const struct applying *applying);
void clock_apply_jumped(struct exercise *exercise, const struct applying *applying);
void clock_apply_ended(struct exercise *exercise, const struct applying *applying);
void clock_apply_closed(struct exercise *exercise, const struct applying *applying);
void clock_apply_restored(struct exercise *exercise, const struct applying *applying);

/* After each event was applied: which patterns it fits. */
void conditions_apply_any(struct exercise *exercise, const struct applying *applying);
void milestone_apply_changed(struct exercise *exercise, const struct applying *applying);
void switch_apply_turned(struct exercise *exercise, const struct applying *applying);
void holding_apply_recorded(struct exercise *exercise, const struct applying *applying);
void share_apply_shared(struct exercise *exercise, const struct applying *applying);
void share_apply_taken_over(struct exercise *exercise, const struct applying *applying);
void referral_apply_answered(struct exercise *exercise, const struct applying *applying);
void disclosure_apply(struct exercise *exercise, const struct applying *applying);
void consent_apply_recorded(struct exercise *exercise, const struct applying *applying);
void consent_apply_withdrawn(struct exercise *exercise, const struct applying *applying);
void inject_apply_revised(struct exercise *exercise, const struct applying *applying);
void inject_apply_delivered(struct exercise *exercise, const struct applying *applying);
void inject_apply_answered(struct exercise *exercise, const struct applying *applying);

void invite_apply_issued(struct exercise *exercise, const struct applying *applying);
void invite_apply_revoked(struct exercise *exercise, const struct applying *applying);

void participant_apply_joined(struct exercise *exercise, const struct applying *applying);
void participant_apply_removed(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_opened(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_closed(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_answered(struct exercise *exercise, const struct applying *applying);
void questionnaire_apply_result(struct exercise *exercise, const struct applying *applying);

void reading_apply_inject(struct exercise *exercise, const struct applying *applying);
void reading_apply_message(struct exercise *exercise, const struct applying *applying);
void reading_apply_receipt(struct exercise *exercise, const struct applying *applying);

void request_apply_drafted(struct exercise *exercise, const struct applying *applying);
void request_apply_sent(struct exercise *exercise, const struct applying *applying);
void request_apply_assessed(struct exercise *exercise, const struct applying *applying);
void request_apply_moved(struct exercise *exercise, const struct applying *applying);
void request_apply_reminded(struct exercise *exercise, const struct applying *applying);
void interpreter_apply_booked(struct exercise *exercise, const struct applying *applying);
void interpreter_apply_arrived(struct exercise *exercise, const struct applying *applying);
void interpreter_apply_released(struct exercise *exercise, const struct applying *applying);
void queue_apply_claimed(struct exercise *exercise, const struct applying *applying);
void queue_apply_released(struct exercise *exercise, const struct applying *applying);
void queue_apply_dismissed(struct exercise *exercise, const struct applying *applying);

/* After each event was applied: what now waits, or waits no longer. */
void queue_apply_any(struct exercise *exercise, const struct applying *applying);
void story_apply_shifted(struct exercise *exercise, const struct applying *applying);
void team_decision_apply(struct exercise *exercise, const struct applying *applying);

void thread_apply_opened(struct exercise *exercise, const struct applying *applying);
void thread_apply_posted(struct exercise *exercise, const struct applying *applying);
void thread_apply_voiced(struct exercise *exercise, const struct applying *applying);
void welfare_apply_raised(struct exercise *exercise, const struct applying *applying);
void welfare_apply_answered(struct exercise *exercise, const struct applying *applying);

#endif
