/* element.c - the top level and the catalogue card: `information`. */
#include <string.h>

#include "check/check.h"
#include "import/open_connectors/draft.h"

static void put_text(Buf *out, const char *setting, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(out, "%s = ", setting);
    draft_string(out, text);
    buf_putc(out, '\n');
}

static const char *api_of(const Json *root)
{
    static const struct {
        const char *protocol, *api;
    } apis[] = {{"http", "rest"},
                {"soap", "soap"},
                {"odata", "odata"},
                {"jdbc", "jdbc"}};
    const char *protocol = json_get_text(root, "protocolType");
    for (size_t i = 0; protocol && i < sizeof apis / sizeof *apis; i++)
        if (strcmp(apis[i].protocol, protocol) == 0)
            return apis[i].api;
    return NULL;
}

/* Flags that the catalogue card repeats. */
static void flags_import(Draft *draft)
{
    static const struct {
        const char *member, *setting, *pointer;
        bool usual;
    } rows[] = {
        {"extendable", "extendable", "/extendable", true},
        {"beta", "beta", "/beta", false},
        {"bulkDownloadEnabled", "bulk_download", "/bulkDownloadEnabled", false},
        {"bulkUploadEnabled", "bulk_upload", "/bulkUploadEnabled", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Json *flag = json_get(draft->root, rows[i].member);
        if (!flag || flag->kind != (rows[i].usual ? JSON_FALSE : JSON_TRUE))
            continue;
        DraftPatch patch = {rows[i].setting, rows[i].pointer, flag};
        vec_push(draft->arena, draft->patches.items, draft->patches.count,
                 patch);
    }
}

void element_import(Draft *draft)
{
    const Json *root = draft->root;
    const Json *api = json_get(json_get(root, "elementMetadata"), "api");
    Buf *out = &draft->information;
    draft->doc = json_get_text(root, "description");
    put_text(out, "name", json_get_text(root, "name"));
    put_text(out, "hub", draft->hub);
    if (api_of(root))
        buf_printf(out, "api = %s\n", api_of(root));
    put_text(out, "api_version", json_get_text(api, "version"));
    const char *documentation = json_get_text(api, "vendorDocumentationUrl");
    if (documentation && literal_is_url(documentation))
        put_text(out, "documentation", documentation);
    put_text(out, "image", json_get_text(root, "image"));
    flags_import(draft);
}
