/* polling.c - `events polling` as the platform's own description of it: the URL
 * that is asked, with a date in it, and where an item has its id and dates.
 * What the steps of `on` say is read as a description too: the platform runs
 * none. */
#include "emit/open_connectors/polling.h"

#include <inttypes.h>
#include <string.h>

#include "emit/open_connectors/objects.h"
#include "emit/open_connectors/values.h"

enum { MICROS_IN_SECOND = 1000 * 1000 };

/* One member of the configuration while it is read; NULL: not said. */
typedef struct Poll {
    const Polling *polling;
    const Endpoint *endpoint;
    const char *url, *id;
    const Field *updated, *created;
    const char *updated_path, *created_path;
    int64_t tolerance; /* seconds */
} Poll;

static void poll_lose(Platform *platform, Span span, const char *what,
                      const char *why)
{
    diag_report(platform->diags, D_OC_POLL_LOST, span, what, why);
}

/* ---- paths in an item ---- */

/* `item.a.b` on the wire: "a.b"; NULL: it is something else. A conversion to
 * text changes nothing. */
static const char *poll_path(Arena *arena, const Expr *expr)
{
    while (expr->kind == EXPR_TRY || expr->kind == EXPR_CAST ||
           (expr->kind == EXPR_CALL && expr->item_count == 1 &&
            strcmp(expr->text, "to_string") == 0))
        expr = expr->kind == EXPR_CALL ? expr->items[0] : expr->a;
    if (expr->kind != EXPR_MEMBER)
        return NULL;
    const char *wire = expr->field ? expr->field->wire : expr->text;
    const Expr *owner = expr->a;
    if (owner->kind == EXPR_ROOT && strcmp(owner->text, "item") == 0)
        return wire;
    const char *path = poll_path(arena, owner);
    return path ? arena_format(arena, "%s.%s", path, wire) : NULL;
}

/* ---- the URL ---- */

static bool is_watermark(const Expr *expr)
{
    return expr->kind == EXPR_ROOT && strcmp(expr->text, "watermark") == 0;
}

/* How the platform writes the date of the last poll, NULL: it can't. */
static const char *poll_date(Arena *arena, const Field *field)
{
    if (field->form == WIRE_UNIX)
        return "${epoch:s}";
    if (field->form == WIRE_MILLIS)
        return "${epoch}";
    const char *format = object_date_format(field);
    return format ? arena_format(arena, "${gmtDate:%s}", format) : NULL;
}

/* A pattern of `format` in the words of Java's SimpleDateFormat, where letters
 * that mean themselves stand in quotes. */
static void poll_put_pattern(Buf *out, const char *pattern)
{
    static const struct {
        char letter;
        const char *word;
    } rows[] = {{'Y', "yyyy"}, {'m', "MM"},  {'d', "dd"},
                {'H', "HH"},   {'M', "mm"},  {'S', "ss"},
                {'b', "MMM"},  {'a', "EEE"}, {'%', "%"}};
    while (*pattern) {
        const char *word = NULL;
        for (size_t i = 0; *pattern == '%' && i < sizeof rows / sizeof *rows;
             i++)
            if (rows[i].letter == pattern[1])
                word = rows[i].word;
        if (word) {
            buf_puts(out, word);
            pattern += 2;
            continue;
        }
        bool letter = (*pattern >= 'a' && *pattern <= 'z') ||
                      (*pattern >= 'A' && *pattern <= 'Z');
        buf_printf(out,
                   letter             ? "'%c'"
                   : *pattern == '\'' ? "''"
                                      : "%c",
                   *pattern);
        pattern++;
    }
}

/* What a function makes of the watermark; false: the platform can't. */
static bool poll_put_call(Buf *out, const Expr *call)
{
    static const struct {
        const char *name, *date;
    } rows[] = {{"to_unix", "${epoch:s}"},
                {"to_millis", "${epoch}"},
                {"to_string", "${gmtDate:yyyy-MM-dd'T'HH:mm:ss'Z'}"}};
    if (!call->item_count || !is_watermark(call->items[0]))
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, call->text) == 0) {
            buf_puts(out, rows[i].date);
            return true;
        }
    if (strcmp(call->text, "format") != 0 || call->item_count != 2 ||
        call->items[1]->kind != EXPR_TEXT)
        return false;
    buf_puts(out, "${gmtDate:");
    poll_put_pattern(out, call->items[1]->text);
    buf_putc(out, '}');
    return true;
}

/* A value of the URL: constants, and the watermark as `field` writes it or as
 * a text of that format. The platform always has a date, so what stands in for
 * none is never needed. */
static bool poll_put_value(Arena *arena, Buf *out, const Expr *expr,
                           const Field *field)
{
    if (expr->kind == EXPR_COALESCE)
        expr = expr->a;
    if (is_watermark(expr)) {
        const char *date = poll_date(arena, field);
        if (date)
            buf_puts(out, date);
        return date;
    }
    if (expr->kind == EXPR_CALL)
        return poll_put_call(out, expr);
    for (size_t i = 0; expr->kind == EXPR_CONCAT && i < expr->item_count; i++)
        if (!poll_put_value(arena, out, expr->items[i], field))
            return false;
    if (expr->kind == EXPR_CONCAT)
        return true;
    const char *text = value_constant(arena, expr);
    if (text)
        buf_puts(out, text);
    return text;
}

static const Param *poll_param(const Operation *op, const char *name)
{
    for (size_t i = 0; i < op->param_count; i++)
        if (strcmp(op->params[i].field.name, name) == 0)
            return &op->params[i];
    return NULL;
}

static const Expr *poll_argument(const Expr *call, const char *name,
                                 size_t length)
{
    for (size_t i = 0; i < call->item_count; i++)
        if (call->names[i] && strlen(call->names[i]) == length &&
            memcmp(call->names[i], name, length) == 0)
            return call->items[i];
    return NULL;
}

/* Variables that are no constants stay as they are: whoever sets up the poll
 * gives them. */
static void poll_put_path(Platform *platform, Buf *url, const char *path,
                          const Expr *call)
{
    while (*path) {
        size_t length = *path == '{' ? strcspn(path, "}") : 0;
        const Expr *given =
            length ? poll_argument(call, path + 1, length - 1) : NULL;
        const char *text =
            given ? value_constant(platform->arena, given) : NULL;
        if (given && !text)
            poll_lose(platform, given->span, "this argument",
                      "only constants can stand in its path");
        if (text)
            buf_puts(url, text);
        else
            buf_putc(url, *path);
        path += text ? length + 1 : 1;
    }
}

static void poll_put_arguments(Platform *platform, Buf *url, const Expr *call)
{
    char mark = '?';
    for (size_t i = 0; i < call->item_count; i++) {
        const Param *param =
            call->names[i] ? poll_param(call->operation, call->names[i]) : NULL;
        if (!param || param->place == PLACE_PATH)
            continue;
        Buf value = {0};
        if (poll_put_value(platform->arena, &value, call->items[i],
                           &param->field)) {
            buf_printf(url, "%c%s=%s", mark, param->field.name,
                       buf_text(&value));
            mark = '&';
        } else {
            poll_lose(platform, call->items[i]->span, param->field.name,
                      "only constants and the watermark can stand in its URL");
        }
        buf_free(&value);
    }
}

static const Endpoint *poll_endpoint(const Platform *platform,
                                     const Operation *op)
{
    for (size_t i = 0; i < platform->endpoints.count; i++)
        if (platform->endpoints.items[i].operation == op)
            return &platform->endpoints.items[i];
    return NULL;
}

static bool poll_find_url(Platform *platform, Poll *poll)
{
    const Expr *call = poll->polling->source;
    while (call && call->kind == EXPR_TRY)
        call = call->a;
    poll->endpoint = call && call->kind == EXPR_OP_CALL
                         ? poll_endpoint(platform, call->operation)
                         : NULL;
    if (!poll->endpoint) {
        poll_lose(platform, poll->polling->span, poll->polling->name,
                  "its source is no operation that it offers");
        return false;
    }
    Buf url = {0};
    buf_printf(&url, "/hubs/%s", platform->hub);
    poll_put_path(platform, &url, poll->endpoint->path, call);
    poll_put_arguments(platform, &url, call);
    poll->url = arena_text(platform->arena, buf_text(&url), url.length);
    buf_free(&url);
    return true;
}

/* ---- what the steps say ---- */

static const Field *poll_field(const Expr *expr)
{
    while (expr->kind == EXPR_TRY || expr->kind == EXPR_CAST)
        expr = expr->a;
    return expr->kind == EXPR_MEMBER ? expr->field : NULL;
}

static const char *poll_member(const Expr *target)
{
    bool event = target && target->kind == EXPR_MEMBER &&
                 target->a->kind == EXPR_ROOT &&
                 strcmp(target->a->text, "event") == 0;
    return event ? target->text : "";
}

static void poll_set_created(Arena *arena, Poll *poll, const Expr *expr)
{
    const char *path = poll_path(arena, expr);
    if (!path || (poll->updated_path && strcmp(path, poll->updated_path) == 0))
        return;
    poll->created_path = path;
    poll->created = poll_field(expr);
}

/* `if item.created == item.updated then created else updated`, or, with a
 * tolerance, `if item.updated - item.created <= 4s then ...`. */
static bool poll_read_kind(Arena *arena, Poll *poll, const Expr *value)
{
    const Expr *test = value->kind == EXPR_COND ? value->a : NULL;
    if (!test || test->kind != EXPR_BINARY || value->b->kind != EXPR_ENUM ||
        strcmp(value->b->member->name, "created") != 0)
        return value->kind == EXPR_ENUM &&
               strcmp(value->member->name, "updated") == 0;
    const Expr *a = test->a, *b = test->b;
    if (strcmp(test->text, "<=") == 0 && b->kind == EXPR_DURATION &&
        a->kind == EXPR_BINARY && strcmp(a->text, "-") == 0) {
        poll->tolerance = b->integer / MICROS_IN_SECOND;
        b = a->b;
        a = a->a;
    } else if (strcmp(test->text, "==") != 0) {
        return false;
    }
    poll_set_created(arena, poll, a);
    poll_set_created(arena, poll, b);
    return poll->created_path;
}

static bool poll_read_step(Arena *arena, Poll *poll, const Step *step)
{
    const char *member =
        step->kind == STEP_ASSIGN ? poll_member(step->target) : "";
    if (strcmp(member, "kind") == 0)
        return poll_read_kind(arena, poll, step->value);
    if (strcmp(member, "id") == 0)
        return (poll->id = poll_path(arena, step->value)) != NULL;
    if (strcmp(member, "at") == 0)
        return poll_path(arena, step->value) != NULL;
    return strcmp(member, "object") == 0 && step->value->kind == EXPR_ROOT &&
           strcmp(step->value->text, "item") == 0;
}

static void poll_read_steps(Platform *platform, Poll *poll)
{
    if (!poll->polling->makes)
        return;
    const Hook *hook = &platform->connector->hooks[poll->polling->hook];
    if (hook->script)
        poll_lose(platform, hook->span, "on",
                  "it makes events of items by itself");
    for (size_t i = 0; i < hook->steps.count; i++)
        if (!poll_read_step(platform->arena, poll, hook->steps.items[i]))
            poll_lose(platform, hook->steps.items[i]->span, "on",
                      "it makes events of items by itself, of an id and dates");
}

static void poll_read(Platform *platform, Poll *poll)
{
    const Polling *polling = poll->polling;
    if (polling->watermark) {
        poll->updated_path = poll_path(platform->arena, polling->watermark);
        poll->updated = poll_field(polling->watermark);
    }
    if (!poll->updated_path && polling->watermark)
        poll_lose(platform, polling->watermark->span, "watermark",
                  "it knows a date only as a member of an item");
    poll_read_steps(platform, poll);
    if (polling->dedupe)
        poll_lose(platform, polling->dedupe->span, "dedupe",
                  "it tells events apart by id and date");
}

/* ---- writing ---- */

/* "updates" of "/companies/{id}/updates". */
static const char *poll_object(Arena *arena, const char *path)
{
    const char *name = path;
    size_t length = strlen(path);
    for (const char *at = path; *at == '/';) {
        size_t segment = strcspn(at + 1, "/");
        if (segment && at[1] != '{') {
            name = at + 1;
            length = segment;
        }
        at += 1 + segment;
    }
    return arena_text(arena, name, length);
}

static void poll_write_date(Platform *platform, const char *kind,
                            const char *path, const Field *field)
{
    Arena *arena = platform->arena;
    JsonWriter *json = &platform->json;
    const char *format = field ? object_date_format(field) : NULL;
    json_text(json, arena_format(arena, "%sDateField", kind), path);
    if (format)
        json_text(json, arena_format(arena, "%sDateFormat", kind), format);
    json_text(json, arena_format(arena, "%sDateTimezone", kind), "GMT");
}

static void poll_write(Platform *platform, const Poll *poll)
{
    JsonWriter *json = &platform->json;
    const Expr *overlap = poll->polling->overlap;
    json_object(json, poll_object(platform->arena, poll->endpoint->path));
    json_text(json, "url", poll->url);
    if (poll->id)
        json_text(json, "idField", poll->id);
    if (poll->updated_path) {
        json_object(json, "datesConfiguration");
        poll_write_date(platform, "updated", poll->updated_path, poll->updated);
        if (poll->created_path)
            poll_write_date(platform, "created", poll->created_path,
                            poll->created);
        json_object_end(json);
    }
    if (poll->tolerance)
        json_int(json, "createdCheckTolerance", poll->tolerance);
    if (overlap && overlap->kind == EXPR_DURATION)
        json_int(json, "pollDelay", overlap->integer / MICROS_IN_SECOND);
    json_object_end(json);
}

const char *polling_configuration(Platform *platform)
{
    const Connector *c = platform->connector;
    JsonWriter kept = platform->json;
    Buf out = {0};
    platform->json = (JsonWriter){.out = &out, .first = true, .compact = true};
    json_object(&platform->json, NULL);
    for (size_t i = 0; i < c->polling_count; i++) {
        Poll poll = {.polling = &c->pollings[i]};
        if (!poll_find_url(platform, &poll))
            continue;
        poll_read(platform, &poll);
        poll_write(platform, &poll);
    }
    json_object_end(&platform->json);
    platform->json = kept;
    const char *text = arena_text(platform->arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}
