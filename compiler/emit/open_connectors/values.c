/* values.c - expressions of the model as the platform's values: a literal with
 * `${configuration.key}` inside, a configuration key, or an argument. Whatever
 * needs computing has no form there. */
#include "emit/open_connectors/values.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "emit/open_connectors/parameters.h"

typedef enum Quoting {
    QUOTING_NONE,    /* constants only */
    QUOTING_LITERAL, /* ${configuration.key} */
    QUOTING_TEMPLATE /* {key} */
} Quoting;

const char *config_key(const Platform *platform, const Field *field)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->configuration_count; i++)
        if (c->configuration[i] == field ||
            strcmp(c->configuration[i]->name, field->name) == 0)
            return platform->config_keys[i];
    return field->wire;
}

const char *slot_key(const Platform *platform, const Expr *account)
{
    size_t slot = (size_t)account->integer;
    return slot < platform->connector->slot_count ? platform->slot_keys[slot]
                                                  : NULL;
}

/* What only changes the type, not the text. */
static const Expr *value_strip(const Expr *expr)
{
    while (expr->kind == EXPR_CAST ||
           (expr->kind == EXPR_CALL && expr->item_count == 1 &&
            strcmp(expr->text, "to_string") == 0) ||
           (expr->kind == EXPR_CONCAT && expr->item_count == 1))
        expr = expr->kind == EXPR_CAST ? expr->a : expr->items[0];
    return expr;
}

static const char *value_information(const Platform *platform, const Expr *expr)
{
    if (!platform || expr->kind != EXPR_MEMBER || expr->a->kind != EXPR_ROOT ||
        strcmp(expr->a->text, "information") != 0)
        return NULL;
    return choice_text(platform->connector->information, expr->text);
}

static bool value_write_key(Buf *out, const char *key, Quoting quoting)
{
    if (!key)
        return false;
    buf_printf(out, quoting == QUOTING_LITERAL ? "${configuration.%s}" : "{%s}",
               key);
    return true;
}

/* Braces of a user's own text would be taken for a key. */
static bool value_write_text(Buf *out, const char *text, Quoting quoting)
{
    if ((quoting == QUOTING_LITERAL && strstr(text, "${")) ||
        (quoting == QUOTING_TEMPLATE && strpbrk(text, "{}")))
        return false;
    buf_puts(out, text);
    return true;
}

/* Microseconds as seconds: "300", "0.5". */
static void value_write_seconds(Buf *out, int64_t microseconds)
{
    buf_printf(out, "%" PRId64, microseconds / 1000000);
    int64_t rest = microseconds % 1000000;
    if (rest == 0)
        return;
    char digits[8];
    snprintf(digits, sizeof digits, "%06d", (int)rest);
    for (size_t n = 6; n > 0 && digits[n - 1] == '0'; n--)
        digits[n - 1] = '\0';
    buf_printf(out, ".%s", digits);
}

static bool value_write(const Platform *platform, Buf *out, const Expr *expr,
                        Quoting quoting);

static bool value_write_items(const Platform *platform, Buf *out,
                              const Expr *expr, const char *between,
                              Quoting quoting)
{
    for (size_t i = 0; i < expr->item_count; i++) {
        if (i > 0)
            buf_puts(out, between);
        if (!value_write(platform, out, expr->items[i], quoting))
            return false;
    }
    return true;
}

static bool value_write_negative(const Platform *platform, Buf *out,
                                 const Expr *expr)
{
    if (strcmp(expr->text, "-") != 0 ||
        (expr->a->kind != EXPR_INT && expr->a->kind != EXPR_FLOAT))
        return false;
    buf_putc(out, '-');
    return value_write(platform, out, expr->a, QUOTING_NONE);
}

/* Scalars that are written the same everywhere. */
static bool value_write_constant(const Platform *platform, Buf *out,
                                 const Expr *expr, Quoting quoting)
{
    if (expr->kind == EXPR_TEXT || expr->kind == EXPR_WORD)
        return value_write_text(out, expr->text, quoting);
    if (expr->kind == EXPR_ENUM)
        return value_write_text(out, expr->member->wire, quoting);
    if (expr->kind == EXPR_UNARY)
        return value_write_negative(platform, out, expr);
    if (expr->kind == EXPR_DURATION)
        value_write_seconds(out, expr->integer);
    else if (expr->kind == EXPR_BOOL)
        buf_puts(out, expr->integer ? "true" : "false");
    else if (expr->kind == EXPR_FLOAT)
        buf_puts(out, expr->text);
    else if (expr->kind == EXPR_INT || expr->kind == EXPR_SIZE)
        buf_printf(out, "%" PRId64, expr->integer);
    else
        return false;
    return true;
}

/* A variable of all paths that stands for the same entry gives the place in a
 * template its name; NULL: there is none. */
static const char *value_variable(const Platform *platform, const Field *field)
{
    const Connector *c = platform->connector;
    for (size_t i = 0; i < c->parameter_count; i++) {
        const Assign *assign = &c->parameters[i];
        const Expr *value = value_strip(assign->value);
        if (assign->place == PLACE_PATH && value->kind == EXPR_CONFIG &&
            strcmp(value->field->name, field->name) == 0)
            return assign->name;
    }
    return NULL;
}

static bool value_write(const Platform *platform, Buf *out, const Expr *expr,
                        Quoting quoting)
{
    expr = value_strip(expr);
    const char *variable =
        quoting == QUOTING_TEMPLATE && expr->kind == EXPR_CONFIG
            ? value_variable(platform, expr->field)
            : NULL;
    if (variable)
        return value_write_key(out, variable, quoting);
    if (quoting != QUOTING_NONE && expr->kind == EXPR_CONFIG)
        return value_write_key(out, config_key(platform, expr->field), quoting);
    if (quoting != QUOTING_NONE && expr->kind == EXPR_ACCOUNT)
        return value_write_key(out, slot_key(platform, expr), quoting);
    if (expr->kind == EXPR_CONCAT)
        return value_write_items(platform, out, expr, "", quoting);
    if (expr->kind == EXPR_LIST)
        return value_write_items(platform, out, expr, ",", quoting);
    const char *information = value_information(platform, expr);
    return information ? value_write_text(out, information, quoting)
                       : value_write_constant(platform, out, expr, quoting);
}

static const char *value_take(Arena *arena, Buf *out, bool good)
{
    const char *text =
        good ? arena_text(arena, buf_text(out), out->length) : NULL;
    buf_free(out);
    return text;
}

Value value_of(const Platform *platform, const Expr *expr)
{
    if (!expr || expr->kind == EXPR_NULL)
        return (Value){VALUE_NOTHING, NULL, NULL};
    /* "${config.x}" is a text with a value in it, config.x the value. */
    bool text_of_one = expr->kind == EXPR_CONCAT && expr->item_count == 1 &&
                       value_strip(expr)->kind == EXPR_CONFIG;
    expr = text_of_one ? expr : value_strip(expr);
    if (expr->kind == EXPR_CONFIG)
        return (Value){VALUE_CONFIGURATION, config_key(platform, expr->field),
                       NULL};
    if (expr->kind == EXPR_ACCOUNT && slot_key(platform, expr))
        return (Value){VALUE_CONFIGURATION, slot_key(platform, expr), NULL};
    if (expr->kind == EXPR_ARG)
        return (Value){VALUE_ARGUMENT, expr->field->name, expr->field};
    Buf out = {0};
    bool good = value_write(platform, &out, expr, QUOTING_LITERAL);
    const char *text = value_take(platform->arena, &out, good);
    return (Value){good ? VALUE_TEXT : VALUE_UNKNOWN, text, NULL};
}

static void value_refuse(Platform *platform, Span span, const char *what)
{
    Diag *diag = diag_report(platform->diags, D_OC_VALUE, span, what);
    diag_help(platform->diags, diag,
              "it sends constants, values of the configuration, what the "
              "login that it carries keeps, and texts made of these");
}

Value value_require(Platform *platform, const Expr *expr, const char *what)
{
    Value value = value_of(platform, expr);
    if (value.kind == VALUE_UNKNOWN)
        value_refuse(platform, expr->span, what);
    return value;
}

/* Each key that a template names is filled in by a global path parameter. */
static void value_bind_keys(Platform *platform, const Expr *expr)
{
    expr = value_strip(expr);
    for (size_t i = 0; i < expr->item_count; i++)
        value_bind_keys(platform, expr->items[i]);
    if ((expr->kind != EXPR_CONFIG && expr->kind != EXPR_ACCOUNT) ||
        (expr->kind == EXPR_CONFIG && value_variable(platform, expr->field)))
        return;
    const char *key = expr->kind == EXPR_CONFIG
                          ? config_key(platform, expr->field)
                          : slot_key(platform, expr);
    parameters_add(platform, &platform->global,
                   parameter_constant((Value){VALUE_CONFIGURATION, key, NULL},
                                      "path", key));
}

const char *value_template(Platform *platform, const Expr *expr,
                           const char *what)
{
    Buf out = {0};
    bool good = value_write(platform, &out, expr, QUOTING_TEMPLATE);
    const char *text = value_take(platform->arena, &out, good);
    if (text)
        value_bind_keys(platform, expr);
    else
        value_refuse(platform, expr->span, what);
    return text;
}

const char *value_constant(Arena *arena, const Expr *expr)
{
    Buf out = {0};
    bool good = expr && value_write(NULL, &out, expr, QUOTING_NONE);
    return value_take(arena, &out, good);
}

const char *value_text(Arena *arena, Value value)
{
    return value.kind == VALUE_CONFIGURATION
               ? arena_format(arena, "${configuration.%s}", value.text)
               : value.text;
}

/* One decoded segment; digits alone are an index. */
static bool value_write_segment(Buf *out, const char *segment, size_t length)
{
    if (length == 0)
        return false;
    bool digits = true;
    for (size_t i = 0; i < length; i++) {
        if (strchr(".[]|?", segment[i]) || segment[i] == '~')
            return false;
        digits = digits && segment[i] >= '0' && segment[i] <= '9';
    }
    if (digits) {
        buf_printf(out, "[%.*s]", (int)length, segment);
        return true;
    }
    if (out->length > 0)
        buf_putc(out, '.');
    buf_write(out, segment, length);
    return true;
}

const char *value_dotted(Arena *arena, const char *pointer)
{
    Buf out = {0};
    bool good = true;
    while (good && *pointer == '/') {
        size_t length = strcspn(pointer + 1, "/");
        good = value_write_segment(&out, pointer + 1, length);
        pointer += 1 + length;
    }
    return value_take(arena, &out, good);
}

bool value_uses(const Expr *expr, const Field *field)
{
    if (!expr)
        return false;
    if (expr->kind == EXPR_CONFIG)
        return strcmp(expr->field->name, field->name) == 0;
    for (size_t i = 0; i < expr->item_count; i++)
        if (value_uses(expr->items[i], field))
            return true;
    for (size_t i = 0; i < expr->arm_count; i++)
        if (value_uses(expr->arms[i].value, field))
            return true;
    return value_uses(expr->a, field) || value_uses(expr->b, field) ||
           value_uses(expr->c, field);
}
