#include "tests/support/fake_store.h"

#include "proto/xalloc.h"

#include <pthread.h>

struct exercise {
	char *name;              /* owned */
	struct fake_image shown; /* as the system shows it */
	struct fake_image disk;  /* as a loss of power leaves it */
	bool apart;              /* they may differ */
	bool untidy;             /* something was appended since it was last tended */
	bool written;            /* somebody has it open to write */
	bool left;               /* whoever had has not settled it */
};

struct fake_store {
	struct store base;
	pthread_mutex_t mutex;      /* recursive: callbacks read */
	struct exercise *exercises; /* owned */
	size_t exercise_count;
	enum fault fault;
	long after; /* operations until it strikes; 0: it has */
	bool tripped;
};

struct fake_log {
	struct store_log base;
	struct fake_store *fake; /* borrowed: outlives the log */
	char *name;              /* owned */
	bool writes;
};

/* --- what a disk can do --- */

/* 0, or the code with which this operation fails. */
static int strike(struct fake_store *fake, bool sync)
{
	if (fake->fault == FAULT_NONE || (fake->fault == FAULT_FULL && sync) ||
	    (fake->fault == FAULT_SYNC && !sync)) {
		return 0;
	}
	if (fake->after > 0 && --fake->after > 0) {
		return 0;
	}
	fake->tripped = true;
	return fake->fault == FAULT_FULL ? ERR_DISK_FULL : ERR_IO;
}

void fake_store_arm(struct fake_store *fake, enum fault fault, long after)
{
	fake->fault = fault;
	fake->after = after;
	fake->tripped = false;
}

void fake_store_disarm(struct fake_store *fake)
{
	fake->fault = FAULT_NONE;
}

bool fake_store_tripped(const struct fake_store *fake)
{
	return fake->tripped;
}

void fake_store_lose_power(struct fake_store *fake, unsigned *seed)
{
	for (size_t i = 0; i < fake->exercise_count; i++) {
		struct exercise *exercise = &fake->exercises[i];

		if (fake->fault != FAULT_TEAR && rand_r(seed) % 2 == 0) {
			fake_image_copy(&exercise->disk, &exercise->shown);
		} else {
			fake_image_copy(&exercise->shown, &exercise->disk);
		}
		exercise->apart = false;
	}
	fake_store_disarm(fake);
}

/* --- exercises --- */

static struct exercise *find(struct fake_store *fake, const char *name)
{
	for (size_t i = 0; i < fake->exercise_count; i++) {
		if (strcmp(fake->exercises[i].name, name) == 0) {
			return &fake->exercises[i];
		}
	}
	return NULL;
}

struct fake_image *fake_store_image(struct fake_store *fake, const char *name)
{
	struct exercise *exercise = find(fake, name);

	return exercise != NULL ? &exercise->shown : NULL;
}

void fake_store_remove(struct fake_store *fake, const char *name)
{
	struct exercise *exercise = find(fake, name);

	if (exercise == NULL) {
		return;
	}
	fake_image_deinit(&exercise->shown);
	fake_image_deinit(&exercise->disk);
	free(exercise->name);
	*exercise = fake->exercises[--fake->exercise_count];
}

static int failed(const char *name, int code, struct err *err)
{
	return err_set(err, code, "\"%s\": cannot write to it: %s", name, err_text(code));
}

static int create(const struct store *store, const char *name, const struct store_row *rows,
    size_t row_count, struct err *err)
{
	struct fake_store *fake = (struct fake_store *)(uintptr_t)store;
	struct exercise *exercise;
	int result = 0;

	if (find(fake, name) != NULL) {
		return err_set(err, ERR_EXISTS, "\"%s\" exists already", name);
	}
	for (size_t i = 0; i < row_count && result == 0; i++) {
		result = strike(fake, false);
	}
	if (result == 0) {
		result = strike(fake, true);
	}
	if (result != 0) {
		return failed(name, result, err);
	}
	fake->exercises =
	    xrealloc(fake->exercises, (fake->exercise_count + 1) * sizeof(*fake->exercises));
	exercise = &fake->exercises[fake->exercise_count++];
	*exercise = (struct exercise){.name = xstrdup(name)};
	fake_image_apply(
	    &exercise->shown, &(struct store_append){.rows = rows, .row_count = row_count});
	fake_image_copy(&exercise->disk, &exercise->shown);
	return 0;
}

/* Brings what is shown to disk. */
static int settle(struct fake_store *fake, struct exercise *exercise)
{
	int result = strike(fake, false);

	if (result == 0) {
		result = strike(fake, true);
	}
	if (result == 0) {
		fake_image_copy(&exercise->disk, &exercise->shown);
		exercise->apart = false;
	}
	return result;
}

static int open_log(const struct store *store, const char *name, enum store_use use,
    struct store_log **out, struct err *err)
{
	struct fake_store *fake = (struct fake_store *)(uintptr_t)store;
	struct exercise *exercise = find(fake, name);
	struct fake_log *log;
	int result;

	if (exercise == NULL) {
		return err_set(err, ERR_NOT_FOUND, "\"%s\" does not exist", name);
	}
	if (use == STORE_WRITE && exercise->written) {
		return err_set(
		    err, ERR_BUSY, "\"%s\" is open in another process that writes it", name);
	}
	if (use == STORE_LOOK && (exercise->written || exercise->left)) {
		return err_set(err, ERR_BUSY, "\"%s\" was not closed in order", name);
	}
	result = use == STORE_WRITE && exercise->apart ? settle(fake, exercise) : 0;
	if (result != 0) {
		return failed(name, result, err);
	}
	log = xcalloc(1, sizeof(*log));
	log->base.store = store;
	log->fake = fake;
	log->name = xstrdup(name);
	log->writes = use == STORE_WRITE;
	if (log->writes) {
		exercise->written = true;
	}
	*out = &log->base;
	return 0;
}

/* A second sync for what was moved, as of a log and a file. */
static int tend(struct store_log *base, enum store_tend how, struct err *err)
{
	struct fake_log *log = (struct fake_log *)base;
	struct exercise *exercise = find(log->fake, log->name);
	int result;

	if (how == STORE_TEND_NOW || !exercise->untidy) {
		return 0;
	}
	result = strike(log->fake, true);
	if (result == 0) {
		result = strike(log->fake, false);
	}
	if (result == 0) {
		result = strike(log->fake, true);
	}
	if (result != 0) {
		return failed(log->name, result, err);
	}
	exercise->untidy = false;
	return 0;
}

static void close_log(struct store_log *base, bool settled)
{
	struct fake_log *log = (struct fake_log *)base;
	struct exercise *exercise = find(log->fake, log->name);

	if (log->writes) {
		exercise->left = !settled || tend(base, STORE_TEND_IDLE, NULL) != 0;
		exercise->written = false;
	}
	free(log->name);
	free(log);
}

static int append(struct store_log *base, const struct store_append *batch, struct err *err)
{
	struct fake_log *log = (struct fake_log *)base;
	struct fake_store *fake = log->fake;
	struct exercise *exercise = find(fake, log->name);
	size_t count = batch->entry_count + batch->row_count + batch->piece_count, done = 0;
	int result = 0;

	pthread_mutex_lock(&fake->mutex);
	while (done < count && (result = strike(fake, false)) == 0) {
		done++;
	}
	if (result == 0) {
		result = strike(fake, true);
	}
	if (result != 0 && fake->fault == FAULT_TEAR) {
		fake_image_apply(&exercise->disk,
		    &(struct store_append){.entries = batch->entries,
		        .entry_count = done < batch->entry_count ? done : batch->entry_count});
	}
	/* all of it was written: it is shown, and may be on disk or not */
	if (done == count) {
		fake_image_apply(&exercise->shown, batch);
		exercise->apart = exercise->apart || result != 0;
		exercise->untidy = true;
	}
	if (result == 0) {
		fake_image_apply(&exercise->disk, batch);
	}
	pthread_mutex_unlock(&fake->mutex);
	return result == 0 ? 0 : failed(log->name, result, err);
}

/* --- reading --- */

static int entries(struct store_log *base, uint64_t after, uint64_t through, store_entry_fn *entry,
    void *context, struct err *err)
{
	struct fake_log *log = (struct fake_log *)base;
	const struct fake_image *image = &find(log->fake, log->name)->shown;
	int result = 0;

	(void)err;
	pthread_mutex_lock(&log->fake->mutex);
	for (size_t i = 0; i < image->entry_count && result == 0; i++) {
		if (image->entries[i].seq > after && image->entries[i].seq <= through) {
			result = entry(context, &image->entries[i]);
		}
	}
	pthread_mutex_unlock(&log->fake->mutex);
	return result;
}

static int newest_seal(const struct fake_image *image, store_row_fn *row, void *context)
{
	struct store_row found = {.kind = STORE_SEALED};

	for (size_t i = image->entry_count; i-- > 0;) {
		if (image->entries[i].seal != NULL) {
			found.numbers[0] = image->entries[i].seq;
			return row(context, &found);
		}
	}
	return 0;
}

static int rows(struct store_log *base, enum store_kind kind, const struct store_bytes *key,
    store_row_fn *row, void *context, struct err *err)
{
	struct fake_log *log = (struct fake_log *)base;
	const struct fake_image *image = &find(log->fake, log->name)->shown;
	int result = 0;

	(void)err;
	pthread_mutex_lock(&log->fake->mutex);
	if (kind == STORE_SEALED) {
		result = newest_seal(image, row, context);
	}
	for (size_t i = 0; i < image->row_count && result == 0; i++) {
		if (image->rows[i].kind == kind &&
		    (key == NULL || fake_bytes_same(image->rows[i].bytes[0], *key))) {
			result = row(context, &image->rows[i]);
		}
	}
	pthread_mutex_unlock(&log->fake->mutex);
	return result;
}

static int pieces(struct store_log *base, struct store_bytes sha256, uint64_t offset,
    store_piece_fn *piece, void *context, struct err *err)
{
	struct fake_log *log = (struct fake_log *)base;
	const struct fake_image *image = &find(log->fake, log->name)->shown;
	bool begun = false;
	int result = 0;

	(void)err;
	pthread_mutex_lock(&log->fake->mutex);
	for (size_t i = 0; i < image->piece_count && result == 0; i++) {
		const struct store_piece *found = &image->pieces[i];

		if (!fake_bytes_same(found->sha256, sha256)) {
			continue;
		}
		begun = begun || found->offset + found->data.len > offset;
		if (begun) {
			result = piece(context, found->offset, found->data);
		}
	}
	pthread_mutex_unlock(&log->fake->mutex);
	return result;
}

/* --- the store --- */

struct fake_store *fake_store_new(void)
{
	struct fake_store *fake = xcalloc(1, sizeof(*fake));
	pthread_mutexattr_t recursive;

	fake->base =
	    (struct store){create, open_log, close_log, append, tend, entries, rows, pieces};
	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&fake->mutex, &recursive);
	pthread_mutexattr_destroy(&recursive);
	return fake;
}

void fake_store_free(struct fake_store *fake)
{
	while (fake->exercise_count > 0) {
		fake_store_remove(fake, fake->exercises[0].name);
	}
	free(fake->exercises);
	pthread_mutex_destroy(&fake->mutex);
	free(fake);
}

const struct store *fake_store_table(struct fake_store *fake)
{
	return &fake->base;
}
