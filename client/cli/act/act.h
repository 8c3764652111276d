/*
 * Commands made from words, for the subcommands and for the interactive mode alike: "pause", "jump
 * T+1:00:00", "release W1-calls". An act owns the memory of its command; it is used once and is not
 * copied. Reads the view for revisions and canonical ids. Pure; one thread.
 */
#ifndef CONVENE_ACT_ACT_H
#define CONVENE_ACT_ACT_H

#include "client/cli/act/inject_file.h"
#include "client/cli/text/party.h"
#include "client/cli/text/when.h"
#include "proto/model/view.h"

#define ACT_TEAMS_MAX 128

/* Room for the reason for which an inject is withdrawn, and a little more than the server takes. */
#define ACT_REASON_SIZE 600

struct act {
	Convene__V1__Command command; /* what to send */
	const char *done;             /* what to say when it is done: "released" */
	bool told;                    /* an event says so as well, to whoever sees events */
	union {
		ProtobufCMessage body; /* the command: whichever of these it is */
		Convene__V1__StartExercise start;
		Convene__V1__PauseClock pause;
		Convene__V1__ResumeClock resume;
		Convene__V1__SetRate rate;
		Convene__V1__JumpClock jump;
		Convene__V1__ShiftStory shift;
		Convene__V1__EndExercise end;
		Convene__V1__CloseExercise close;
		Convene__V1__ReleaseRecords records;
		Convene__V1__ReleaseInject release;
		Convene__V1__HoldInject hold;
		Convene__V1__SkipInject skip;
		Convene__V1__RescheduleInject reschedule;
		Convene__V1__RetargetInject retarget;
		Convene__V1__WithdrawInject withdraw;
		Convene__V1__RestoreInject restore;
		Convene__V1__ShiftInjects shift_injects;
		Convene__V1__CorrectMessage correct;
		Convene__V1__EditInject edit;
		Convene__V1__AddInject add;
		Convene__V1__AnswerInject answer;
		Convene__V1__IssueInvite invite;
		Convene__V1__RevokeInvite revoke;
		Convene__V1__RemoveParticipant remove;
	};
	Convene__V1__OverdueRule overdue;
	char *teams[ACT_TEAMS_MAX]; /* borrowed: from the words */
	char reason[ACT_REASON_SIZE];
};

/* All return false with what is wrong, and what would be right, in `why` (ACT_WHY_SIZE is room for
 * all of it). Texts are borrowed until the command is sent. Without a view (NULL) only the form is
 * checked and revisions are 0. `now_ms`: exercise time, from which times are counted. */
#define ACT_WHY_SIZE WHEN_WHY_SIZE

/* start, pause, resume, rate, jump, story, end, close. `value`: rate or time (when.h has the
 * forms); `note`, `overdue` (with story: the factor): NULL for none. */
bool act_clock(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *value, const char *note, const char *overdue, char *why, size_t why_size);

/* The records of these teams ("AL-NGO", "AL-LI"), or of "all". */
bool act_records(struct act *act, const struct view *view, char **values, size_t value_count,
    char *why, size_t why_size);

/* release, hold, skip, restore, reschedule, retarget, withdraw; `values`: the words of the time or
 * of the reason, or the teams; with release "--anyway", although the teams got another alternative.
 * `revision` 0: the view's. */
bool act_inject(struct act *act, const struct view *view, int64_t now_ms, const char *verb,
    const char *id, char **values, size_t value_count, uint32_t revision, char *why,
    size_t why_size);

/* All injects that are still to come by "+20m" or "-10m"; with `due_now`, what would be due before
 * now is due at once. */
bool act_shift(struct act *act, const struct view *view, const char *by, bool due_now, char *why,
    size_t why_size);

/* The inject in a file: a change to the `known` one, with `note` and `revision` as
 * inject_file_merge() has them, or, for NULL, a new one, delivered at once with `now`. */
void act_file(struct act *act, struct inject_file *file, const struct view_inject *known,
    uint32_t revision, bool now, char *note, size_t note_size);

/* An answer to an inject. */
bool act_answer(struct act *act, const struct view *view, const char *id, const char *text,
    char *why, size_t why_size);

/* Another text for a message: the one of this number, or in the thread of this number the last that
 * the viewer wrote. */
bool act_correct(struct act *act, const struct view *view, uint64_t number, const char *text,
    char *why, size_t why_size);

/* A join code for a role ("player") and, for players, a team. `person`, `team`: NULL for none. */
bool act_invite(struct act *act, const char *role, const char *team, const char *person, char *why,
    size_t why_size);

/* A new code in the place of an invite's, which ends. */
void act_rotate(struct act *act, uint64_t invite_id);

void act_revoke(struct act *act, uint64_t invite_id, bool remove_participants);
void act_remove(struct act *act, uint64_t participant_id);

/* "4" or "0.5" -> exercise milliseconds per 1000 of wall time. */
bool act_parse_rate(const char *text, uint32_t *permille);

#endif
