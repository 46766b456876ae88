/* header.c - NAME.h: the types, in an order in which each is complete where it
 * is held by value, and around them what every header has. */
#include "emit/c/client.h"

#include <string.h>

/* ---- enums and unions ---- */

static void write_enum(Client *client, Buf *out, const Enum *enumeration)
{
    const Variants *plan = plan_enum(client, enumeration);
    text_comment(out, 0, enumeration->doc);
    buf_printf(out, "typedef enum %s {\n", plan->name);
    if (plan->count == 0) /* C has no empty enums */
        buf_printf(out, "    %s_UNUSED = 0\n",
                   name_upper(client->arena, plan->name));
    for (size_t i = 0; i < plan->count; i++) {
        text_comment(out, 4, enumeration->members[i].doc);
        buf_printf(out, "    %s = %zu%s\n", plan->items[i].constant, i + 1,
                   i + 1 < plan->count ? "," : "");
    }
    buf_printf(out, "} %s;\n\n", plan->name);
}

static void write_union(Client *client, Buf *out, const Union *alternatives)
{
    const Variants *plan = plan_union(client, alternatives);
    text_comment(out, 0, alternatives->doc);
    buf_printf(out, "struct %s {\n    int which; /* 0: none */\n    union {\n",
               plan->name);
    for (size_t i = 0; i < plan->count; i++) {
        const Variant *item = &plan->items[i];
        buf_printf(out, "        %s%s %s%s;\n", item->pointer ? "const " : "",
                   item->type, item->pointer ? "*" : "", item->name);
    }
    buf_puts(out, "    } as;\n};\nenum {\n");
    for (size_t i = 0; i < plan->count; i++)
        buf_printf(out, "    %s = %zu%s\n", plan->items[i].constant, i + 1,
                   i + 1 < plan->count ? "," : "");
    buf_puts(out, "};\n\n");
}

/* ---- lists, maps, optional values ---- */

static void write_collection(Buf *out, const Shape *shape)
{
    bool map = shape->kind == SHAPE_MAP;
    buf_printf(out, "struct %s { const %s%s *items; size_t count; };\n",
               shape->name, map ? shape->name : shape->element,
               map ? "_entry" : "");
}

static void write_optional(Buf *out, const Shape *shape)
{
    buf_printf(out, "struct %s { conn_state state; %s%s %svalue; };\n",
               shape->name, shape->pointer ? "const " : "", shape->element,
               shape->pointer ? "*" : "");
}

static void write_entry(Buf *out, const Shape *shape)
{
    buf_printf(out, "struct %s_entry { conn_str key; %s value; };\n",
               shape->name, shape->element);
}

/* `held`: by a pointer, so that nothing else need be complete. */
static void write_shapes(Client *client, Buf *out, ShapeKind kind,
                         void (*write)(Buf *, const Shape *))
{
    size_t start = out->length;
    for (size_t i = 0; i < client->shape_count; i++)
        if (client->shapes[i]->kind == kind)
            write(out, client->shapes[i]);
    if (out->length > start)
        buf_puts(out, "\n");
}

/* ---- records ---- */

/* A JSON text that is nested deeper than this is refused anyway. */
enum { MAX_DEPTH = 1000 };
static const char record_too_deep[] =
    "required records within each other to this depth";

static void write_record(Client *client, Buf *out, const Record *record,
                         size_t depth);

/* A record held by value comes first. */
static void write_inner(Client *client, Buf *out, const Member *member,
                        size_t depth)
{
    const Type *type = member->field->type;
    if (type->kind != TYPE_RECORD || member->pointer)
        return;
    if (depth < MAX_DEPTH) {
        write_record(client, out, type->record, depth + 1);
    } else if (!map_get(&client->known, "too deep")) {
        client_remember(client, "too deep", record_too_deep);
        client_refuse(client, member->field->span, record_too_deep);
    }
}

static void write_members(Client *client, Buf *out, const Struct *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const Member *member = &plan->members[i];
        note_field(client, out, member, false);
        buf_printf(out, "    %s %s;\n", member->type, member->name);
    }
    if (plan->count == 0)
        buf_puts(out, "    char unused_; /* C has no empty structs */\n");
    if (plan->others)
        buf_printf(out,
                   "    /* Members that the connector does not name. */\n"
                   "    conn_members %s;\n",
                   plan->others);
}

static void write_record(Client *client, Buf *out, const Record *record,
                         size_t depth)
{
    const char *key = arena_format(client->arena, "struct of %s", record->id);
    const char *state = map_get(&client->known, key);
    if (state) {
        if (strcmp(state, "open") == 0)
            client_refuse(client, record->span,
                          "a record that contains itself");
        return;
    }
    client_remember(client, key, "open");
    const Struct *plan = plan_record(client, record);
    for (size_t i = 0; i < plan->count; i++)
        write_inner(client, out, &plan->members[i], depth);
    text_comment(out, 0, record->doc);
    buf_printf(out, "struct %s {\n", plan->name);
    write_members(client, out, plan);
    buf_puts(out, "};\n\n");
    client_remember(client, key, "done");
}

/* ---- all types ---- */

static void declare(Buf *out, const char *name)
{
    buf_printf(out, "typedef struct %s %s;\n", name, name);
}

static void declare_all(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->record_count; i++)
        declare(out, plan_record_name(client, client->records[i]));
    for (size_t i = 0; i < client->union_count; i++)
        declare(out, plan_union_name(client, client->unions[i]));
    for (size_t i = 0; i < client->shape_count; i++) {
        const Shape *shape = client->shapes[i];
        declare(out, shape->name);
        if (shape->kind == SHAPE_MAP)
            declare(out, arena_format(client->arena, "%s_entry", shape->name));
    }
    buf_putc(out, '\n');
}

/* Lists and maps hold pointers, unions hold lists and pointers, optional values
 * hold all of these, and records hold everything; entries of maps hold
 * records. */
void header_types(Client *client, Buf *out)
{
    for (size_t i = 0; i < client->enum_count; i++)
        write_enum(client, out, client->enums[i]);
    declare_all(client, out);
    write_shapes(client, out, SHAPE_LIST, write_collection);
    write_shapes(client, out, SHAPE_MAP, write_collection);
    for (size_t i = 0; i < client->union_count; i++)
        write_union(client, out, client->unions[i]);
    write_shapes(client, out, SHAPE_OPTIONAL, write_optional);
    for (size_t i = 0; i < client->record_count; i++)
        write_record(client, out, client->records[i], 0);
    write_shapes(client, out, SHAPE_MAP, write_entry);
}

/* ---- configuration ---- */

static void write_ways_in(Client *client, Buf *out)
{
    if (client->way_count == 0)
        return;
    buf_puts(out, "/* Ways in: what `");
    buf_printf(out,
               "%s` of the configuration picks. 0 is the first. */\n"
               "enum {\n",
               client->auth_name);
    for (size_t i = 0; i < client->way_count; i++) {
        const Auth *auth = client->ways[i].auth;
        text_comment(out, 4,
                     auth->doc && auth->doc[0] ? auth->doc : auth->label);
        buf_printf(out, "    %s = %zu%s\n", client->ways[i].constant, i + 1,
                   i + 1 < client->way_count ? "," : "");
    }
    buf_puts(out, "};\n\n");
}

static void write_argument(Client *client, Buf *out, const Argument *argument)
{
    const char *type = argument->member.type;
    note_field(client, out, &argument->member, argument->required);
    buf_printf(out, "    %s%s%s;\n", type,
               type[strlen(type) - 1] == '*' ? "" : " ", argument->member.name);
}

static void write_config(Client *client, Buf *out)
{
    buf_printf(out,
               "/* What %s_open needs. Zero in a field means its default. "
               "Strings are\n * copied. */\ntypedef struct %s {\n",
               client->prefix, client->config_name);
    for (size_t i = 0; i < client->config_count; i++)
        write_argument(client, out, &client->config[i]);
    buf_printf(out, "    int %s; /* %s_AUTH_..., 0: the first */\n} %s;\n\n",
               client->auth_name, client->upper, client->config_name);
}

/* ---- arguments ---- */

void header_arguments(Client *client, Buf *out, const Call *call)
{
    buf_printf(out, "typedef struct %s_args {\n", call->name);
    for (size_t i = 0; i < call->arg_count; i++)
        write_argument(client, out, &call->args[i]);
    buf_printf(out,
               "    const conn_call_options *call; /* NULL: the client's */\n"
               "} %s_args;\n",
               call->name);
}

/* ---- the file ---- */

static void write_banner(Client *client, Buf *out)
{
    Arena *arena = client->arena;
    const Connector *connector = client->connector;
    const char *version =
        setting_text(client, connector->information, "version");
    const char *doc = connector->doc && connector->doc[0] ? connector->doc : "";
    text_comment(out, 0,
                 arena_format(arena,
                              "%s.h - client of the connector %s%s%s.\n\n%s%s"
                              "Generated by connc; a change belongs into the "
                              "connector's source.",
                              client->prefix, text_line(arena, connector->key),
                              version ? " " : "",
                              version ? text_line(arena, version) : "", doc,
                              doc[0] ? "\n\n" : ""));
}

void header_write(Client *client, Buf *out)
{
    write_banner(client, out);
    buf_printf(out,
               "#ifndef %s_H\n#define %s_H\n\n"
               "#include \"conn/conn.h\"\n#include \"conn/typed.h\"\n\n"
               "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n",
               client->upper, client->upper);
    buf_printf(out, "typedef struct %s %s;\n\n", client->handle,
               client->handle);
    header_types(client, out);
    write_ways_in(client, out);
    write_config(client, out);
    api_declare(client, out);
    buf_puts(out, "#ifdef __cplusplus\n}\n#endif\n#endif\n");
}
