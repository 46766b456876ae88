/* arguments_path.c - the path of an operation, whose variables are arguments,
 * and the path that the platform offers it under. */
#include "import/open_connectors/arguments.h"

#include <stdint.h>
#include <string.h>

#include "check/check.h"

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
    bool argument = p && argument_is_given(p->type);
    const char *said = argument ? p->name : own;
    if (!name_is_word(said) || (argument && !argument_has_name(all, p)))
        return NULL;
    if (argument) {
        argument_put(all, p, PLACE_OF_PATH);
    } else if (map_get(&all->taken, said)) {
        return NULL;
    } else {
        map_set(arena, &all->taken, said, all);
        Buf line = {0};
        if (!p && !is_global(all->draft, name, length)) {
            draft_name(&line, said);
            buf_puts(&line, ": string @unbound\n");
        }
        argument_put_line(all, "path", said, &line);
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
void argument_import_path(Arguments *all, const Parameter *list, size_t count)
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

void argument_import_expose(Arguments *all)
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
