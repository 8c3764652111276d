#include "fault_vfs.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#define IMAGES_MAX 8

/* Something done to a file since its last sync. */
struct change {
	struct change *next; /* owned */
	bool truncation;
	int64_t offset;   /* of a write, or the size truncated to */
	struct buf bytes; /* owned; of a write */
};

/* What of a file is certainly on the disk, and what may be. */
struct image {
	char path[256]; /* "": free */
	struct buf durable;
	struct change *changes, **last; /* owned */
};

/* SQLite's idea of a file; the real one lies behind it in the same memory. */
struct file {
	sqlite3_file base;
	sqlite3_file *real;  /* borrowed: the memory behind this struct */
	struct image *image; /* borrowed: a static one; NULL for -shm and temporary files */
};

/* A VFS is found by SQLite, not passed to it: the one place where a test has globals. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real; /* borrowed: SQLite's own */
	sqlite3_io_methods methods;
	enum fault fault;
	long left;
	bool tripped;
	struct image images[IMAGES_MAX];
} faults;

/* True when the operation, of the kind that `kind` makes fail, is to fail now. */
static bool fails(enum fault kind, bool *first)
{
	if (faults.fault != kind && faults.fault != FAULT_POWER) {
		return false;
	}
	if (faults.left > 0) {
		faults.left--;
	}
	if (faults.left > 0) {
		return false;
	}
	*first = !faults.tripped;
	faults.tripped = true;
	return true;
}

static void forget_changes(struct image *image)
{
	while (image->changes != NULL) {
		struct change *change = image->changes;

		image->changes = change->next;
		buf_deinit(&change->bytes);
		free(change);
	}
	image->last = &image->changes;
}

static void apply(struct buf *content, const struct change *change)
{
	size_t end = (size_t)change->offset + change->bytes.len;

	if (change->truncation) {
		if (content->len > (size_t)change->offset) {
			content->len = (size_t)change->offset;
		}
		return;
	}
	if (content->len < end) {
		memset(buf_reserve(content, end - content->len), 0, end - content->len);
		content->len = end;
	}
	memcpy(content->data + change->offset, change->bytes.data, change->bytes.len);
}

static void note_change(
    struct file *file, bool truncation, int64_t offset, const void *bytes, size_t len)
{
	struct change *change;

	if (file->image == NULL) {
		return;
	}
	change = xcalloc(1, sizeof(*change));
	change->truncation = truncation;
	change->offset = offset;
	buf_append(&change->bytes, bytes, len);
	*file->image->last = change;
	file->image->last = &change->next;
}

/* What was written since the last sync is on the disk. */
static void note_sync(struct file *file)
{
	if (file->image == NULL) {
		return;
	}
	for (struct change *change = file->image->changes; change != NULL; change = change->next) {
		apply(&file->image->durable, change);
	}
	forget_changes(file->image);
}

/* Everything that is in the file now is on the disk. */
static void note_all(struct file *file)
{
	struct image *image = file->image;
	sqlite3_int64 size = 0;

	file->real->pMethods->xFileSize(file->real, &size);
	if (size > 0 &&
	    file->real->pMethods->xRead(file->real, buf_reserve(&image->durable, (size_t)size),
	        (int)size, 0) == SQLITE_OK) {
		image->durable.len = (size_t)size;
	}
}

static struct file *of(sqlite3_file *file)
{
	return (struct file *)file;
}

static int file_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 offset)
{
	struct file *file = of(base);
	bool first = false;
	int code;

	if (fails(FAULT_FULL, &first)) {
		if (first && len > 1) {
			note_change(file, false, offset, bytes, (size_t)len / 2);
			file->real->pMethods->xWrite(file->real, bytes, len / 2, offset);
		}
		return faults.fault == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	}
	code = file->real->pMethods->xWrite(file->real, bytes, len, offset);
	if (code == SQLITE_OK) {
		note_change(file, false, offset, bytes, (size_t)len);
	}
	return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct file *file = of(base);
	bool first;
	int code;

	if (faults.fault == FAULT_POWER && fails(FAULT_POWER, &first)) {
		return SQLITE_IOERR_TRUNCATE;
	}
	code = file->real->pMethods->xTruncate(file->real, size);
	if (code == SQLITE_OK) {
		note_change(file, true, size, NULL, 0);
	}
	return code;
}

static int file_sync(sqlite3_file *base, int flags)
{
	struct file *file = of(base);
	bool first;

	(void)flags;
	if (fails(FAULT_SYNC, &first)) {
		/* Linux: what could not be written counts as clean from now on, and is gone */
		if (file->image != NULL && faults.fault == FAULT_SYNC) {
			forget_changes(file->image);
		}
		return SQLITE_IOERR_FSYNC;
	}
	/* the test's own disk need not be waited for */
	note_sync(file);
	return SQLITE_OK;
}

static int file_close(sqlite3_file *base)
{
	struct file *file = of(base);

	return file->real->pMethods->xClose(file->real);
}

static int file_read(sqlite3_file *base, void *out, int len, sqlite3_int64 offset)
{
	return of(base)->real->pMethods->xRead(of(base)->real, out, len, offset);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
	return of(base)->real->pMethods->xFileSize(of(base)->real, size);
}

static int file_lock(sqlite3_file *base, int lock)
{
	return of(base)->real->pMethods->xLock(of(base)->real, lock);
}

static int file_unlock(sqlite3_file *base, int lock)
{
	return of(base)->real->pMethods->xUnlock(of(base)->real, lock);
}

static int file_check_reserved(sqlite3_file *base, int *out)
{
	return of(base)->real->pMethods->xCheckReservedLock(of(base)->real, out);
}

static int file_control(sqlite3_file *base, int operation, void *argument)
{
	return of(base)->real->pMethods->xFileControl(of(base)->real, operation, argument);
}

static int file_sector_size(sqlite3_file *base)
{
	return of(base)->real->pMethods->xSectorSize(of(base)->real);
}

static int file_characteristics(sqlite3_file *base)
{
	return of(base)->real->pMethods->xDeviceCharacteristics(of(base)->real);
}

static int file_shm_map(
    sqlite3_file *base, int page, int page_size, int extend, void volatile **out)
{
	return of(base)->real->pMethods->xShmMap(of(base)->real, page, page_size, extend, out);
}

static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
	return of(base)->real->pMethods->xShmLock(of(base)->real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base)
{
	of(base)->real->pMethods->xShmBarrier(of(base)->real);
}

static int file_shm_unmap(sqlite3_file *base, int delete_it)
{
	return of(base)->real->pMethods->xShmUnmap(of(base)->real, delete_it);
}

static struct image *image_of(const char *path, struct file *file)
{
	struct image *free_one = NULL;

	for (int i = 0; i < IMAGES_MAX; i++) {
		if (strcmp(faults.images[i].path, path) == 0) {
			return &faults.images[i];
		}
		if (faults.images[i].path[0] == '\0') {
			free_one = &faults.images[i];
		}
	}
	assert_non_null(free_one);
	snprintf(free_one->path, sizeof(free_one->path), "%s", path);
	free_one->last = &free_one->changes;
	file->image = free_one;
	note_all(file);
	return free_one;
}

static int vfs_open(
    sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags)
{
	struct file *file = of(base);
	int code;

	(void)vfs;
	file->real = (sqlite3_file *)(file + 1);
	file->image = NULL;
	file->base.pMethods = NULL;
	code = faults.real->xOpen(faults.real, path, file->real, flags, out_flags);
	if (code != SQLITE_OK) {
		return code;
	}
	file->base.pMethods = &faults.methods;
	if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0) {
		file->image = image_of(path, file);
	}
	return SQLITE_OK;
}

static void drop_image(struct image *image)
{
	forget_changes(image);
	buf_deinit(&image->durable);
	image->path[0] = '\0';
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	int code;

	(void)vfs;
	if (faults.fault == FAULT_POWER && faults.tripped) {
		return SQLITE_IOERR_DELETE;
	}
	code = faults.real->xDelete(faults.real, path, sync_folder);
	for (int i = 0; i < IMAGES_MAX && code == SQLITE_OK; i++) {
		if (strcmp(faults.images[i].path, path) == 0) {
			drop_image(&faults.images[i]);
		}
	}
	return code;
}

void fault_vfs_register(void)
{
	faults.real = sqlite3_vfs_find(NULL);
	assert_non_null(faults.real);
	faults.vfs = *faults.real;
	faults.vfs.pNext = NULL;
	faults.vfs.zName = "fault";
	faults.vfs.szOsFile = (int)sizeof(struct file) + faults.real->szOsFile;
	faults.vfs.xOpen = vfs_open;
	faults.vfs.xDelete = vfs_delete;
	faults.methods = (sqlite3_io_methods){.iVersion = 2,
	    .xClose = file_close,
	    .xRead = file_read,
	    .xWrite = file_write,
	    .xTruncate = file_truncate,
	    .xSync = file_sync,
	    .xFileSize = file_size,
	    .xLock = file_lock,
	    .xUnlock = file_unlock,
	    .xCheckReservedLock = file_check_reserved,
	    .xFileControl = file_control,
	    .xSectorSize = file_sector_size,
	    .xDeviceCharacteristics = file_characteristics,
	    .xShmMap = file_shm_map,
	    .xShmLock = file_shm_lock,
	    .xShmBarrier = file_shm_barrier,
	    .xShmUnmap = file_shm_unmap};
	assert_int_equal(sqlite3_vfs_register(&faults.vfs, 1), SQLITE_OK);
}

void fault_vfs_unregister(void)
{
	sqlite3_vfs_unregister(&faults.vfs);
	sqlite3_vfs_register(faults.real, 1);
	fault_vfs_forget();
	fault_vfs_disarm();
}

void fault_vfs_forget(void)
{
	for (int i = 0; i < IMAGES_MAX; i++) {
		drop_image(&faults.images[i]);
	}
}

void fault_vfs_arm(enum fault fault, long after)
{
	faults.fault = fault;
	faults.left = after;
	faults.tripped = false;
}

void fault_vfs_disarm(void)
{
	faults.fault = FAULT_NONE;
}

bool fault_vfs_tripped(void)
{
	return faults.tripped;
}

void fault_vfs_lose_power(unsigned *seed)
{
	fault_vfs_disarm();
	for (int i = 0; i < IMAGES_MAX; i++) {
		struct image *image = &faults.images[i];
		struct change *change;
		FILE *file;

		if (image->path[0] == '\0') {
			continue;
		}
		/* sometimes everything arrived, sometimes nothing, mostly some of it */
		int likely = rand_r(seed) % 5;

		for (change = image->changes; change != NULL; change = change->next) {
			if (rand_r(seed) % 4 < likely) {
				apply(&image->durable, change);
			}
		}
		file = fopen(image->path, "wb");
		assert_non_null(file);
		if (image->durable.len > 0) {
			assert_int_equal(fwrite(image->durable.data, 1, image->durable.len, file),
			    image->durable.len);
		}
		fclose(file);
		drop_image(image);
	}
}
