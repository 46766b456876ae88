/* log.c - log lines and redaction. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "call.h"
#include "fail.h"

typedef struct secret {
    struct secret *link;
    conn_str text;
} secret;

typedef struct secrets {
    conn_arena arena;
    secret *first;
} secrets;

static bool add_text(secrets *list, conn_str text)
{
    if (text.len == 0)
        return true;
    secret *s = conn_arena_alloc(&list->arena, sizeof *s);
    if (s == NULL)
        return false;
    s->text.data = conn_arena_text(&list->arena, text.data, text.len);
    s->text.len = text.len;
    s->link = list->first;
    list->first = s;
    return s->text.data != NULL;
}

static bool add_value(secrets *list, const conn_value *value)
{
    if (!value->secret || value->kind != CONN_V_TEXT)
        return true;
    conn_buf coded = {0};
    conn_uri_encode(&coded, value->text.data, value->text.len, "");
    bool done = coded.status == CONN_OK && add_text(list, value->text);
    if (done && coded.len != value->text.len)
        done = add_text(list, (conn_str){coded.data, coded.len});
    conn_buf_free(&coded);
    return done;
}

static bool add_args(secrets *list, const conn_exchange *call)
{
    const conn_op *op = call->op;
    bool done = true;
    for (size_t i = 0; done && i < op->arg_count; i++) {
        conn_value value;
        if (op->args[i].field.flags & CONN_F_SECRET)
            done = conn_value_of(&list->arena, &op->args[i],
                                 conn_arg_read(&op->args[i], call->args),
                                 &value, NULL) != CONN_OK ||
                   add_value(list, &value);
    }
    return done;
}

/* What the operation will keep of the answer, a login's token say. */
static bool add_saves(secrets *list, const conn_exchange *call)
{
    const conn_op *op = call->op;
    bool done = true;
    if (op->save_count == 0 || call->reply == NULL ||
        call->reply->response.status == 0)
        return true;
    conn_scope scope = {.arena = &list->arena,
                        .config = call->client->config,
                        .op = op,
                        .args = call->args,
                        .response = &call->reply->response};
    for (size_t i = 0; done && i < op->save_count; i++) {
        conn_value value;
        if (conn_expr_eval(&scope, op->saves[i].value, &value, NULL) != CONN_OK)
            continue;
        value.secret = true;
        done = add_value(list, &value);
    }
    return done;
}

static bool gather(secrets *list, const conn_exchange *call)
{
    conn_client *client = call->client;
    uint64_t login;
    bool done = add_args(list, call);
    for (size_t i = 0; done && i < client->connector->config_count; i++)
        done = add_value(list, &client->config[i]);
    const conn_value *slots =
        conn_session_copy(&client->session, &list->arena, &login);
    for (size_t i = 0; done && slots != NULL && i < client->session.slot_count;
         i++)
        done = add_value(list, &slots[i]);
    return done && slots != NULL && add_saves(list, call);
}

/* The length of the longest secret that starts at `text`, or 0. */
static size_t secret_at(const secrets *list, const char *text, size_t left)
{
    size_t longest = 0;
    for (const secret *s = list->first; s != NULL; s = s->link)
        if (s->text.len > longest && s->text.len <= left &&
            memcmp(text, s->text.data, s->text.len) == 0)
            longest = s->text.len;
    return longest;
}

bool conn_redact(const conn_exchange *call, conn_str text, conn_buf *out)
{
    secrets list = {{0}, NULL};
    bool known = gather(&list, call);
    size_t len = known ? text.len : 0;
    for (size_t i = 0; i < len;) {
        size_t hidden = secret_at(&list, text.data + i, len - i);
        if (hidden > 0)
            conn_buf_puts(out, "***");
        else
            conn_buf_putc(out, text.data[i]);
        i += hidden > 0 ? hidden : 1;
    }
    conn_arena_wipe(&list.arena);
    return known && out->status == CONN_OK;
}

void conn_log(const conn_exchange *call, const char *format, ...)
{
    const conn_options *options = &call->client->options;
    if (options->log == NULL)
        return;
    conn_buf line = {0}, shown = {0};
    va_list args;
    va_start(args, format);
    char *text = NULL;
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len >= 0)
        text = conn_buf_room(&line, (size_t)len + 1);
    va_start(args, format);
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    if (text != NULL && conn_redact(call, conn_str_of(text), &shown) &&
        shown.len > 0)
        options->log(options->log_user, shown.data);
    conn_buf_free(&line);
    conn_buf_free(&shown);
}

void conn_redact_error(const conn_exchange *call, conn_error *err)
{
    conn_buf shown = {0};
    bool done = conn_redact(call, conn_str_of(err->message), &shown);
    snprintf(err->message, sizeof err->message, "%s",
             done && shown.len > 0 ? shown.data
                                   : conn_status_name(err->status));
    if (err->vendor_message != NULL) {
        conn_buf_reset(&shown);
        done = conn_redact(call, conn_str_of(err->vendor_message), &shown) &&
               shown.len > 0;
        err->vendor_message =
            done ? conn_error_text(err, shown.data, shown.len) : NULL;
    }
    conn_buf_free(&shown);
}
