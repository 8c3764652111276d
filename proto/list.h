/*
 * Arrays that grow, and arrays that are kept in an order. Such an array is three fields of whoever
 * owns it: the elements, how many there are, and for how many there is room; all zero it is empty,
 * and free() is its end. Growth cannot fail (xalloc.h), so where a peer chooses how many there are,
 * whoever adds has checked that against a budget. Any thread, one at a time.
 */
#ifndef CONVENE_PROTO_LIST_H
#define CONVENE_PROTO_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* One more at the end, not yet set: *LIST_ADD(list, count, cap) = element. Each argument is a plain
 * field and not part of `element`; the array may move. */
#define LIST_ADD(list, count, cap)                                                                 \
	((list) = list_room((list), (count), &(cap), sizeof *(list)), &(list)[(count)++])

/* One more at `at` (0 to count), not yet set; those from there on move up. */
#define LIST_INSERT(list, count, cap, at)                                                          \
	((list) = list_room((list), (count), &(cap), sizeof *(list)),                              \
	    memmove((list) + (at) + 1, (list) + (at), ((count)++ - (at)) * sizeof *(list)),        \
	    &(list)[at])

/* Takes one out; those behind it move down. */
#define LIST_REMOVE(list, count, at)                                                               \
	memmove((list) + (at), (list) + (at) + 1, (--(count) - (at)) * sizeof *(list))

/* Among elements that begin with a uint64_t and ascend by it: the index of the first whose number
 * is at least `id`, `count` when there is none; and the one that has it, or NULL. */
#define LIST_PLACE(list, count, id) list_place_id((list), (count), sizeof *(list), (id))
#define LIST_FIND(list, count, id)                                                                 \
	((__typeof__(list))list_find_id((list), (count), sizeof *(list), (id)))

/* Whether the text is among those in the list. */
bool list_has(char *const *list, size_t count, const char *text);

/* The array with room for at least one more element of `size` bytes; it doubles. */
void *list_room(void *list, size_t count, size_t *cap, size_t size);

/* In any order: the index of the first element that is not before the key. `before` is true for
 * none behind one for which it is false. */
typedef bool list_before_fn(const void *element, const void *key);
size_t list_place(
    const void *list, size_t count, size_t size, list_before_fn *before, const void *key);

size_t list_place_id(const void *list, size_t count, size_t size, uint64_t id);
void *list_find_id(const void *list, size_t count, size_t size, uint64_t id);

#endif
