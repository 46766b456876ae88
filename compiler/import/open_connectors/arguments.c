/* arguments.c - parameters of a resource: arguments of the operation, and what
 * it sends by itself; and its path, whose variables are arguments.
 *
 * A parameter has two sides: where the caller of the platform gives it (type,
 * name), and where the vendor gets it (vendorType, vendorName). The block that
 * an argument stands in is the vendor's side. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "import/open_connectors/draft.h"

typedef struct Parameter {
    const char *type, *name;
    const char *vendor_type, *vendor_name;
    const char *data, *vendor_data;
    const char *description;
    const char *converter, *sample;
    bool required;
} Parameter;

/* Where an argument stands: `from` is what the platform takes it for. */
static const struct PlaceRow {
    const char *vendor_type, *type; /* type NULL: any other */
    const char *block, *from;
} places[] = {{"path", NULL, "path", "query"},
              {"query", NULL, "query", "query"},
              {"header", NULL, "header", "header"},
              {"form", "multipart", "multipart", "multipart"},
              {"form", NULL, "form", "form"},
              {"bodyField", NULL, "members", "bodyField"},
              {"bodyToken", NULL, "tokens", "body"},
              {"no-op", NULL, "args", "query"}};
enum {
    PLACE_OF_PATH,
    PLACE_COUNT = sizeof places / sizeof *places,
    PLACE_NOWHERE = PLACE_COUNT - 1 /* `args` */
};

/* The lines of each block while an operation is read. */
typedef struct Arguments {
    Draft *draft;
    DraftOp *op;
    const char *path; /* the platform's */
    Map taken;        /* names of arguments */
    Buf headers;
    Map sent_names;        /* place and name of what is sent */
    Buf sent[PLACE_COUNT]; /* in `parameters` */
} Arguments;

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

static size_t place_of(const Parameter *p)
{
    for (size_t i = 0; i < PLACE_COUNT; i++)
        if (strcmp(places[i].vendor_type, p->vendor_type) == 0 &&
            (!places[i].type || strcmp(places[i].type, p->type) == 0))
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
static void put_description(Buf *out, const Parameter *p)
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
    bool file = strcmp(places[place].block, "multipart") == 0 &&
                strcmp(p->data, "file") == 0;
    const char *type = file ? "bytes" : NULL;
    bool same = strcmp(p->data, p->vendor_data) == 0;
    for (size_t i = 0; same && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].data, p->data) == 0)
            type = types[i].type;
    buf_puts(out, type && same ? type : "string");
    if (!p->required && strcmp(places[place].block, "path") != 0)
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
        path_names(all->path, p->name) ? "path" : places[place].from;
    bool converted = p->converter &&
                     strncmp(p->vendor_name, "converter:", 10) == 0 &&
                     strcmp(p->vendor_name + 10, p->converter) == 0;
    if (strcmp(p->name, p->vendor_name) != 0 && !converted)
        put_annotation(out, "wire", p->vendor_name);
    if (strcmp(from, p->type) != 0)
        put_annotation(out, "from", p->type);
    if (strcmp(places[place].vendor_type, p->vendor_type) != 0)
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

static bool is_from(const char *type)
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
    const char *method = all->op->method, *block = places[place].block;
    bool body = strcmp(block, "form") == 0 || strcmp(block, "multipart") == 0;
    return !body || (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0);
}

static bool name_is_argument(const Arguments *all, const Parameter *p)
{
    return *p->name && *p->vendor_name && !map_get(&all->taken, p->name);
}

/* Takes `line`, which is freed. */
static void add_argument(Arguments *all, const char *block, const char *name,
                         Buf *line)
{
    Arena *arena = all->draft->arena;
    DraftArgument made = {block, name,
                          arena_text(arena, buf_text(line), line->length)};
    vec_push(arena, all->op->arguments, all->op->argument_count, made);
    buf_free(line);
}

static void put_argument(Arguments *all, const Parameter *p, size_t place)
{
    Buf out = {0};
    map_set(all->draft->arena, &all->taken, p->name, all);
    if (strcmp(places[place].block, "path") != 0 ||
        !is_plain_variable(all, p)) {
        put_description(&out, p);
        draft_name(&out, p->name);
        buf_puts(&out, ": ");
        put_type(&out, p, place);
        put_annotations(&out, all, p, place);
        buf_putc(&out, '\n');
    }
    add_argument(all, places[place].block, p->name, &out);
}

/* ---- what is sent without an argument ---- */

/* `text` with ${configuration.key} in it, as a string of the language; false
 * where it names what the draft doesn't have. */
bool draft_value(const Draft *draft, Buf *out, const char *text)
{
    static const char mark[] = "${configuration.";
    Buf made = {0};
    bool good = true;
    for (const char *at; good && (at = strstr(text, "${"));) {
        const char *end = strchr(at, '}');
        const char *start = at + sizeof mark - 1;
        good = end && strncmp(at, mark, sizeof mark - 1) == 0;
        const char *name =
            good ? configuration_name(draft, arena_text(draft->arena, start,
                                                        (size_t)(end - start)))
                 : NULL;
        good = name != NULL;
        if (!good)
            break;
        draft_text(&made, text, (size_t)(at - text));
        buf_printf(&made, "${config.%s}", name);
        text = end + 1;
    }
    draft_text(&made, text, strlen(text));
    if (good)
        buf_printf(out, "\"%s\"", buf_text(&made));
    buf_free(&made);
    return good;
}

bool name_is_header(const char *name)
{
    for (const char *c = name; *c; c++)
        if (*c <= ' ' || *c >= 127 || strchr("()<>@,;:\\\"/[]?={}", *c))
            return false;
    return *name;
}

/* The whole body, in which tokens are filled in. */
static void put_template(Arguments *all, const Parameter *p)
{
    Buf *out = &all->op->block.text;
    if (strcmp(p->vendor_name, "body") != 0 || p->required ||
        strcmp(p->data, "string") != 0 || strcmp(p->vendor_data, "string") != 0)
        return;
    if (p->description && strcmp(p->description, "Template XML") != 0)
        draft_doc(out, p->description);
    buf_puts(out, "template = ");
    if (strchr(p->name, '\n') && draft_is_block(p->name))
        draft_block(out, p->name, all->op->group == SIZE_MAX ? 6 : 4);
    else
        draft_string(out, p->name);
    buf_putc(out, '\n');
}

/* A block says each name once; the second stays in the residue. */
static bool is_sent_twice(Arguments *all, size_t place, const char *name)
{
    Arena *arena = all->draft->arena;
    char *key = arena_format(arena, "%zu %s", place, name);
    for (char *c = key; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    bool twice = map_get(&all->sent_names, key) != NULL;
    map_set(arena, &all->sent_names, key, all);
    return twice;
}

static void put_sent(Arguments *all, const Parameter *p)
{
    bool header = strcmp(p->vendor_type, "header") == 0;
    size_t place = place_of(p);
    const char *config = strcmp(p->type, "configuration") == 0
                             ? configuration_name(all->draft, p->name)
                             : NULL;
    if (strcmp(p->vendor_type, "body") == 0 && !config)
        put_template(all, p);
    if (place == PLACE_COUNT || !*p->vendor_name || p->converter || p->sample ||
        (strcmp(p->type, "value") != 0 && !config) ||
        (header && !name_is_header(p->vendor_name)) || strpbrk(p->name, "\r\n"))
        return;
    Buf *out = header ? &all->headers : &all->sent[place];
    Buf value = {0};
    if (config)
        buf_printf(&value, "config.%s", config);
    else if (!draft_value(all->draft, &value, p->name))
        value.length = 0;
    if (!value.length || is_sent_twice(all, place, p->vendor_name)) {
        buf_free(&value);
        return;
    }
    put_description(out, p);
    if (header)
        draft_string(out, p->vendor_name);
    else
        draft_name(out, p->vendor_name);
    buf_printf(out, " = %s", buf_text(&value));
    buf_free(&value);
    if (p->required)
        buf_puts(out, " @required");
    if (strcmp(p->data, "string") != 0 ||
        strcmp(p->vendor_data, "string") != 0) {
        buf_puts(out, " @data(");
        draft_string(out, p->data);
        buf_puts(out, ", ");
        draft_string(out, p->vendor_data);
        buf_putc(out, ')');
    }
    buf_putc(out, '\n');
}

/* ---- the path ---- */

/* The parameter of that name which goes to the path, else one that a faulty
 * definition sends elsewhere. */
static const Parameter *find_variable(const Parameter *list, size_t count,
                                      const char *name, size_t length)
{
    const Parameter *elsewhere = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i].vendor_name) != length ||
            strncmp(list[i].vendor_name, name, length) != 0)
            continue;
        if (strcmp(list[i].vendor_type, "path") == 0)
            return &list[i];
        if (strcmp(list[i].vendor_type, "form") == 0 &&
            strcmp(list[i].type, "multipart") == 0)
            elsewhere = &list[i];
    }
    return elsewhere;
}

static bool is_global(const Draft *draft, const char *name, size_t length)
{
    const Json *global = json_get(draft->root, "parameters");
    for (size_t i = 0; i < json_count(global); i++) {
        const char *type = json_get_text(global->items[i], "vendorType");
        const char *other = json_get_text(global->items[i], "vendorName");
        if (type && other && strcmp(type, "path") == 0 &&
            strlen(other) == length && strncmp(other, name, length) == 0)
            return true;
    }
    return false;
}

/* One variable of the vendor's path: its argument's name. NULL: the language
 * can't say it. */
static const char *path_variable(Arguments *all, const Parameter *list,
                                 size_t count, const char *name, size_t length)
{
    Arena *arena = all->draft->arena;
    const char *own = arena_text(arena, name, length);
    const Parameter *p = find_variable(list, count, name, length);
    bool argument = p && is_from(p->type);
    const char *said = argument ? p->name : own;
    if (!name_is_word(said) || (argument && !name_is_argument(all, p)))
        return NULL;
    if (argument) {
        put_argument(all, p, PLACE_OF_PATH);
    } else if (map_get(&all->taken, said)) {
        return NULL;
    } else {
        map_set(arena, &all->taken, said, all);
        Buf line = {0};
        if (!p && !is_global(all->draft, name, length)) {
            draft_name(&line, said);
            buf_puts(&line, ": string @unbound\n");
        }
        add_argument(all, "path", said, &line);
    }
    return said;
}

/* The vendor's path with the names of arguments, or NULL. */
static const char *path_spell(Arguments *all, const Parameter *list,
                              size_t count, const char *path)
{
    Buf out = {0};
    bool good = *path == '/';
    while (good && *path) {
        size_t length = strcspn(path, "{}");
        buf_write(&out, path, length);
        path += length;
        if (!*path)
            break;
        size_t name = strcspn(path + 1, "{}/");
        const char *said = *path == '{' && path[1 + name] == '}'
                               ? path_variable(all, list, count, path + 1, name)
                               : NULL;
        good = said != NULL;
        if (good)
            buf_printf(&out, "{%s}", said);
        path += good ? name + 2 : 0;
    }
    const char *text =
        good ? arena_text(all->draft->arena, buf_text(&out), out.length) : NULL;
    buf_free(&out);
    return text;
}

/* Whether it can stand as a base URL: nothing in it is filled in. */
static bool url_is_plain(const char *url)
{
    return (strncmp(url, "https://", 8) == 0 ||
            strncmp(url, "http://", 7) == 0) &&
           literal_is_url(url) && !strpbrk(url, "{}$?#\x7F");
}

/* As much of the vendor's path as a path of the language can say: without a
 * host, without a query, with a slash in front. */
static const char *path_sayable(Arena *arena, const char *vendor)
{
    const char *host = strstr(vendor, "://");
    if (host)
        vendor = strchr(host + 3, '/');
    if (!vendor)
        return "/";
    size_t length = 0;
    while (vendor[length] && !strchr("?# \t\r\n", vendor[length]) &&
           (unsigned char)vendor[length] > ' ' && vendor[length] != 127)
        length++;
    return arena_format(arena, "%s%.*s", *vendor == '/' ? "" : "/", (int)length,
                        vendor);
}

/* Where the language has no words for a path, the operation has a stand-in. */
static void path_import(Arguments *all, const Parameter *list, size_t count)
{
    DraftOp *op = all->op;
    const char *vendor = json_get_text(op->resource, "vendorPath");
    if (!vendor)
        vendor = all->path;
    const char *host = strstr(vendor, "://");
    const char *rest = host ? strchr(host + 3, '/') : NULL;
    if (rest && strncmp(vendor, "http", 4) == 0) {
        const char *url =
            arena_text(all->draft->arena, vendor, (size_t)(rest - vendor));
        if (url_is_plain(url))
            buf_printf(&op->block.text, "base_url = \"%s\"\n", url);
    }
    op->path =
        path_spell(all, list, count, path_sayable(all->draft->arena, vendor));
    if (op->path)
        return;
    all->taken = (Map){0};
    op->argument_count = 0;
    op->path = op->group == SIZE_MAX
                   ? step_path(op->step)
                   : arena_format(all->draft->arena, "/%s/%s",
                                  all->draft->groups[op->group].name, op->name);
}

/* ---- expose ---- */

/* "/x/{id}/" is offered as "/x/{id}"; a step under a path of its own. */
static bool path_is_derived(const DraftOp *op, const char *wanted)
{
    const char *path = op->group == SIZE_MAX ? step_path(op->step) : op->path;
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        length--;
    return strlen(wanted) == length && strncmp(path, wanted, length) == 0;
}

static bool can_expose(const Arguments *all)
{
    Arena *arena = all->draft->arena;
    const char *path = all->path;
    if (*path != '/' || !path[1] || strpbrk(path, "? #\\\"\t\r\n"))
        return false;
    for (const char *open = strchr(path, '{'); open;
         open = strchr(open + 1, '{')) {
        size_t length = strcspn(open + 1, "}");
        if (open[1 + length] != '}' ||
            !map_get(&all->taken, arena_text(arena, open + 1, length)))
            return false;
    }
    return true;
}

/* Of two resources with one method and path, the second can't say so. Names of
 * variables make no difference. */
static bool is_offered(Draft *draft, const char *method, const char *path)
{
    Buf offer = {0};
    buf_printf(&offer, "%s ", method);
    for (; *path; path++) {
        buf_putc(&offer, *path);
        if (*path == '{')
            path += strcspn(path, "}") - 1;
    }
    const char *text = arena_text(draft->arena, buf_text(&offer), offer.length);
    bool offered = map_get(&draft->offers, text) != NULL;
    map_set(draft->arena, &draft->offers, text, draft);
    buf_free(&offer);
    return offered;
}

static void expose_import(Arguments *all)
{
    DraftOp *op = all->op;
    const char *method = json_get_text(op->resource, "method");
    static const char *const known[] = {"GET", "POST", "PUT", "PATCH",
                                        "DELETE"};
    bool good = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        good = good || strcmp(known[i], method) == 0;
    if (!good || !can_expose(all) ||
        is_offered(all->draft, method, all->path) ||
        (strcmp(method, op->method) == 0 && path_is_derived(op, all->path)))
        return;
    buf_puts(&op->block.text, "expose = ");
    draft_string(&op->block.text,
                 arena_format(all->draft->arena, "%s %s", method, all->path));
    buf_putc(&op->block.text, '\n');
}

/* ---- the operation ---- */

/* The block of `parameters` for what goes to that place. */
static const char *sent_block(const struct PlaceRow *place)
{
    return strcmp(place->block, "members") == 0 ? "body" : place->block;
}

static void put_blocks(Arguments *all)
{
    Buf *out = &all->op->block.text, sent = {0};
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        if (all->sent[i].length)
            buf_printf(&sent, "%s {\n%s}\n", sent_block(&places[i]),
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
    size_t place = place_of(p);
    if (strcmp(p->type, "value") == 0 ||
        strcmp(p->type, "configuration") == 0) {
        put_sent(all, p);
        return;
    }
    if (!is_from(p->type) || !name_is_argument(all, p))
        return;
    if (place == PLACE_COUNT || place == PLACE_OF_PATH ||
        !place_is_allowed(all, place))
        place = PLACE_NOWHERE;
    put_argument(all, p, place);
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
    path_import(&all, list, count);
    for (size_t i = 0; i < count; i++)
        parameter_import(&all, &list[i]);
    expose_import(&all);
    put_blocks(&all);
}
