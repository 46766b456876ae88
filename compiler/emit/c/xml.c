/* xml.c - bodies that are XML: which of an operation are. */
#include "emit/c/client.h"

#include <string.h>

bool xml_is_read(const Operation *op)
{
    return choice_is(op->decode, "xml");
}

/* Of a result that is read as it comes, only an error is XML. */
const char *xml_accept(const Operation *op)
{
    bool typed =
        op->result->kind != TYPE_NONE && op->result->kind != TYPE_BYTES;
    return xml_is_read(op) && typed ? "application/xml" : NULL;
}

const char *xml_content_type(Client *client, const Operation *op)
{
    if (op->content_type || !op->root)
        return op->content_type;
    const char *type =
        setting_text(client, op->properties->encode, "content_type");
    bool usual = !type || strcmp(type, "application/xml") == 0;
    return usual ? NULL : type;
}

const char *xml_table(Client *client, const Operation *op)
{
    Arena *arena = client->arena;
    const char *space = NULL;
    /* Of a stream, the answer that is an error. */
    bool read = choice_is(op->properties->decode, "xml");
    if (!op->root && !read)
        return "NULL";
    if (op->root)
        space = setting_text(client, op->properties->encode, "namespace");
    const char *text = arena_format(
        arena, "{\n    %s, %s, /* read, write */\n    %s, %s /* root, ns */\n}",
        read ? "conn_xml_to_json" : "NULL",
        op->root ? "conn_xml_from_json" : "NULL",
        client_literal(client, op->root),
        client_literal(client, space && *space ? space : NULL));
    const char *name =
        table_share(client, &client->shared, "conn_xml_how", "xml", text);
    return arena_format(arena, "&%s", name);
}
