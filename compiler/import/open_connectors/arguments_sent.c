/* arguments_sent.c - what an operation sends without an argument: values of
 * parameters, the template of a body. */
#include "import/open_connectors/arguments.h"

#include <ctype.h>
#include <string.h>

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
    int column = all->op->group == SIZE_MAX ? 6 : 4;
    if (strchr(p->name, '\n') && draft_is_block(p->name))
        draft_block(out, p->name, column);
    else
        draft_long(out, p->name, column);
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

void argument_put_sent(Arguments *all, const Parameter *p)
{
    bool header = strcmp(p->vendor_type, "header") == 0;
    size_t place = argument_place(p);
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
    argument_put_description(out, p);
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
