/* example.c - NAME_example.c: a small program for one operation, that of the
 * fewest arguments. Required texts come from the command line, the
 * configuration from the environment. */
#include "emit/c/client.h"

#include <string.h>

/* ---- which operation ---- */

static bool argument_is_text(const Argument *argument)
{
    return strcmp(argument->member.type, "const char *") == 0;
}

static size_t required_count(const Call *call)
{
    size_t count = 0;
    for (size_t i = 0; i < call->arg_count; i++)
        count += call->args[i].required;
    return count;
}

static bool call_is_simple(const Call *call)
{
    bool reads = strcmp(call->op->method, "GET") == 0 ||
                 strcmp(call->op->method, "HEAD") == 0;
    for (size_t i = 0; i < call->arg_count; i++)
        if (call->args[i].required && !argument_is_text(&call->args[i]))
            return false;
    return reads && call->op->result->kind != TYPE_NONE;
}

/* Lists before single things, then fewer arguments; NULL if none will do. */
static const Call *choose_call(const Client *client)
{
    const Call *best = NULL;
    for (size_t i = 0; i < client->call_count; i++) {
        const Call *call = &client->calls[i];
        if (!call_is_simple(call))
            continue;
        bool better = !best || (call->pages && !best->pages) ||
                      (call->pages == best->pages &&
                       required_count(call) < required_count(best));
        if (better)
            best = call;
    }
    return best;
}

/* ---- what it prints ---- */

/* A statement that prints the scalar `value`; false if it is none of the
 * simple kinds. */
static bool print_scalar(Buf *out, const char *indent, const char *type,
                         const char *value)
{
    if (strcmp(type, "conn_str") == 0)
        buf_printf(out, "%sprintf(\"%%.*s\\n\", (int)%s.len, %s.data);\n",
                   indent, value, value);
    else if (strcmp(type, "int64_t") == 0)
        buf_printf(out, "%sprintf(\"%%\" PRId64 \"\\n\", %s);\n", indent,
                   value);
    else if (strcmp(type, "int32_t") == 0)
        buf_printf(out, "%sprintf(\"%%\" PRId32 \"\\n\", %s);\n", indent,
                   value);
    else if (strcmp(type, "bool") == 0)
        buf_printf(out, "%sputs(%s ? \"true\" : \"false\");\n", indent, value);
    else
        return false;
    return true;
}

/* The first member of the record that is simple to print, or the value. */
static void print_item(Client *client, Buf *out, const char *indent,
                       const Type *type, const char *pointer)
{
    Arena *arena = client->arena;
    bool done = false;
    if (type->kind == TYPE_RECORD) {
        const Struct *plan = plan_record(client, type->record);
        for (size_t i = 0; i < plan->count && !done; i++)
            done = !plan->members[i].optional &&
                   print_scalar(out, indent, plan->members[i].type,
                                arena_format(arena, "%s->%s", pointer,
                                             plan->members[i].name));
    } else {
        done = print_scalar(out, indent, shape_value(client, type),
                            arena_format(arena, "(*%s)", pointer));
    }
    if (!done)
        buf_printf(out, "%sputs(%s ? \"a value\" : \"nothing\");\n", indent,
                   pointer);
}

static void print_value(Client *client, Buf *out, const char *indent,
                        const Type *type, const char *pointer)
{
    Arena *arena = client->arena;
    if (type->kind != TYPE_LIST) {
        print_item(client, out, indent, type, pointer);
        return;
    }
    buf_printf(out,
               "%sfor (size_t i = 0; i < %s->count; i++) {\n"
               "%s    const %s *item = &%s->items[i];\n",
               indent, pointer, indent, shape_value(client, type->element),
               pointer);
    print_item(client, out, arena_format(arena, "%s    ", indent),
               type->element, "item");
    buf_printf(out, "%s}\n", indent);
}

/* A list or a stream. */
static void write_iterator(Client *client, Buf *out, const Call *call)
{
    const char *n = call->name, *it = call->stream ? "stream" : "pages";
    const Type *item = call->stream ? call->op->result->element
                                    : operation_pages(call->op)->item;
    buf_printf(out, "    %s_%s *%s = %s(client, &args);\n", n, it, it, n);
    buf_printf(out,
               "    for (const %s *item;\n"
               "         (item = %s_next(%s, &err)) != NULL;)\n",
               shape_value(client, item), n, it);
    print_value(client, out, "        ", item, "item");
    buf_printf(out, "    %s_end(%s);\n", n, it);
}

static void write_single(Client *client, Buf *out, const Call *call)
{
    const char *n = call->name;
    const Type *result = call->op->result;
    buf_printf(out, "    conn_reply *reply = %s(client, &args, &err);\n", n);
    buf_puts(out, "    if (reply != NULL) {\n");
    buf_printf(out,
               "        const %s *value = %s_value(reply);\n"
               "        if (value != NULL)\n",
               shape_value(client, result), n);
    print_value(client, out, "            ", result, "value");
    buf_puts(out, "    }\n    conn_reply_free(reply);\n");
}

/* ---- the program ---- */

static void write_usage(Client *client, Buf *out, const Call *call)
{
    buf_printf(out,
               "    if (argc != %zu) {\n"
               "        fprintf(stderr, \"usage: %s_example",
               required_count(call) + 1, client->prefix);
    for (size_t i = 0; i < call->arg_count; i++)
        if (call->args[i].required)
            buf_printf(out, " %s", call->args[i].member.name);
    buf_puts(out, "\\n\");\n        return 2;\n    }\n");
}

static void write_call_arguments(Client *client, Buf *out, const Call *call)
{
    size_t position = 1;
    if (required_count(call) > 0)
        write_usage(client, out, call);
    buf_printf(out, "    %s_args args = CONN_ZERO;\n", call->name);
    for (size_t i = 0; i < call->arg_count; i++)
        if (call->args[i].required)
            buf_printf(out, "    args.%s = argv[%zu];\n",
                       call->args[i].member.name, position++);
}

static void write_configuration(Client *client, Buf *out)
{
    buf_printf(out, "    %s config = CONN_ZERO;\n", client->config_name);
    for (size_t i = 0; i < client->config_count; i++) {
        const Argument *field = &client->config[i];
        const char *name = field->member.name;
        if (argument_is_text(field))
            buf_printf(out, "    config.%s = getenv(\"%s_%s\");\n", name,
                       client->upper, name_upper(client->arena, name));
    }
}

static void write_head(Client *client, Buf *out, const Call *call)
{
    const char *does = "asks whether the credentials are good";
    if (call)
        does = arena_format(client->arena, "calls %s%s", call->op->full_name,
                            call->pages ? ", page after page" : "");
    text_comment(out, 0,
                 arena_format(client->arena,
                              "%s_example.c - opens a client and %s. The "
                              "configuration comes from variables of the "
                              "environment, %s_NAME for the field `name`.",
                              client->prefix, does, client->upper));
}

void example_write(Client *client, Buf *out)
{
    const char *p = client->prefix;
    const Call *call = choose_call(client);
    bool arguments = call && required_count(call) > 0;
    write_head(client, out, call);
    buf_printf(out,
               "#include \"%s.h\"\n\n#include <inttypes.h>\n"
               "#include <stdlib.h>\n\nint main(%s)\n{\n",
               p, arguments ? "int argc, char **argv" : "void");
    if (call)
        write_call_arguments(client, out, call);
    write_configuration(client, out);
    buf_printf(out,
               "    %s *client = NULL;\n    conn_error err = CONN_ZERO;\n"
               "    if (%s_open(&client, &config, NULL, &err) != CONN_OK)\n"
               "        return conn_error_print(stderr, &err);\n",
               client->handle, p);
    if (call && (call->pages || call->stream))
        write_iterator(client, out, call);
    else if (call)
        write_single(client, out, call);
    else
        buf_printf(out, "    %s_validate(client, &err);\n", p);
    buf_printf(out,
               "    %s_close(client);\n"
               "    return err.status == CONN_OK ? 0 : "
               "conn_error_print(stderr, &err);\n}\n",
               p);
}
