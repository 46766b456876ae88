/* settings.c - pagination, retries, throttles and error tables. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

const Expr *setting_value(const Choice *choice, const char *name)
{
    for (size_t i = 0; choice && i < choice->count; i++)
        if (strcmp(choice->settings[i].name, name) == 0)
            return choice->settings[i].value;
    return NULL;
}

const char *setting_text(Client *client, const Choice *choice, const char *name)
{
    const Expr *value = setting_value(choice, name);
    if (!value || value->kind == EXPR_NULL)
        return NULL;
    if (value->kind == EXPR_WORD)
        return value->text;
    return expr_constant_text(client->arena, value);
}

static int64_t setting_int(const Choice *choice, const char *name)
{
    int64_t number = 0;
    const Expr *value = setting_value(choice, name);
    return value && value_int(value, &number) ? number : 0;
}

/* A duration, in whole milliseconds, rounded up: 0 would mean the default. */
static int64_t setting_milliseconds(const Choice *choice, const char *name)
{
    int64_t microseconds = setting_int(choice, name);
    return microseconds / 1000 + (microseconds % 1000 > 0);
}

/* ---- pagination ---- */

static const char *paginate_kind(const char *kind)
{
    static const char *const kinds[][2] = {
        {"page", "CONN_P_PAGE"},         {"offset", "CONN_P_OFFSET"},
        {"cursor", "CONN_P_CURSOR"},     {"link", "CONN_P_LINK"},
        {"next_url", "CONN_P_NEXT_URL"}, {"keyset", "CONN_P_KEYSET"},
        {"template", "CONN_P_CUSTOM"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i][0], kind) == 0)
            return kinds[i][1];
    return NULL;
}

/* A path into a body as a literal. */
static const char *paginate_path(Client *client, const char *path)
{
    return client_literal(client,
                          path ? pointer_of_path(client->arena, path) : NULL);
}

static const char *paginate_setting(Client *client, const Choice *choice,
                                    const char *name)
{
    return paginate_path(client, setting_text(client, choice, name));
}

/* The name of a parameter: in a body it is a path. */
static const char *paginate_param(Client *client, const Choice *choice,
                                  const char *name, bool in_body)
{
    const char *text = setting_text(client, choice, name);
    return in_body ? paginate_path(client, text) : client_literal(client, text);
}

static bool is_member_of(const Struct *plan, const Field *field,
                         const Member **found)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->members[i].field == field ||
            strcmp(plan->members[i].field->name, field->name) == 0) {
            *found = &plan->members[i];
            return true;
        }
    return false;
}

/* Where the list of items is: its offset in the result as C. False if a step
 * on the way is no plain member. */
static bool paginate_items(Client *client, const Operation *op, Buf *offset)
{
    const Type *type = op->result;
    const Pagination *pages = operation_pages(op);
    for (size_t i = 0; i < pages->items_count; i++) {
        const Member *member = NULL;
        const Field *field = pages->items[i];
        if (type->kind != TYPE_RECORD)
            return false;
        const Struct *plan = plan_record(client, type->record);
        if (!is_member_of(plan, field, &member) || member->pointer)
            return false;
        buf_printf(offset, "%soffsetof(%s, %s)", i ? " + " : "", plan->name,
                   member->name);
        if (member->optional)
            buf_printf(offset, " + offsetof(%s, value)", member->type);
        type = field->type;
    }
    if (pages->items_count == 0)
        buf_putc(offset, '0');
    return type->kind == TYPE_LIST;
}

static const char *paginate_from(Client *client, const Choice *choice,
                                 const char **from_header)
{
    const char *header = setting_text(client, choice, "from_header");
    *from_header = header ? "true" : "false";
    return header ? client_literal(client, header)
                  : paginate_setting(client, choice, "from");
}

static const char *paginate_place(Client *client, const Choice *choice)
{
    const char *in = setting_text(client, choice, "in");
    if (in && strcmp(in, "body") == 0)
        return "CONN_IN_BODY";
    return in && strcmp(in, "header") == 0 ? "CONN_IN_HEADER" : "CONN_IN_QUERY";
}

static void paginate_row(Client *client, Buf *out, const Choice *choice,
                         const char *kind)
{
    const char *place = paginate_place(client, choice);
    bool in_body = strcmp(place, "CONN_IN_BODY") == 0;
    const char *from_header;
    const char *from = paginate_from(client, choice, &from_header);
    const Expr *successor = setting_value(choice, "successor");
    buf_printf(out, "    %s, %s, %s, /* param */\n", kind, place,
               paginate_param(client, choice, "param", in_body));
    buf_printf(out, "    %s, %" PRId64 ", /* size */\n",
               paginate_param(client, choice, "size_param", in_body),
               setting_int(choice, "size"));
    buf_printf(out, "    %" PRId64 ", /* start */\n",
               setting_int(choice, "start"));
    buf_printf(out, "    %s, %s, /* from */\n", from, from_header);
    buf_printf(out, "    %s, %s, /* more, total */\n",
               paginate_setting(client, choice, "more"),
               paginate_setting(client, choice, "total"));
    buf_printf(out, "    %s, %s, /* key, successor */\n",
               paginate_setting(client, choice, "key"),
               successor && successor->integer ? "true" : "false");
}

static const char *paginate_hook(Client *client, const Hook *hook)
{
    return hook ? c_hooks_steps(client->hooks, hook) : "NULL";
}

/* The row with the steps of a template behind it: the name of its part. */
static const char *paginate_steps(Client *client, const TemplatePagination *own,
                                  const char *row)
{
    const char *text = arena_format(client->arena, "{%s, %s, %s}", row,
                                    paginate_hook(client, own->request),
                                    paginate_hook(client, own->next));
    return arena_format(client->arena, "%s.how",
                        table_share(client, &client->shared,
                                    "conn_paginate_hooks", "paginate", text));
}

const char *setting_paginate(Client *client, const Operation *op)
{
    const Pagination *pages = operation_pages(op);
    if (!pages)
        return "NULL";
    const char *kind = paginate_kind(pages->choice->kind);
    Buf row = {0}, offset = {0};
    client->at = pages->choice->span;
    const TemplatePagination *own = op->template_pagination;
    if (own && !own->plain) {
        client_refuse(client, pages->choice->span, "items that are computed");
    } else if (!kind || !paginate_items(client, op, &offset)) {
        client_refuse(client, pages->choice->span,
                      kind ? "items within an optional value"
                           : arena_format(client->arena, "`%s` pagination",
                                          pages->choice->kind));
        kind = "CONN_P_PAGE";
    }
    buf_puts(&row, "{\n");
    paginate_row(client, &row, pages->choice, kind);
    buf_printf(
        &row, "    %s, %s, /* items */\n    &%s\n}", buf_text(&offset),
        client_literal(client, operation_items_pointer(client->arena, op)),
        type_table(client, pages->item, WIRE_PLAIN));
    const char *name =
        own ? paginate_steps(client, own, buf_text(&row))
            : table_share(client, &client->shared, "conn_paginate", "paginate",
                          buf_text(&row));
    buf_free(&row);
    buf_free(&offset);
    return arena_format(client->arena, "&%s", name);
}

/* ---- retries and throttles ---- */

const char *setting_statuses(Client *client, const int *statuses, size_t count)
{
    Buf text = {0};
    buf_putc(&text, '{');
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%d, ", statuses[i]);
    buf_puts(&text, "0}");
    const char *name = table_share_array(client, &client->shared, "uint16_t",
                                         "statuses", buf_text(&text));
    buf_free(&text);
    return name;
}

/* A class of statuses becomes all of its members. */
static const char *retry_statuses(Client *client, const Expr *list)
{
    int *statuses = NULL;
    size_t count = 0;
    for (size_t i = 0; list && i < list->item_count; i++) {
        const Expr *item = list->items[i];
        int64_t low = item->integer, high = low;
        if (item->kind == EXPR_STATUS)
            high = item->integer2;
        for (int64_t s = low < 100 ? 100 : low; s <= high && s < 1000; s++)
            vec_push(client->arena, statuses, count, (int)s);
    }
    return setting_statuses(client, statuses, count);
}

const char *setting_retry(Client *client, const Choice *choice)
{
    if (!choice || choice_is(choice, "none"))
        return "NULL";
    if (!choice_is(choice, "backoff")) {
        client_refuse(client, choice->span, "this kind of `retry`");
        return "NULL";
    }
    int64_t max = setting_int(choice, "max");
    const char *text = arena_format(
        client->arena, "{%s, %" PRId64 ", %" PRId64 ", %" PRId64 "}",
        retry_statuses(client, setting_value(choice, "on")),
        max < INT32_MAX ? max : INT32_MAX, setting_milliseconds(choice, "base"),
        setting_milliseconds(choice, "cap"));
    return arena_format(
        client->arena, "&%s",
        table_share(client, &client->shared, "conn_retry", "retry", text));
}

/* Not shared by content: operations under one setting have one budget, those
 * under another, equal one have their own. */
const char *setting_throttle(Client *client, const Choice *choice)
{
    Arena *arena = client->arena;
    if (!choice || choice_is(choice, "none"))
        return "NULL";
    const char *key = arena_format(arena, "throttle %p", (const void *)choice);
    const char *known = map_get(&client->known, key);
    if (known)
        return known;
    if (!choice_is(choice, "rate")) {
        client_refuse(client, choice->span, "this kind of `throttle`");
        return "NULL";
    }
    const char *name = name_claim(&client->names, "throttle");
    buf_printf(&client->shared,
               "static const conn_throttle %s = {%" PRId64 ", %" PRId64 "};\n",
               name, setting_int(choice, "count"),
               setting_milliseconds(choice, "per"));
    known = arena_format(arena, "&%s", name);
    client_remember(client, key, known);
    return known;
}

/* ---- errors ---- */

static void error_row(Client *client, Buf *out, const ErrorRow *row)
{
    const char *message = expr_table(client, row->message, NULL);
    const char *code = expr_table(client, row->code, NULL);
    const char *after = expr_delay_table(client, row->after, NULL);
    const char *status = name_upper(client->arena, row->kind);
    buf_printf(out, "    {%d, %d, CONN_%s, %s, %s, %s},\n", row->low, row->high,
               status, message, code, after);
}

const char *setting_errors(Client *client, const Errors *errors)
{
    Arena *arena = client->arena;
    if (!errors)
        return "NULL";
    const char *key = arena_format(arena, "errors %p", (const void *)errors);
    const char *known = map_get(&client->known, key);
    if (known)
        return known;
    Buf rows = {0};
    for (size_t i = 0; i < errors->row_count; i++)
        error_row(client, &rows, &errors->rows[i]);
    const char *table = table_share_rows(client, &client->shared,
                                         "conn_error_row", "error_rows", &rows);
    buf_free(&rows);
    const char *body = "NULL";
    if (errors->body)
        body = arena_format(arena, "&%s",
                            type_table(client, errors->body, WIRE_PLAIN));
    const char *text =
        arena_format(arena, "{%s, %zu, %s}", table, errors->row_count, body);
    known = arena_format(
        arena, "&%s",
        table_share(client, &client->shared, "conn_errors", "errors", text));
    client_remember(client, key, known);
    return known;
}
