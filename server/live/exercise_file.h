/*
 * An exercise as loaded from its file: the journal, the engine's state after all its events, and
 * what is kept beside the log. Opened on a worker (it reads the whole journal), then used on the
 * loop; only the journal itself is touched by workers again. Also what local administration uses
 * when no server runs.
 */
#ifndef CONVENE_LIVE_EXERCISE_FILE_H
#define CONVENE_LIVE_EXERCISE_FILE_H

#include "server/exercise/exercise.h"
#include "server/hub/numbering.h"
#include "server/hub/window.h"
#include "server/journal/journal.h"
#include "server/journal/journal_reader.h"
#include "server/live/batch.h"
#include "server/live/credentials.h"
#include "server/live/upload_index.h"
#include "server/store/shelf.h"

/* What the recent end of an exercise may take in memory. */
#define RECENT_ENTRIES 65536
#define RECENT_BYTES   (32u * 1024u * 1024u)

struct exercise_file {
	char *path;                            /* owned */
	struct journal *journal;               /* owned; workers only */
	struct journal_reader *reader;         /* owned; workers only */
	struct exercise *engine;               /* owned */
	Convene__V1__ExerciseCreated *created; /* owned: of the first event; NULL before that */
	struct credentials credentials;
	struct upload_index uploads;
	struct clock_moment alive;  /* when it was last noted to run; all 0: never */
	int64_t created_ms;         /* wall clock */
	int64_t ended_ms;           /* of ENDEX; 0: it has not come */
	struct window recent;       /* the last events, those not yet durable included */
	struct numbering numbering; /* the numbers of each class; checks of what is durable */
};

/* Loads everything. The file has to have the name of its exercise, ID.convene. `signer` is
 * borrowed: outlives the file. On failure nothing stays open. */
int exercise_file_open(
    const char *path, struct signer *signer, struct exercise_file **out, struct err *err);

/* For looking only, at one that nobody has open: nothing is written, not even beside it. It has no
 * reader. */
int exercise_file_look(const char *path, struct exercise_file **out, struct err *err);

void exercise_file_close(struct exercise_file *file); /* NULL is fine */

/* The same for one that was put together by hand, to make an exercise: what is in it, not itself.
 */
void exercise_file_deinit(struct exercise_file *file);

/* Whether it has begun and has not ended; then nothing is done to it by mistake. */
enum progress {
	PROGRESS_UNKNOWN, /* it cannot be opened, and was not since this program runs */
	PROGRESS_NONE,
	PROGRESS_UNDER_WAY,
};

enum progress exercise_file_progress(const struct exercise_file *file);

/*
 * Makes an accepted decision true in memory: encodes each event once, applies it and queues it in
 * `batch`. Nothing of it may be told to anybody until the batch is committed.
 */
void exercise_file_take(
    struct exercise_file *file, const struct decision *decision, struct batch *batch);

#endif
