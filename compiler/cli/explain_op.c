/* explain_op.c - `connc check --explain-op`: the settings that one operation
 * ends up with, and the place that each came from.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

typedef struct Listing {
    const Program *program;
    Arena arena;
} Listing;

/* Room for the names, and for the values beside them. */
enum { NAME_WIDTH = 14, VALUE_WIDTH = 40 };

/* One line: what it is, what the source says, and where. */
static void put_line(Listing *list, const char *name, const char *value,
                     Span span)
{
    const Sources *sources = &list->program->sources;
    printf("%-*s %-*s ", NAME_WIDTH, name, VALUE_WIDTH, value);
    const Source *source = span.file ? source_of(sources, span.file) : NULL;
    if (!source) {
        puts("default");
        return;
    }
    printf("%s:%zu\n", source->name,
           source_position(sources, span.file, span.start).line);
}

static void put_source(Listing *list, const char *name, Span span)
{
    const Sources *sources = &list->program->sources;
    put_line(list, name, source_excerpt(sources, span), span);
}

static void put_choice(Listing *list, const char *name, Span said,
                       const char *otherwise)
{
    if (said.file)
        put_source(list, name, said);
    else
        put_line(list, name, otherwise, said);
}

static void put_headers(Listing *list, const Properties *properties)
{
    for (size_t i = 0; i < properties->header_count; i++)
        put_source(list, "header", properties->headers[i].span);
}

static void put_errors(Listing *list, const Errors *errors)
{
    if (!errors) {
        put_line(list, "errors", "by status", (Span){0});
        return;
    }
    for (size_t i = 0; i < errors->row_count; i++) {
        const ErrorRow *row = &errors->rows[i];
        const char *text =
            row->low == row->high
                ? arena_format(&list->arena, "%d -> %s", row->low, row->kind)
                : arena_format(&list->arena, "%d..%d -> %s", row->low,
                               row->high, row->kind);
        put_line(list, "errors", text, row->span);
    }
}

static void put_properties(Listing *list, const Properties *properties,
                           const Choice *decode)
{
    if (properties->base_url)
        put_source(list, "base_url", properties->base_url->span);
    if (properties->timeout)
        put_source(list, "timeout", properties->timeout_span);
    else
        put_line(list, "timeout", "30s", (Span){0});
    const Span *said = properties->said;
    put_choice(list, "paginate", said[SAID_PAGINATE], "none");
    put_choice(list, "retry", said[SAID_RETRY], "none");
    put_choice(list, "throttle", said[SAID_THROTTLE], "none");
    put_choice(list, "encode", said[SAID_ENCODE], "json");
    put_choice(list, "decode", decode ? decode->span : (Span){0}, "json");
    put_choice(list, "idempotency", said[SAID_IDEMPOTENCY], "none");
    put_headers(list, properties);
    put_errors(list, properties->errors);
}

static const Operation *find_operation(const Connector *connector,
                                       const char *name)
{
    for (size_t i = 0; connector && i < connector->resource_count; i++) {
        const Resource *resource = connector->resources[i];
        for (size_t j = 0; j < resource->operation_count; j++)
            if (strcmp(resource->operations[j]->full_name, name) == 0)
                return resource->operations[j];
    }
    return NULL;
}

static void report_unknown(const Connector *connector, const char *name)
{
    const char *names[256];
    size_t count = 0;
    for (size_t i = 0; connector && i < connector->resource_count; i++) {
        const Resource *resource = connector->resources[i];
        for (size_t j = 0; j < resource->operation_count && count < 256; j++)
            names[count++] = resource->operations[j]->full_name;
    }
    const char *near = diag_nearest(name, names, count);
    fprintf(stderr, "connc check: there is no operation `%s`", name);
    if (near)
        fprintf(stderr, "; did you mean `%s`?", near);
    fputc('\n', stderr);
}

bool cli_explain_operation(const Program *program, const Connector *connector,
                           const char *name)
{
    Listing list = {.program = program};
    const Operation *op = find_operation(connector, name);
    if (!op) {
        report_unknown(connector, name);
        return false;
    }
    printf("%s %s %s\n", op->full_name, op->method, op->path);
    put_properties(&list, op->properties, op->decode);
    arena_free(&list.arena);
    return true;
}
