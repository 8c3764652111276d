/* Folders on disk. Any thread; blocks. */
#ifndef CONVENE_STORE_FOLDER_H
#define CONVENE_STORE_FOLDER_H

/* Makes the folder of `path` remember, over a loss of power, a name just made or changed in it. */
int folder_sync_of(const char *path);

/* The name of a file, put together; owned by the caller. */
char *folder_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
