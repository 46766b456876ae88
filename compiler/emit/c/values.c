/* values.c - constants of the source as constants in C: defaults of fields and
 * arguments. Each is one `static const` object that a descriptor points to. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_writer.h"

bool value_int(const Expr *expr, int64_t *out)
{
    bool negative = expr->kind == EXPR_UNARY && strcmp(expr->text, "-") == 0;
    const Expr *number = negative ? expr->a : expr;
    if (number->kind != EXPR_INT && number->kind != EXPR_BOOL &&
        number->kind != EXPR_DURATION && number->kind != EXPR_SIZE)
        return false;
    if (negative && number->integer == INT64_MIN)
        return false;
    *out = negative ? -number->integer : number->integer;
    return true;
}

/* A constant number as it was written; NULL if it is none. */
static const char *number_text(Client *client, const Expr *expr)
{
    int64_t number;
    if (value_int(expr, &number))
        return arena_format(client->arena, "%" PRId64, number);
    bool negative = expr->kind == EXPR_UNARY && strcmp(expr->text, "-") == 0;
    const Expr *digits = negative ? expr->a : expr;
    if (digits->kind != EXPR_FLOAT ||
        digits->text[strspn(digits->text, "0123456789.eE+-")] != '\0')
        return NULL;
    return arena_format(client->arena, "%s%s", negative ? "-" : "",
                        digits->text);
}

/* ---- JSON ---- */

static bool value_json(Client *client, JsonWriter *json, const char *key,
                       const Expr *value);

static bool value_json_items(Client *client, JsonWriter *json,
                             const Expr *value)
{
    bool done = true;
    for (size_t i = 0; i < value->item_count; i++)
        done = value_json(client, json,
                          value->kind == EXPR_OBJECT ? value->names[i] : NULL,
                          value->items[i]) &&
               done;
    return done;
}

static bool value_json(Client *client, JsonWriter *json, const char *key,
                       const Expr *value)
{
    bool done = true;
    const char *digits = number_text(client, value);
    if (value->kind == EXPR_NULL) {
        json_null(json, key);
    } else if (value->kind == EXPR_BOOL) {
        json_bool(json, key, value->integer != 0);
    } else if (value->kind == EXPR_TEXT) {
        json_text(json, key, value->text);
    } else if (value->kind == EXPR_LIST) {
        json_array(json, key);
        done = value_json_items(client, json, value);
        json_array_end(json);
    } else if (value->kind == EXPR_OBJECT) {
        json_object(json, key);
        done = value_json_items(client, json, value);
        json_object_end(json);
    } else if (digits) {
        json_number(json, key, digits);
    } else {
        done = false;
    }
    return done;
}

/* ---- initialisers; NULL where the value is no such constant ---- */

static const char *init_text(Client *client, const char *text)
{
    return arena_format(client->arena, "{%s, %zu}",
                        client_literal(client, text), strlen(text));
}

static const char *init_json(Client *client, const Expr *value)
{
    Buf text = {0};
    JsonWriter json = {.out = &text, .compact = true};
    const char *init = NULL;
    if (value_json(client, &json, NULL, value))
        init = init_text(client, buf_text(&text));
    buf_free(&text);
    return init;
}

static const char *init_integer(Client *client, const Expr *value)
{
    int64_t number;
    if (!value_int(value, &number))
        return NULL;
    if (number == INT64_MIN)
        return "INT64_MIN";
    return arena_format(client->arena, "INT64_C(%" PRId64 ")", number);
}

static const char *init_int32(Client *client, const Expr *value)
{
    int64_t number;
    if (!value_int(value, &number) || number < INT32_MIN || number > INT32_MAX)
        return NULL;
    return arena_format(client->arena, "%" PRId64, number);
}

static const char *init_double(Client *client, const Expr *value)
{
    const char *digits = number_text(client, value);
    if (!digits || strpbrk(digits, ".eE"))
        return digits;
    return arena_format(client->arena, "%s.0", digits);
}

/* "2026-01-31", as the checker has let it through. */
static const char *init_date(Client *client, const Expr *value)
{
    unsigned year, month, day;
    const char *text = expr_constant_text(client->arena, value);
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
        strspn(text, "0123456789-") != 10)
        return NULL;
    year = (unsigned)strtoul(text, NULL, 10);
    month = (unsigned)strtoul(text + 5, NULL, 10);
    day = (unsigned)strtoul(text + 8, NULL, 10);
    return arena_format(client->arena, "{%u, %u, %u}", year, month, day);
}

static const char *init_enum(Client *client, const Enum *enumeration,
                             const Expr *value, bool argument)
{
    if (value->kind != EXPR_ENUM)
        return NULL;
    size_t i = (size_t)(value->member - enumeration->members);
    if (i >= enumeration->member_count)
        return NULL;
    const char *constant = plan_enum(client, enumeration)->items[i].constant;
    if (argument)
        return constant;
    const char *wire = enumeration->members[i].wire;
    return arena_format(client->arena, "{%s, %s}", constant,
                        init_text(client, wire));
}

static const char *init_value(Client *client, const Type *type,
                              const Expr *value, bool argument);

static const char *init_list(Client *client, const Type *type,
                             const Expr *value)
{
    if (value->kind != EXPR_LIST)
        return NULL;
    Buf rows = {0};
    bool done = true;
    for (size_t i = 0; i < value->item_count; i++) {
        const char *item =
            init_value(client, type->element, value->items[i], false);
        if (item)
            buf_printf(&rows, "    %s,\n", item);
        done = done && item;
    }
    const char *init = NULL;
    if (done)
        init = arena_format(client->arena, "{%s, %zu}",
                            table_share_rows(client, &client->types,
                                             shape_value(client, type->element),
                                             "default_items", &rows),
                            value->item_count);
    buf_free(&rows);
    return init;
}

static const char *init_bool(Client *client, const Expr *value)
{
    (void)client;
    if (value->kind != EXPR_BOOL)
        return NULL;
    return value->integer ? "true" : "false";
}

/* By kind; the others have no constants here, or are text. */
static const char *(*const scalar_inits[TYPE_LIST])(Client *, const Expr *) = {
    [TYPE_BOOL] = init_bool,        [TYPE_INT] = init_integer,
    [TYPE_INT32] = init_int32,      [TYPE_INT64] = init_integer,
    [TYPE_DURATION] = init_integer, [TYPE_FLOAT] = init_double,
    [TYPE_DATE] = init_date,        [TYPE_JSON] = init_json,
};

static const char *init_scalar(Client *client, const Type *type,
                               const Expr *value, bool argument)
{
    if (!shape_is_text(type))
        return scalar_inits[type->kind]
                   ? scalar_inits[type->kind](client, value)
                   : NULL;
    const char *text =
        type->kind == TYPE_DECIMAL ? number_text(client, value) : NULL;
    if (!text)
        text = expr_constant_text(client->arena, value);
    if (!text)
        return NULL;
    return argument ? client_literal(client, text) : init_text(client, text);
}

static const char *init_value(Client *client, const Type *type,
                              const Expr *value, bool argument)
{
    if (type->kind < TYPE_LIST)
        return init_scalar(client, type, value, argument);
    if (type->kind == TYPE_ENUM)
        return init_enum(client, type->enumeration, value, argument);
    if (type->kind == TYPE_LIST)
        return init_list(client, type, value);
    bool empty = value->kind == EXPR_OBJECT && value->item_count == 0;
    return type->kind == TYPE_MAP && empty ? "{NULL, 0}" : NULL;
}

/* Type of the object that holds the constant. */
static const char *constant_type(Client *client, const Type *type,
                                 bool argument)
{
    if (argument && type->kind == TYPE_ENUM)
        return "int";
    if (argument && shape_is_text(type))
        return "char *const";
    return shape_value(client, type);
}

const char *value_table(Client *client, const Type *type, const Expr *value,
                        bool argument)
{
    if (value->kind == EXPR_NULL)
        return "NULL";
    const char *init = init_value(client, type, value, argument);
    if (!init && argument && value->kind == EXPR_CALL) {
        client_lose(client, value->span,
                    value->receiver && strcmp(value->receiver, "custom") == 0
                        ? "a default of fields that only the platform knows"
                        : "a default that is computed here");
        return "NULL"; /* what is not given is not sent */
    }
    if (!init) {
        client_refuse(client, value->span,
                      arena_format(client->arena, "this default of type `%s`",
                                   type_name(client->arena, type)));
        return "NULL";
    }
    const char *of = constant_type(client, type, argument);
    return arena_format(
        client->arena, "&%s",
        table_share(client, &client->types, of, "default_value", init));
}

/* ---- for people ---- */

/* The largest unit that gives a whole number: 90s, 5m, 1500ms. */
static const char *show_duration(Client *client, int64_t microseconds)
{
    static const struct {
        int64_t of;
        const char *name;
    } units[] = {{INT64_C(3600000000), "h"},
                 {60000000, "m"},
                 {1000000, "s"},
                 {1000, "ms"}};
    if (microseconds == 0)
        return "0s";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (microseconds % units[i].of == 0)
            return arena_format(client->arena, "%" PRId64 "%s",
                                microseconds / units[i].of, units[i].name);
    return arena_format(client->arena, "%" PRId64 "us", microseconds);
}

const char *value_show(Client *client, const Expr *expr)
{
    if (expr->kind == EXPR_BOOL)
        return expr->integer ? "true" : "false";
    if (expr->kind == EXPR_DURATION)
        return show_duration(client, expr->integer);
    if (expr->kind == EXPR_ENUM)
        return expr->member->name;
    if (expr->kind == EXPR_LIST || expr->kind == EXPR_OBJECT)
        return expr->item_count == 0 ? "empty" : NULL;
    const char *number = number_text(client, expr);
    const char *text = number ? NULL : expr_constant_text(client->arena, expr);
    return text ? arena_format(client->arena, "\"%s\"", text) : number;
}
