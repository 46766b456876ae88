/* notes.c - what comments say about a field beside its own doc. */
#include "emit/c/client.h"

#include <inttypes.h>
#include <string.h>

static void add_line(Buf *doc, const char *line)
{
    buf_printf(doc, "%s%s", doc->length ? "\n" : "", line);
}

static void add_named(Client *client, Buf *doc, const char *name,
                      const char *text)
{
    if (text)
        add_line(doc, arena_format(client->arena, "%s: %s", name, text));
}

static void add_length(Client *client, Buf *doc, const Field *field)
{
    Arena *arena = client->arena;
    /* A zeroed model has no bound either. */
    if (field->length_min > 0)
        add_line(doc, arena_format(arena, "Length: at least %" PRId64,
                                   field->length_min));
    if (field->length_max > 0)
        add_line(doc, arena_format(arena, "Length: at most %" PRId64,
                                   field->length_max));
}

static void add_access(Buf *doc, const Field *field)
{
    if (field->readonly)
        add_line(doc, "Read only: never sent.");
    if (field->writeonly)
        add_line(doc, "Write only: never in an answer.");
    if (field->secret)
        add_line(doc, "Secret: never shown.");
}

/* A conn_enum does not say which enum it is. */
static void add_enum(Client *client, Buf *doc, const Member *member)
{
    const Type *type = member->field->type;
    if (type->kind == TYPE_ENUM && strncmp(member->type, "conn_", 5) == 0)
        add_named(client, doc, "Values",
                  plan_enum_name(client, type->enumeration));
}

void note_field(Client *client, Buf *out, const Member *member, bool required)
{
    const Field *field = member->field;
    Buf doc = {0};
    if (field->doc && field->doc[0])
        add_line(&doc, field->doc);
    else if (field->label)
        add_line(&doc, field->label);
    add_named(client, &doc, "Deprecated", field->deprecated);
    add_named(client, &doc, "Since", field->since);
    if (required)
        add_line(&doc, "Required.");
    if (field->fallback)
        add_named(client, &doc, "Default", value_show(client, field->fallback));
    add_enum(client, &doc, member);
    add_named(client, &doc, "Pattern", field->pattern);
    add_named(client, &doc, "Format", field->format);
    if (field->min)
        add_named(client, &doc, "At least", value_show(client, field->min));
    if (field->max)
        add_named(client, &doc, "At most", value_show(client, field->max));
    add_length(client, &doc, field);
    add_access(&doc, field);
    add_named(client, &doc, "From the answer's header", field->header);
    text_comment(out, 4, buf_text(&doc));
    buf_free(&doc);
}
