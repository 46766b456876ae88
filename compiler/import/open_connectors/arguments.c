/* arguments.c - parameters of a resource: arguments of the operation, and what
 * it sends by itself; and its path, whose variables are arguments.
 *
 * A parameter has two sides: where the caller of the platform gives it (type,
 * name), and where the vendor gets it (vendorType, vendorName). The block that
 * an argument stands in is the vendor's side. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import/open_connectors/arguments.h"

const PlaceRow argument_places[PLACE_COUNT] = {
    {"path", NULL, "path", "query"},
    {"query", NULL, "query", "query"},
    {"header", NULL, "header", "header"},
    {"form", "multipart", "multipart", "multipart"},
    {"form", NULL, "form", "form"},
    {"bodyField", NULL, "members", "bodyField"},
    {"bodyToken", NULL, "tokens", "body"},
    {"no-op", NULL, "args", "query"}};

static const char *text_or(const Json *json, const char *name,
                           const char *otherwise)
{
    const char *text = json_get_text(json, name);
    return text ? text : otherwise;
}

static Parameter parameter_read(const Json *json)
{
    Parameter made = {
        .type = text_or(json, "type", ""),
        .name = text_or(json, "name", ""),
        .vendor_type = text_or(json, "vendorType", ""),
        .vendor_name = text_or(json, "vendorName", ""),
        .data = text_or(json, "dataType", "string"),
        .vendor_data = text_or(json, "vendorDataType", "string"),
        .description = json_get_text(json, "description"),
        .converter = json_get_text(json, "converter"),
        .sample = json_get_text(json, "sampleData"),
        .required = json_get_true(json, "required"),
    };
    return made;
}

size_t argument_place(const Parameter *p)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (strcmp(argument_places[i].vendor_type, p->vendor_type) == 0 &&
            (!argument_places[i].type ||
             strcmp(argument_places[i].type, p->type) == 0))
            return i;
    return PLACE_COUNT;
}

/* Whether `{name}` stands in the path. */
static bool path_names(const char *path, const char *name)
{
    size_t length = strlen(name);
    for (const char *open = strchr(path, '{'); open;
         open = strchr(open + 1, '{'))
        if (strncmp(open + 1, name, length) == 0 && open[1 + length] == '}')
            return true;
    return false;
}

/* ---- lines of arguments ---- */

static void put_annotation(Buf *out, const char *name, const char *text)
{
    buf_printf(out, " @%s(", name);
    draft_string(out, text);
    buf_putc(out, ')');
}

/* What is said where nothing is: see argument_describe and parameter_write. */
void argument_put_description(Buf *out, const Parameter *p)
{
    if (p->description && strcmp(p->description, p->vendor_name) != 0)
        draft_doc(out, p->description);
}

static void put_type(Buf *out, const Parameter *p, size_t place)
{
    static const struct {
        const char *data, *type;
    } types[] = {{"string", "string"}, {"integer", "int"},
                 {"boolean", "bool"},  {"number", "float"},
                 {"date", "date"},     {"dateTime", "timestamp"}};
    bool file = strcmp(argument_places[place].block, "multipart") == 0 &&
                strcmp(p->data, "file") == 0;
    const char *type = file ? "bytes" : NULL;
    bool same = strcmp(p->data, p->vendor_data) == 0;
    for (size_t i = 0; same && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].data, p->data) == 0)
            type = types[i].type;
    buf_puts(out, type && same ? type : "string");
    if (!p->required && strcmp(argument_places[place].block, "path") != 0)
        buf_putc(out, '?');
    if (type && same)
        return;
    buf_puts(out, " @data(");
    draft_string(out, p->data);
    if (!same) {
        buf_puts(out, ", ");
        draft_string(out, p->vendor_data);
    }
    buf_putc(out, ')');
}

static void put_annotations(Buf *out, const Arguments *all, const Parameter *p,
                            size_t place)
{
    const char *from =
        path_names(all->path, p->name) ? "path" : argument_places[place].from;
    bool converted = p->converter &&
                     strncmp(p->vendor_name, "converter:", 10) == 0 &&
                     strcmp(p->vendor_name + 10, p->converter) == 0;
    if (strcmp(p->name, p->vendor_name) != 0 && !converted)
        put_annotation(out, "wire", p->vendor_name);
    if (strcmp(from, p->type) != 0)
        put_annotation(out, "from", p->type);
    if (strcmp(argument_places[place].vendor_type, p->vendor_type) != 0)
        put_annotation(out, "to", p->vendor_type);
    if (p->converter)
        put_annotation(out, "converter", p->converter);
    if (p->sample)
        put_annotation(out, "sample", p->sample);
}

/* A variable of the path that has nothing to say needs no line. */
static bool is_plain_variable(const Arguments *all, const Parameter *p)
{
    return (!p->description || strcmp(p->description, p->vendor_name) == 0) &&
           strcmp(p->name, p->vendor_name) == 0 &&
           strcmp(p->data, "string") == 0 &&
           strcmp(p->vendor_data, "string") == 0 && !p->sample &&
           !p->converter &&
           strcmp(p->type, path_names(all->path, p->name) ? "path" : "query") ==
               0;
}

bool argument_is_given(const char *type)
{
    static const char *const types[] = {"path", "query",     "header",   "body",
                                        "form", "multipart", "bodyField"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

/* A request of these methods has no body, and so no form. */
static bool place_is_allowed(const Arguments *all, size_t place)
{
    const char *method = all->op->method, *block = argument_places[place].block;
    bool body = strcmp(block, "form") == 0 || strcmp(block, "multipart") == 0;
    return !body || (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0);
}

bool argument_has_name(const Arguments *all, const Parameter *p)
{
    return *p->name && *p->vendor_name && !map_get(&all->taken, p->name);
}

/* Takes `line`, which is freed. */
void argument_put_line(Arguments *all, const char *block, const char *name,
                       Buf *line)
{
    Arena *arena = all->draft->arena;
    DraftArgument made = {block, name,
                          arena_text(arena, buf_text(line), line->length)};
    vec_push(arena, all->op->arguments, all->op->argument_count, made);
    buf_free(line);
}

void argument_put(Arguments *all, const Parameter *p, size_t place)
{
    Buf out = {0};
    map_set(all->draft->arena, &all->taken, p->name, all);
    if (strcmp(argument_places[place].block, "path") != 0 ||
        !is_plain_variable(all, p)) {
        argument_put_description(&out, p);
        draft_name(&out, p->name);
        buf_puts(&out, ": ");
        put_type(&out, p, place);
        put_annotations(&out, all, p, place);
        buf_putc(&out, '\n');
    }
    argument_put_line(all, argument_places[place].block, p->name, &out);
}

/* ---- the operation ---- */

/* The block of `parameters` for what goes to that place. */
static const char *sent_block(const PlaceRow *place)
{
    return strcmp(place->block, "members") == 0 ? "body" : place->block;
}

static void put_blocks(Arguments *all)
{
    Buf *out = &all->op->block.text, sent = {0};
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        if (all->sent[i].length)
            buf_printf(&sent, "%s {\n%s}\n", sent_block(&argument_places[i]),
                       buf_text(&all->sent[i]));
        buf_free(&all->sent[i]);
    }
    if (all->headers.length)
        buf_printf(out, "headers {\n%s}\n", buf_text(&all->headers));
    if (sent.length)
        buf_printf(out, "parameters {\n%s}\n", buf_text(&sent));
    buf_free(&all->headers);
    buf_free(&sent);
}

static void parameter_import(Arguments *all, const Parameter *p)
{
    size_t place = argument_place(p);
    if (strcmp(p->type, "value") == 0 ||
        strcmp(p->type, "configuration") == 0) {
        argument_put_sent(all, p);
        return;
    }
    if (!argument_is_given(p->type) || !argument_has_name(all, p))
        return;
    if (place == PLACE_COUNT || place == PLACE_OF_PATH ||
        !place_is_allowed(all, place))
        place = PLACE_NOWHERE;
    argument_put(all, p, place);
}

/* The platform gives them in any order; ours is the same each time. */
static int compare_parameters(const void *a, const void *b)
{
    const Parameter *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    if (order == 0)
        order = strcmp(x->vendor_name, y->vendor_name);
    if (order == 0)
        order = strcmp(x->type, y->type);
    return order ? order : strcmp(x->vendor_type, y->vendor_type);
}

const Json *arguments_body(const DraftOp *op)
{
    const Json *parameters = json_get(op->resource, "parameters"), *body = NULL;
    if (strcmp(op->keyword, "op") != 0 || strcmp(op->method, "GET") == 0 ||
        strcmp(op->method, "HEAD") == 0)
        return NULL;
    for (size_t i = 0; i < json_count(parameters); i++) {
        const Json *p = parameters->items[i];
        const char *type = json_get_text(p, "vendorType");
        const char *from = json_get_text(p, "type");
        if (!type || !from)
            continue;
        if (strcmp(type, "form") == 0 || strcmp(type, "multipart") == 0 ||
            (strcmp(type, "body") == 0 && (body || strcmp(from, "body") != 0)))
            return NULL;
        if (strcmp(type, "body") == 0)
            body = p;
    }
    return body;
}

void arguments_import(Draft *draft, DraftOp *op, const char *path)
{
    const Json *parameters = json_get(op->resource, "parameters");
    Arguments all = {.draft = draft, .op = op, .path = path};
    Parameter *list =
        arena_array(draft->arena, Parameter, json_count(parameters) + 1);
    const Json *body = arguments_body(op);
    size_t count = 0;
    for (size_t i = 0; i < json_count(parameters); i++) {
        if (parameters->items[i] == body)
            continue;
        const char *source = json_get_text(parameters->items[i], "source");
        if (!source || strcmp(source, "request") == 0)
            list[count++] = parameter_read(parameters->items[i]);
    }
    if (count > 1)
        qsort(list, count, sizeof *list, compare_parameters);
    argument_import_path(&all, list, count);
    for (size_t i = 0; i < count; i++)
        parameter_import(&all, &list[i]);
    argument_import_expose(&all);
    put_blocks(&all);
}
