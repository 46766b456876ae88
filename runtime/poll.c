/* poll.c - polling a list: rounds from the watermark to the end of the list.
 *
 * An item is handed out if its key was not before. Until the round is over and
 * all of it was taken the watermark stays, as the list need not be in its
 * order; the keys of items that were taken keep them from coming twice. */
#include "conn/poll.h"

#include <string.h>

#include "args.h"
#include "call.h"
#include "fail.h"
#include "json.h"
#include "paginate.h"
#include "poll_state.h"

struct conn_poll {
    conn_client *client;
    const conn_poll_how *how;
    conn_poll_options options;
    char *file; /* options.state_file, copied */
    void *args; /* copied */
    size_t args_size;
    conn_poll_state state;
    conn_mark most;         /* of this round */
    conn_arena mark_arena;  /* of `most` */
    conn_arena round_arena; /* of the watermark that the list got */
    conn_pages *pages;      /* of this round; NULL between two */
    bool complete;          /* the round has come to its end */
    bool given_back;        /* and what is not acknowledged comes again */
    conn_arena arena;       /* of the item */
    conn_str item;          /* its text, in `arena` */
    conn_poll_key_fn *key;  /* instead of how->dedupe, or NULL */
    void *key_user;
};

/* ---- opening ---- */

static bool is_number(const conn_type *type)
{
    return type->kind == CONN_K_TIMESTAMP || type->kind == CONN_K_INT ||
           type->kind == CONN_K_INT32 || type->kind == CONN_K_INT64;
}

static conn_status load(conn_poll *poll, conn_error *err)
{
    const conn_poll_options *options = &poll->options;
    conn_buf file = {0};
    conn_str text = {NULL, 0};
    conn_status status = CONN_OK;
    if (poll->file != NULL) {
        status = conn_file_read(poll->file, &file, err);
        text = (conn_str){file.data, file.len};
    } else if (options->load != NULL) {
        status = options->load(options->user, &text);
        if (status != CONN_OK)
            conn_fail(err, status, "the state of the poll can't be read");
    }
    if (status == CONN_OK && text.len > 0)
        status = conn_poll_parse(&poll->state, text, err);
    conn_buf_free(&file);
    return status;
}

static conn_status save(conn_poll *poll, conn_str text, conn_error *err)
{
    const conn_poll_options *options = &poll->options;
    if (poll->file != NULL)
        return conn_file_replace(poll->file, text, err);
    if (options->save == NULL)
        return CONN_OK;
    conn_status status = options->save(options->user, text);
    return status == CONN_OK
               ? status
               : conn_fail(err, status, "the state of the poll can't be kept");
}

static bool copy_given(conn_poll *poll, const void *args)
{
    if (poll->options.state_file != NULL) {
        poll->file = conn_text_copy(poll->options.state_file);
        if (poll->file == NULL)
            return false;
    }
    poll->args = conn_alloc_zeroed(poll->args_size);
    if (poll->args != NULL && args != NULL)
        memcpy(poll->args, args, poll->args_size);
    return poll->args != NULL;
}

conn_poll *conn_poll_open(conn_client *client, const conn_poll_how *how,
                          const void *args, size_t args_size,
                          const conn_poll_options *options, conn_error *err)
{
    conn_error_clear(err);
    conn_poll *poll = conn_alloc_zeroed(sizeof *poll);
    if (poll == NULL) {
        conn_fail_memory(err);
        return NULL;
    }
    poll->client = client;
    poll->how = how;
    poll->args_size = args_size;
    poll->state.numbers = is_number(how->mark);
    if (options != NULL)
        poll->options = *options;
    conn_status status =
        copy_given(poll, args) ? load(poll, err) : conn_fail_memory(err);
    if (status == CONN_OK)
        return poll;
    conn_poll_end(poll);
    return NULL;
}

void conn_poll_end(conn_poll *poll)
{
    if (poll == NULL)
        return;
    conn_pages_end(poll->pages);
    conn_poll_state_free(&poll->state);
    conn_arena_free(&poll->mark_arena);
    conn_arena_free(&poll->round_arena);
    conn_arena_free(&poll->arena);
    conn_free(poll->args);
    conn_free(poll->file);
    conn_free(poll);
}

void conn_poll_key_by(conn_poll *poll, conn_poll_key_fn *key, void *user)
{
    poll->key = key;
    poll->key_user = user;
}

conn_str conn_poll_item(const conn_poll *poll)
{
    return poll->item;
}

/* ---- a round ---- */

static conn_mark start_of(const conn_poll *poll, conn_mark mark)
{
    if (poll->how->mark->kind == CONN_K_TIMESTAMP &&
        mark.number > INT64_MIN + poll->how->overlap_us)
        mark.number -= poll->how->overlap_us;
    return mark;
}

/* Gives the list the watermark as its argument. */
static conn_status set_argument(conn_poll *poll, char *args, conn_error *err)
{
    const conn_arg *arg = &poll->how->op->args[poll->how->arg];
    conn_mark mark = start_of(poll, poll->state.mark);
    char *at = args + arg->field.offset;
    if (!mark.there)
        return CONN_OK;
    if (arg->field.flags & CONN_F_OPTIONAL) {
        *(conn_state *)(void *)at = CONN_VALUE;
        at += arg->field.value_offset;
    }
    if (arg->field.type->kind == CONN_K_CSTR && !poll->state.numbers) {
        conn_arena_reset(&poll->round_arena);
        mark.text.data =
            conn_arena_text(&poll->round_arena, mark.text.data, mark.text.len);
        if (mark.text.data == NULL)
            return conn_fail_memory(err);
        memcpy(at, &mark.text.data, sizeof mark.text.data);
    } else if (poll->state.numbers &&
               arg->field.type->size == sizeof(int64_t) &&
               is_number(arg->field.type)) {
        memcpy(at, &mark.number, sizeof mark.number);
    } else {
        return conn_fail(err, CONN_USAGE, "`%s` can't take the watermark",
                         arg->label);
    }
    return CONN_OK;
}

/* Keys of items that were handed out and not taken are forgotten. */
static bool forget_untaken(conn_poll *poll)
{
    conn_poll_state next = {0};
    conn_mark none = {0};
    if (!conn_poll_prune(&poll->state, &next, &poll->state.mark, &none, true)) {
        conn_poll_state_free(&next);
        return false;
    }
    conn_poll_state_free(&poll->state);
    poll->state = next;
    return true;
}

static conn_status begin(conn_poll *poll, conn_error *err)
{
    poll->complete = false;
    poll->given_back = false;
    poll->most = (conn_mark){0};
    conn_arena_reset(&poll->mark_arena);
    if (!forget_untaken(poll))
        return conn_fail_memory(err);
    conn_status status = set_argument(poll, poll->args, err);
    if (status != CONN_OK)
        return status;
    poll->pages = conn_pages_open(poll->client, poll->how->op, poll->args,
                                  poll->args_size);
    if (poll->pages == NULL)
        return conn_fail_memory(err);
    conn_pages_read_json(poll->pages);
    return CONN_OK;
}

/* ---- an item ---- */

static conn_status read_mark(conn_poll *poll, conn_str item, conn_mark *out,
                             conn_error *err)
{
    const conn_poll_how *how = poll->how;
    conn_json_slice slice;
    conn_buf text = {0};
    union {
        int64_t number;
        int32_t small;
        conn_str text;
    } value = {0};
    conn_field field = {.name = how->watermark, .type = how->mark};
    conn_status status = CONN_DECODE;
    if (conn_json_find(item.data, item.len, how->watermark, &slice) &&
        conn_json_slice_text(slice, &text))
        status = conn_field_set_text(&poll->arena, &field, &value, text.data,
                                     text.len, NULL);
    if (text.status != CONN_OK)
        status = text.status;
    conn_buf_free(&text);
    if (status == CONN_MEMORY)
        return conn_fail_memory(err);
    if (status != CONN_OK)
        return conn_fail(err, status, "an item has no `%s` that can be read",
                         how->watermark);
    *out = (conn_mark){.there = true};
    if (how->mark->kind == CONN_K_INT32)
        out->number = value.small;
    else if (poll->state.numbers)
        out->number = value.number;
    else
        out->text = value.text;
    return CONN_OK;
}

static conn_status read_key(conn_poll *poll, conn_str item, conn_str *out,
                            conn_error *err)
{
    const conn_expr *dedupe = poll->how->dedupe;
    conn_http_response body = {
        .body = {.data = (char *)item.data, .len = item.len}};
    conn_scope scope = {.arena = &poll->arena, .response = &body};
    conn_value value;
    *out = item;
    if (poll->key != NULL)
        return poll->key(poll->key_user, item, &poll->arena, out, err);
    if (dedupe == NULL)
        return CONN_OK;
    conn_status status = conn_expr_eval(&scope, dedupe, &value, err);
    if (status == CONN_OK && value.kind != CONN_V_NULL) {
        *out = conn_value_text(&poll->arena, &value);
        return out->data != NULL ? CONN_OK : conn_fail_memory(err);
    }
    return status;
}

/* Moves the highest mark of the round. */
static bool pass(conn_poll *poll, const conn_mark *mark)
{
    if (conn_mark_compare(&poll->state, mark, &poll->most) <= 0)
        return true;
    poll->most = *mark;
    if (poll->state.numbers)
        return true;
    conn_arena_reset(&poll->mark_arena);
    poll->most.text.data =
        conn_arena_text(&poll->mark_arena, mark->text.data, mark->text.len);
    poll->most.there = poll->most.text.data != NULL;
    return poll->most.there;
}

/* The item typed, or NULL with CONN_OK where it was handed out before. */
static conn_status take_item(conn_poll *poll, conn_str item, const void **out,
                             conn_error *err)
{
    const conn_type *type = poll->how->op->paginate->item;
    conn_mark mark;
    conn_str key;
    conn_arena_reset(&poll->arena);
    conn_status status = read_mark(poll, item, &mark, err);
    if (status == CONN_OK)
        status = read_key(poll, item, &key, err);
    if (status != CONN_OK || conn_poll_seen(&poll->state, key) != NULL) {
        if (status == CONN_OK && !pass(poll, &mark))
            status = conn_fail_memory(err);
        return status;
    }
    char *text = conn_arena_text(&poll->arena, item.data, item.len);
    poll->item.data = conn_arena_text(&poll->arena, item.data, item.len);
    poll->item.len = item.len;
    void *value = conn_arena_alloc(&poll->arena, type->size);
    if (text == NULL || poll->item.data == NULL || value == NULL)
        return conn_fail_memory(err);
    status =
        conn_json_decode(&poll->arena, text, item.len, type, value, NULL, err);
    if (status != CONN_OK)
        return status;
    if (!pass(poll, &mark) || !conn_poll_add(&poll->state, key, &mark, false))
        return conn_fail_memory(err);
    *out = value;
    return CONN_OK;
}

static void leave_round(conn_poll *poll)
{
    conn_pages_end(poll->pages);
    poll->pages = NULL;
}

void conn_poll_give_back(conn_poll *poll)
{
    leave_round(poll);
    poll->complete = false;
    poll->given_back = true;
}

const void *conn_poll_next(conn_poll *poll, conn_error *err)
{
    conn_error local = {0};
    const void *value = NULL;
    if (poll->pages == NULL)
        begin(poll, &local);
    while (local.status == CONN_OK && value == NULL && !poll->complete) {
        const conn_json *item = conn_pages_next(poll->pages, &local);
        if (item != NULL)
            take_item(poll, *item, &value, &local);
        else if (local.status == CONN_OK)
            poll->complete = true;
    }
    if (value == NULL)
        leave_round(poll);
    if (local.status != CONN_OK)
        conn_error_label(&local, poll->how->op, local.status);
    conn_error_clear(err);
    if (err != NULL)
        *err = local;
    else
        conn_error_clear(&local);
    return value;
}

/* ---- acknowledging ---- */

/* Where the list was read to its end, it is read next from its highest mark,
 * less the overlap: older keys can't come again. */
static bool advance(const conn_poll *poll, conn_poll_state *next)
{
    const conn_poll_state *state = &poll->state;
    conn_mark mark = state->mark, oldest = {0};
    if (poll->complete) {
        if (conn_mark_compare(state, &poll->most, &mark) > 0)
            mark = poll->most;
        oldest = start_of(poll, mark);
    }
    return conn_poll_prune(state, next, &mark, &oldest, false);
}

conn_status conn_poll_ack(conn_poll *poll, conn_error *err)
{
    conn_poll_state next = {0};
    conn_buf text = {0};
    conn_error_clear(err);
    conn_status status = CONN_MEMORY;
    if (poll->given_back)
        return CONN_OK; /* nothing that the next round will not bring */
    if (!advance(poll, &next) || !conn_poll_print(&next, &text))
        conn_fail_memory(err);
    else
        status = save(poll, (conn_str){text.data, text.len}, err);
    conn_buf_free(&text);
    if (status != CONN_OK) {
        conn_poll_state_free(&next);
        return status;
    }
    conn_poll_state_free(&poll->state);
    poll->state = next;
    return CONN_OK;
}
