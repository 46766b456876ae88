/* poll_state.h - what a poller must not forget.
 *
 * Owns: the watermark and the keys of items that were handed out near it, as a
 * text and in a file. As text it is one JSON object:
 * {"watermark":"…","seen":{"KEY":"MARK"}}; marks of numbers are their digits.
 */
#ifndef CONN_POLL_STATE_H
#define CONN_POLL_STATE_H

#include "conn/poll.h"
#include "memory.h"

/* Makes `key` tell items apart; it is given the item's text, and puts the key
 * where `arena` keeps it. */
typedef conn_status conn_poll_key_fn(void *user, conn_str item,
                                     conn_arena *arena, conn_str *key,
                                     conn_error *err);
void conn_poll_key_by(conn_poll *poll, conn_poll_key_fn *key, void *user);
/* That item was not taken after all: it comes again, and with it what was not
 * acknowledged before it. */
void conn_poll_give_back(conn_poll *poll);
/* The text of the item that was handed out last. */
conn_str conn_poll_item(const conn_poll *poll);

/* A place in the order of the list. */
typedef struct conn_mark {
    bool there;
    int64_t number; /* of timestamps and integers */
    conn_str text;  /* of the others */
} conn_mark;

typedef struct conn_seen_key {
    conn_str key;
    conn_mark mark;
    bool taken;
} conn_seen_key;

typedef struct conn_poll_state {
    bool numbers; /* marks are numbers */
    conn_mark mark;
    conn_seen_key *keys;
    size_t count, room;
    size_t *slots; /* 1 + index of a key by its hash; 0: free */
    size_t slot_count;
    conn_arena arena; /* of all texts */
} conn_poll_state;

void conn_poll_state_free(conn_poll_state *state);

/* Below, at or above 0 as `a` is before, at or behind `b`. */
int conn_mark_compare(const conn_poll_state *state, const conn_mark *a,
                      const conn_mark *b);
/* A copy whose text is the state's; false: no memory. */
bool conn_mark_copy(conn_poll_state *state, const conn_mark *from,
                    conn_mark *to);

const conn_seen_key *conn_poll_seen(const conn_poll_state *state, conn_str key);
/* Adds a key that is not there. False: no memory. */
bool conn_poll_add(conn_poll_state *state, conn_str key, const conn_mark *mark,
                   bool taken);

/* Fills `next`, an empty state, with `mark` and the keys of `state` that are
 * not before `oldest`; all of them, or those that were taken. */
bool conn_poll_prune(const conn_poll_state *state, conn_poll_state *next,
                     const conn_mark *mark, const conn_mark *oldest,
                     bool taken_only);

bool conn_poll_print(const conn_poll_state *state, conn_buf *out);
/* CONN_USAGE where it is none, or CONN_MEMORY. `state` is empty before. */
conn_status conn_poll_parse(conn_poll_state *state, conn_str text,
                            conn_error *err);

/* poll_file.c: reads the file into `out`, nothing if there is none; writes it
 * so that after a crash at any moment either the old or the new text is there.
 */
conn_status conn_file_read(const char *path, conn_buf *out, conn_error *err);
conn_status conn_file_replace(const char *path, conn_str text, conn_error *err);

#endif
