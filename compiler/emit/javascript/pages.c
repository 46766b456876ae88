/* pages.c - blocks of a hook that turn the pages of a list: by the steps of a
 * template, or by a helper that does what a kind of pagination says. What is
 * other in the next page's request goes by way of the platform. */
#include "emit/javascript/pages.h"

#include <inttypes.h>
#include <string.h>

/* ---- which ---- */

/* A kind that the platform does not know, and what does it here. */
typedef struct PageKind {
    const char *kind, *helper;
    bool moves; /* the next page may have another path */
} PageKind;

static const PageKind page_kinds[] = {
    {"link", "page_by_link", true},
    {"next_url", "page_by_url", true},
    {"keyset", "page_by_key", false},
};

static const PageKind *page_kind_of(const Choice *choice)
{
    for (size_t i = 0; i < sizeof page_kinds / sizeof *page_kinds; i++)
        if (choice_is(choice, page_kinds[i].kind))
            return &page_kinds[i];
    return NULL;
}

static const PageKind *page_kind(const Operation *operation)
{
    const Pagination *pages = operation->pagination;
    return pages ? page_kind_of(pages->choice) : NULL;
}

bool javascript_turns_pages(const Choice *choice)
{
    return choice_is(choice, "template") || page_kind_of(choice);
}

bool page_is_block(const JsBlock *block)
{
    return block->operation &&
           (block->operation->template_pagination ||
            page_kind(block->operation)) &&
           (strcmp(block->hook->kind, "request") == 0 ||
            strcmp(block->hook->kind, "next") == 0);
}

/* ---- parts of a request ---- */

static const struct PagePart {
    HookPart part;
    const char *name;
} page_parts[] = {
    {PART_PATH, "path"},
    {PART_QUERY, "query"},
    {PART_HEADERS, "headers"},
    {PART_BODY, "body"},
};

enum { PAGE_PARTS = sizeof page_parts / sizeof *page_parts };

/* Of a setting that not every kind has. */
static const char *page_text(const Choice *choice, const char *name)
{
    return choice_setting(choice, name) ? choice_text(choice, name) : NULL;
}

static const char *page_place(const Choice *choice)
{
    const char *in = page_text(choice, "in");
    return in ? in : "query";
}

static unsigned page_kind_changes(const Operation *operation)
{
    unsigned parts = 0;
    const char *place = page_place(operation->pagination->choice);
    if (page_kind(operation)->moves)
        return 1U << PART_PATH | 1U << PART_QUERY;
    for (size_t i = 0; i < PAGE_PARTS; i++)
        if (strcmp(page_parts[i].name, place) == 0)
            parts |= 1U << page_parts[i].part;
    return parts;
}

/* Those that are other in the next page's request. */
static unsigned page_changes(JsWriter *js, const JsBlock *block)
{
    const TemplatePagination *own = block->operation->template_pagination;
    if (!own)
        return page_kind_changes(block->operation);
    HookUses uses = hook_uses_make(js->connector, js->arena);
    unsigned parts = 0;
    if (own->next)
        hook_uses_note(&uses, &own->next->steps);
    for (size_t i = 0; i < PAGE_PARTS; i++)
        parts |= uses.writes & 1U << page_parts[i].part;
    return parts;
}

static bool page_moves(const JsBlock *block)
{
    const PageKind *kind = page_kind(block->operation);
    return kind && kind->moves;
}

void page_note(JsWriter *js, const JsBlock *block)
{
    unsigned parts = page_changes(js, block) | 1U << PART_HEADERS;
    if (js->kind == JS_AFTER)
        parts |= 1U << PART_ANSWER_HEADERS;
    js->uses.reads |= parts;
    js->uses.writes |= parts;
    js->uses.changes |= parts;
    if (page_moves(block))
        js->uses.reads |= 1U << PART_URL;
    if (js->kind == JS_AFTER && page_kind(block->operation))
        js->uses.reads |= 1U << PART_ANSWER_BODY;
}

/* page_request(request, ["query"], request_things_list); */
void page_write(JsWriter *js, const JsBlock *block, const char *name)
{
    unsigned parts = page_changes(js, block);
    const char *between = "";
    script_indent(js);
    if (js->kind == JS_AFTER)
        buf_printf(js->out, "%s(request, response, [",
                   script_helper(js, "page_next"));
    else
        buf_printf(js->out, "%s(request, [",
                   script_helper(js, page_moves(block) ? "page_request_at"
                                                       : "page_request"));
    for (size_t i = 0; i < PAGE_PARTS; i++) {
        if (!(parts >> page_parts[i].part & 1))
            continue;
        buf_printf(js->out, "%s\"%s\"", between, page_parts[i].name);
        between = ", ";
    }
    buf_printf(js->out, "], %s);\n", name);
}

/* ---- what a kind says ---- */

static void write_key(JsWriter *js, const char *key)
{
    char last = js->out->text[js->out->length - 1];
    buf_printf(js->out, "%s%s: ", last == '{' ? "" : ", ", key);
}

static void write_text(JsWriter *js, const char *key, const char *text)
{
    if (!text)
        return;
    write_key(js, key);
    script_quote(js->out, text);
}

static void write_pointer(JsWriter *js, const Choice *choice, const char *name)
{
    const char *path = page_text(choice, name);
    write_text(js, name, path ? pointer_of_path(js->arena, path) : NULL);
}

/* In a body the name of a parameter is a path. */
static void write_param(JsWriter *js, const Choice *choice, const char *name)
{
    if (strcmp(page_place(choice), "body") == 0)
        write_pointer(js, choice, name);
    else
        write_text(js, name, page_text(choice, name));
}

static void write_name(JsWriter *js, const char **between, const char *name)
{
    buf_puts(js->out, *between);
    script_quote(js->out, name);
    *between = ", ";
}

/* The parameters that the list itself has, which the next page's URL says. */
static void write_own(JsWriter *js, const Operation *op)
{
    const char *between = "";
    const char *size = page_text(op->pagination->choice, "size_param");
    write_key(js, "own");
    buf_putc(js->out, '[');
    if (size)
        write_name(js, &between, size);
    for (size_t i = 0; i < op->param_count; i++)
        if (op->params[i].place == PLACE_QUERY &&
            (!size || strcmp(size, op->params[i].field.wire) != 0))
            write_name(js, &between, op->params[i].field.wire);
    buf_putc(js->out, ']');
}

static void write_key_settings(JsWriter *js, const Operation *op)
{
    const Choice *choice = op->pagination->choice;
    int64_t size = choice_int(choice, "size", 0);
    write_text(js, "in", page_place(choice));
    write_param(js, choice, "param");
    write_param(js, choice, "size_param");
    if (size > 0) {
        write_key(js, "size");
        buf_printf(js->out, "%" PRId64, size);
    }
    write_text(js, "items", operation_items_pointer(js->arena, op));
    write_pointer(js, choice, "key");
    if (choice_bool(choice, "successor", false)) {
        write_key(js, "successor");
        buf_puts(js->out, "true");
    }
}

/* page_by_link(request, response, {own: ["per_page"]}); */
void page_write_steps(JsWriter *js, const JsBlock *block)
{
    const Operation *op = block->operation;
    const PageKind *kind = page_kind(op);
    if (!kind || js->kind != JS_AFTER)
        return;
    script_indent(js);
    buf_printf(js->out, "%s(request, response, {",
               script_helper(js, kind->helper));
    if (kind->moves) {
        write_own(js, op);
        write_pointer(js, op->pagination->choice, "from");
        write_text(js, "from_header",
                   page_text(op->pagination->choice, "from_header"));
    } else {
        write_key_settings(js, op);
    }
    write_pointer(js, op->pagination->choice, "more");
    buf_puts(js->out, "});\n");
}
