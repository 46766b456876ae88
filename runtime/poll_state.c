/* poll_state.c - the state of a poller, and the text that it is kept as. */
#include "poll_state.h"

#include <inttypes.h>
#include <string.h>

#include "fail.h"
#include "json.h"

void conn_poll_state_free(conn_poll_state *state)
{
    conn_free(state->keys);
    conn_free(state->slots);
    conn_arena_free(&state->arena);
    *state = (conn_poll_state){.numbers = state->numbers};
}

/* ---- marks ---- */

int conn_mark_compare(const conn_poll_state *state, const conn_mark *a,
                      const conn_mark *b)
{
    if (!a->there || !b->there)
        return (int)a->there - (int)b->there;
    if (state->numbers)
        return (a->number > b->number) - (a->number < b->number);
    size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order = len > 0 ? memcmp(a->text.data, b->text.data, len) : 0;
    return order != 0
               ? order
               : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

bool conn_mark_copy(conn_poll_state *state, const conn_mark *from,
                    conn_mark *to)
{
    *to = *from;
    if (state->numbers || !from->there)
        return true;
    to->text.data =
        conn_arena_text(&state->arena, from->text.data, from->text.len);
    return to->text.data != NULL;
}

/* ---- keys ---- */

static size_t *slot_of(const conn_poll_state *state, conn_str key)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 1099511628211u;
    size_t at = (size_t)(hash % state->slot_count);
    for (;; at = (at + 1) % state->slot_count) {
        size_t *slot = &state->slots[at];
        if (*slot == 0)
            return slot;
        conn_str other = state->keys[*slot - 1].key;
        if (other.len == key.len && memcmp(other.data, key.data, key.len) == 0)
            return slot;
    }
}

const conn_seen_key *conn_poll_seen(const conn_poll_state *state, conn_str key)
{
    if (state->slot_count == 0)
        return NULL;
    size_t slot = *slot_of(state, key);
    return slot > 0 ? &state->keys[slot - 1] : NULL;
}

static bool grow(conn_poll_state *state)
{
    size_t room = state->room > 0 ? 2 * state->room : 64;
    conn_seen_key *keys = conn_realloc(state->keys, room * sizeof *keys);
    if (keys == NULL)
        return false;
    state->keys = keys;
    size_t *slots = conn_alloc_zeroed(2 * room * sizeof *slots);
    if (slots == NULL)
        return false;
    conn_free(state->slots);
    state->slots = slots;
    state->slot_count = 2 * room;
    state->room = room;
    for (size_t i = 0; i < state->count; i++)
        *slot_of(state, state->keys[i].key) = i + 1;
    return true;
}

bool conn_poll_add(conn_poll_state *state, conn_str key, const conn_mark *mark,
                   bool taken)
{
    if (state->count == state->room && !grow(state))
        return false;
    conn_seen_key *entry = &state->keys[state->count];
    *entry = (conn_seen_key){.key = key, .taken = taken};
    entry->key.data = conn_arena_text(&state->arena, key.data, key.len);
    if (entry->key.data == NULL || !conn_mark_copy(state, mark, &entry->mark))
        return false;
    *slot_of(state, entry->key) = ++state->count;
    return true;
}

bool conn_poll_prune(const conn_poll_state *state, conn_poll_state *next,
                     const conn_mark *mark, const conn_mark *oldest,
                     bool taken_only)
{
    next->numbers = state->numbers;
    bool whole = conn_mark_copy(next, mark, &next->mark);
    for (size_t i = 0; i < state->count && whole; i++) {
        const conn_seen_key *key = &state->keys[i];
        if ((taken_only && !key->taken) ||
            conn_mark_compare(state, &key->mark, oldest) < 0)
            continue;
        whole = conn_poll_add(next, key->key, &key->mark, true);
    }
    return whole;
}

/* ---- as a text ---- */

static bool print_mark(const conn_poll_state *state, const conn_mark *mark,
                       conn_buf *out)
{
    if (!mark->there)
        return conn_buf_puts(out, "null");
    if (state->numbers)
        return conn_buf_printf(out, "\"%" PRId64 "\"", mark->number);
    return conn_json_quote(out, mark->text.data, mark->text.len);
}

bool conn_poll_print(const conn_poll_state *state, conn_buf *out)
{
    conn_buf_puts(out, "{\"watermark\":");
    bool whole = print_mark(state, &state->mark, out) &&
                 conn_buf_puts(out, ",\"seen\":{");
    for (size_t i = 0; i < state->count && whole; i++) {
        const conn_seen_key *key = &state->keys[i];
        whole = conn_buf_puts(out, i > 0 ? ",\n" : "\n") &&
                conn_json_quote(out, key->key.data, key->key.len) &&
                conn_buf_putc(out, ':') && print_mark(state, &key->mark, out);
    }
    return whole && conn_buf_puts(out, "}}\n");
}

typedef struct pair {
    conn_str key, mark;
} pair;
typedef struct kept {
    conn_opt_str watermark;
    struct {
        const pair *items;
        size_t count;
    } seen;
} kept;

static const conn_type text_type = {.kind = CONN_K_STRING,
                                    .size = sizeof(conn_str)};
static const conn_type seen_type = {.kind = CONN_K_MAP,
                                    .size = sizeof(conn_list),
                                    .element = &text_type,
                                    .value_offset = offsetof(pair, mark),
                                    .entry_size = sizeof(pair)};
static const conn_field kept_fields[] = {
    {"watermark", 9, &text_type, offsetof(kept, watermark),
     offsetof(conn_opt_str, value), CONN_F_OPTIONAL, NULL},
    {"seen", 4, &seen_type, offsetof(kept, seen), 0, CONN_F_REQUIRED, NULL},
};
static const conn_record kept_record = {"State", kept_fields, 2, sizeof(kept),
                                        0};
static const conn_type kept_type = {
    .kind = CONN_K_RECORD, .size = sizeof(kept), .info = &kept_record};

static bool parse_mark(const conn_poll_state *state, conn_str text,
                       conn_mark *out)
{
    out->there = true;
    out->text = text;
    conn_json_slice slice = {text.data, text.len};
    return !state->numbers || conn_json_slice_int64(slice, &out->number);
}

static conn_status take_kept(conn_poll_state *state, const kept *from)
{
    const pair *pairs = from->seen.items;
    conn_mark mark = {0};
    if (from->watermark.state == CONN_VALUE &&
        !parse_mark(state, from->watermark.value, &mark))
        return CONN_USAGE;
    if (!conn_mark_copy(state, &mark, &state->mark))
        return CONN_MEMORY;
    for (size_t i = 0; i < from->seen.count; i++) {
        if (!parse_mark(state, pairs[i].mark, &mark))
            return CONN_USAGE;
        if (!conn_poll_add(state, pairs[i].key, &mark, true))
            return CONN_MEMORY;
    }
    return CONN_OK;
}

conn_status conn_poll_parse(conn_poll_state *state, conn_str text,
                            conn_error *err)
{
    conn_arena arena = {0};
    kept found = {0};
    char *copy = conn_arena_text(&arena, text.data, text.len);
    conn_status status = CONN_MEMORY;
    if (copy != NULL)
        status = conn_json_decode(&arena, copy, text.len, &kept_type, &found,
                                  NULL, NULL);
    if (status == CONN_OK)
        status = take_kept(state, &found);
    conn_arena_free(&arena);
    if (status == CONN_OK)
        return status;
    return status == CONN_MEMORY
               ? conn_fail_memory(err)
               : conn_fail(err, CONN_USAGE, "the state of the poll is not one");
}
