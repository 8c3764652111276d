/*
 * Words for values of the protocol, and lists of several. Pure; any thread. Whatever is unknown, a
 * later version's, is "?".
 */
#ifndef CONVENE_TEXT_WORDS_H
#define CONVENE_TEXT_WORDS_H

#include "proto/model/view.h"
#include "proto/reflect.h"

/* Stands on every screen of an exercise, so that nobody takes it for real. */
#define EXERCISE_MARK "EXERCISE EXERCISE EXERCISE"

/* Whether an answer to [yes/no] is yes. */
bool words_are_yes(const char *line);

/* "running", "paused", "not started", "ended", "closed". */
const char *words_phase(enum view_phase phase);

/* What a value is called: in `phrases`, by its number, where its bare name says too little; else by
 * that name, a later version's by its number. In `out`, or one of them. */
const char *words_value(const ProtobufCEnumDescriptor *descriptor, int value,
    const char *const *phrases, size_t count, char out[REFLECT_WORD_SIZE]);
#define WORDS_VALUE(name, value, phrases)                                                          \
	words_value(&convene__v1__##name##__descriptor, (int)(value), (phrases),                   \
	    sizeof(phrases) / sizeof((phrases)[0]), (char[REFLECT_WORD_SIZE]){0})

/* "phone", "FIU channel": in `out`, or a literal. */
const char *words_channel(Convene__V1__Channel channel, char out[REFLECT_WORD_SIZE]);
#define WORDS_CHANNEL(channel) words_channel((channel), (char[REFLECT_WORD_SIZE]){0})

/* The value that was typed, by its word; below 0, with `why`: there is no such WHAT, and which
 * there are. */
int words_choice(const ProtobufCEnumDescriptor *descriptor, const char *what, const char *word,
    size_t len, char *why, size_t why_size);

/* "AL-NGO, AL-POL", appended. */
void words_list(struct buf *out, char *const *values, size_t count);

/* The same, or `none`: in `out`, which is emptied before and belongs to the caller. */
const char *words_joined(struct buf *out, char *const *values, size_t count, const char *none);

/* "AL-NGO, clinic": the ends of a thread. */
void words_parties(struct buf *out, const Convene__V1__ThreadOpened *opened);

#endif
