/* session.c - the values that logins and answers stored. */
#include <string.h>

#include "call.h"
#include "fail.h"

bool conn_session_init(conn_session *session, size_t slot_count)
{
    memset(session, 0, sizeof *session);
    size_t count = slot_count + CONN_TOKEN_SLOTS;
    session->slots = conn_alloc_zeroed(count * sizeof(conn_value));
    if (session->slots == NULL)
        return false;
    session->slot_count = count;
    session->token_at = slot_count;
    if (pthread_mutex_init(&session->lock, NULL) != 0)
        goto no_lock;
    if (!conn_cond_init(&session->changed))
        goto no_cond;
    return true;
no_cond:
    pthread_mutex_destroy(&session->lock);
no_lock:
    conn_free(session->slots);
    session->slots = NULL;
    return false;
}

static void drop_value(conn_value *value)
{
    if (value->text.data != NULL) {
        conn_wipe((char *)value->text.data, value->text.len);
        conn_free((char *)value->text.data);
    }
    *value = (conn_value){.kind = CONN_V_NULL};
}

void conn_session_free(conn_session *session)
{
    if (session->slots == NULL)
        return;
    for (size_t i = 0; i < session->slot_count; i++)
        drop_value(&session->slots[i]);
    conn_free(session->slots);
    session->slots = NULL;
    conn_digest_free(&session->challenge);
    conn_error_clear(&session->failure);
    pthread_cond_destroy(&session->changed);
    pthread_mutex_destroy(&session->lock);
}

const conn_value *conn_session_copy(conn_session *session, conn_arena *arena,
                                    uint64_t *login)
{
    size_t count = session->slot_count;
    conn_value *copy = conn_arena_alloc(arena, (count + 1) * sizeof *copy);
    if (copy == NULL)
        return NULL;
    pthread_mutex_lock(&session->lock);
    *login = session->logins;
    for (size_t i = 0; copy != NULL && i < count; i++) {
        copy[i] = session->slots[i];
        if (copy[i].text.data == NULL)
            continue;
        copy[i].text.data =
            conn_arena_text(arena, copy[i].text.data, copy[i].text.len);
        if (copy[i].text.data == NULL)
            copy = NULL;
    }
    pthread_mutex_unlock(&session->lock);
    return copy;
}

/* A value that owns its text. */
static bool own_value(conn_value *value)
{
    value->secret = true;
    if (value->kind == CONN_V_JSON)
        value->kind = CONN_V_TEXT;
    if (value->kind != CONN_V_TEXT) {
        value->text = (conn_str){NULL, 0};
        return true;
    }
    value->text.data = conn_text_copy_len(
        value->text.len > 0 ? value->text.data : "", value->text.len);
    return value->text.data != NULL;
}

bool conn_session_put(conn_session *session, const conn_kept *kept,
                      size_t count)
{
    conn_value *values = conn_alloc((count + 1) * sizeof *values);
    size_t owned = 0;
    if (values == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        values[i] = kept[i].value;
    while (owned < count && own_value(&values[owned]))
        owned++;
    bool done = owned == count;
    if (!done)
        while (owned > 0)
            drop_value(&values[--owned]);
    pthread_mutex_lock(&session->lock);
    for (size_t i = 0; done && i < count; i++) {
        drop_value(&session->slots[kept[i].slot]);
        session->slots[kept[i].slot] = values[i];
    }
    pthread_mutex_unlock(&session->lock);
    conn_free(values);
    return done;
}

void conn_session_logged_in(conn_session *session)
{
    pthread_mutex_lock(&session->lock);
    session->logins++;
    session->forgotten = false;
    pthread_cond_broadcast(&session->changed);
    pthread_mutex_unlock(&session->lock);
}

void conn_session_forget(conn_session *session)
{
    pthread_mutex_lock(&session->lock);
    for (size_t i = 0; i < session->slot_count; i++)
        drop_value(&session->slots[i]);
    conn_digest_free(&session->challenge);
    session->forgotten = true;
    pthread_mutex_unlock(&session->lock);
}

conn_status conn_session_eval(const conn_save *saves, size_t count,
                              const conn_scope *scope, conn_kept *kept,
                              size_t *nulls, conn_error *err)
{
    *nulls = 0;
    for (size_t i = 0; i < count; i++) {
        kept[i].slot = saves[i].slot;
        conn_status status =
            conn_expr_eval(scope, saves[i].value, &kept[i].value, err);
        if (status == CONN_USAGE)
            return conn_fail(err, CONN_DECODE,
                             "a value to keep is not in the answer");
        if (status != CONN_OK)
            return status;
        *nulls += kept[i].value.kind == CONN_V_NULL;
    }
    return CONN_OK;
}

conn_status conn_session_save(conn_exchange *call, const conn_scope *scope,
                              conn_error *err)
{
    const conn_op *op = call->op;
    size_t count = op->save_count, nulls;
    if (count == 0)
        return CONN_OK;
    conn_kept *kept = conn_arena_alloc(scope->arena, count * sizeof *kept);
    if (kept == NULL)
        return conn_fail_memory(err);
    conn_status status =
        conn_session_eval(op->saves, count, scope, kept, &nulls, err);
    if (status != CONN_OK)
        return status;
    if (call->mode != CONN_SIGNED && nulls == count)
        return conn_fail(
            err, CONN_DECODE,
            "the login's answer has nothing of what is to be kept");
    return conn_session_put(&call->client->session, kept, count)
               ? CONN_OK
               : conn_fail_memory(err);
}
