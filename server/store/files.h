/*
 * The store of files: an exercise is one SQLite file (WAL, synchronous=FULL: one fsync an append),
 * and its name in the store is the file's path. Beside it lie, while it is open, SQLite's -wal and
 * -shm and the lock (file_lock.h).
 *
 * After a failed fsync the system's cache may show pages that are not on the disk. So nothing more
 * is written through that connection, and opening moves what is there into the file again, under a
 * new fsync; that fails while the disk is full, and while another connection is reading through
 * that WAL for more than some seconds (ERR_BUSY). A file of another format is ERR_VERSION.
 */
#ifndef CONVENE_STORE_FILES_H
#define CONVENE_STORE_FILES_H

#include "server/store/store.h"

#define STORE_FILES_VERSION 3

extern const struct store store_files;

#endif
