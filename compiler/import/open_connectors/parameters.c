/* parameters.c - what is sent with every request: headers of `properties`, and
 * `parameters`. */
#include <string.h>
#include <strings.h>

#include "import/open_connectors/draft.h"

typedef struct Sent {
    const char *type, *name, *vendor_type, *vendor_name;
} Sent;

static const char *text_of(const Json *json, const char *name)
{
    const char *text = json_get_text(json, name);
    return text ? text : "";
}

static bool sent_read(const Json *json, Sent *sent)
{
    *sent = (Sent){text_of(json, "type"), text_of(json, "name"),
                   text_of(json, "vendorType"), text_of(json, "vendorName")};
    return strcmp(text_of(json, "source"), "request") == 0 &&
           *sent->vendor_name && !strpbrk(sent->name, "\r\n");
}

/* Puts the value; false if it is none that the language can say. */
static bool put_sent(const Draft *draft, Buf *out, const Sent *sent)
{
    if (strcmp(sent->type, "value") == 0)
        return draft_value(draft, out, sent->name);
    const char *config = strcmp(sent->type, "configuration") == 0
                             ? configuration_name(draft, sent->name)
                             : NULL;
    if (config)
        buf_printf(out, "config.%s", config);
    return config != NULL;
}

/* Every connector sends and takes JSON unless it says something else. */
static bool is_usual(const Sent *sent)
{
    return (strcmp(sent->vendor_name, "Accept") == 0 ||
            strcmp(sent->vendor_name, "Content-Type") == 0) &&
           strcmp(sent->type, "value") == 0 &&
           strcmp(sent->name, "application/json") == 0;
}

static void put_line(const Draft *draft, Buf *out, const Sent *sent)
{
    Buf value = {0};
    if (put_sent(draft, &value, sent)) {
        draft_name(out, sent->vendor_name);
        buf_printf(out, " = %s\n", buf_text(&value));
    }
    buf_free(&value);
}

/* ---- headers ---- */

static bool is_sent(const Json *parameters, const char *header)
{
    Sent sent;
    for (size_t i = 0; i < json_count(parameters); i++)
        if (sent_read(parameters->items[i], &sent) &&
            strcmp(sent.vendor_type, "header") == 0 &&
            strcasecmp(sent.vendor_name, header) == 0)
            return true;
    return false;
}

static void headers_import(Draft *draft, const Json *parameters)
{
    static const char *const usual[] = {"Accept", "Content-Type"};
    Buf out = {0};
    Map taken = {0};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (!is_sent(parameters, usual[i])) {
            draft_name(&out, usual[i]);
            buf_puts(&out, " = null\n");
        }
    for (size_t i = 0; i < json_count(parameters); i++) {
        Sent sent;
        if (!sent_read(parameters->items[i], &sent) ||
            strcmp(sent.vendor_type, "header") != 0 ||
            !name_is_header(sent.vendor_name) || is_usual(&sent) ||
            map_get(&taken, sent.vendor_name))
            continue;
        map_set(draft->arena, &taken, sent.vendor_name, draft);
        put_line(draft, &out, &sent);
    }
    if (out.length)
        buf_printf(&draft->properties, "headers {\n%s}\n", buf_text(&out));
    buf_free(&out);
}

/* ---- the rest ---- */

void parameters_import(Draft *draft)
{
    static const struct {
        const char *vendor_type, *block;
    } rows[] = {{"query", "query"}, {"path", "path"}, {"bodyField", "body"}};
    const Json *parameters = json_get(draft->root, "parameters");
    headers_import(draft, parameters);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        Buf out = {0};
        Map taken = {0};
        for (size_t i = 0; i < json_count(parameters); i++) {
            Sent sent;
            if (!sent_read(parameters->items[i], &sent) ||
                strcmp(sent.vendor_type, rows[k].vendor_type) != 0 ||
                map_get(&taken, sent.vendor_name))
                continue;
            map_set(draft->arena, &taken, sent.vendor_name, draft);
            put_line(draft, &out, &sent);
        }
        if (out.length)
            buf_printf(&draft->parameters, "%s {\n%s}\n", rows[k].block,
                       buf_text(&out));
        buf_free(&out);
    }
}
