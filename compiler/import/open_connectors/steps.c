/* steps.c - resources that the platform calls by itself while it logs in: steps
 * of the authentication; and what is kept of an answer. */
#include <string.h>

#include "import/open_connectors/draft.h"

static const struct StepRow {
    const char *keyword, *type, *path;
} step_rows[] = {
#define AUTH_STEP(constant, name, type, path, doc)                             \
    [AUTH_##constant] = {#name, type, path},
#include "grammar/auth_steps.def"
#undef AUTH_STEP
};

const char *step_keyword(size_t step)
{
    return step_rows[step].keyword;
}

const char *step_path(size_t step)
{
    return step_rows[step].path;
}

static const char *text_of(const Json *json, const char *name)
{
    const char *text = json_get_text(json, name);
    return text ? text : "";
}

static size_t step_of_type(const Draft *draft, const char *type)
{
    if (strcmp(type, "oauth1OnTokenRequest") == 0 && draft->auth_kind &&
        strcmp(draft->auth_kind, "oauth1") == 0)
        return AUTH_REQUEST_TOKEN;
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++)
        if (strcmp(step_rows[i].type, type) == 0)
            return i;
    return AUTH_STEP_COUNT;
}

/* A model of its own is what only operations show. */
static bool has_model(const Json *resource)
{
    const Json *model = json_get(resource, "model");
    return model && model->kind == JSON_OBJECT && model->count > 0;
}

static bool has_key(const Draft *draft, const char *key)
{
    const Json *entries = json_get(draft->root, "configuration");
    for (size_t i = 0; i < json_count(entries); i++)
        if (strcmp(text_of(entries->items[i], "key"), key) == 0)
            return true;
    return false;
}

/* Of two resources of one type, the second stays an operation. A login that
 * lasts a while without being renewed is none in the language. */
void steps_plan(Draft *draft)
{
    const Json *resources = json_get(draft->root, "resources");
    for (size_t i = 0; i < json_count(resources); i++) {
        const Json *resource = resources->items[i];
        size_t step = step_of_type(draft, text_of(resource, "type"));
        if (step < AUTH_STEP_COUNT && !draft->steps[step] &&
            !has_model(resource))
            draft->steps[step] = resource;
    }
    if (!draft->steps[AUTH_REFRESH] && has_key(draft, "expires_in"))
        draft->steps[AUTH_PROVISION] = NULL;
    if (!draft->auth_kind)
        memset(draft->steps, 0, sizeof draft->steps);
}

size_t step_of(const Draft *draft, const Json *resource)
{
    for (size_t i = 0; i < AUTH_STEP_COUNT; i++)
        if (draft->steps[i] == resource)
            return i;
    return AUTH_STEP_COUNT;
}

/* ---- save ---- */

/* "a.b" of the body as the language says it. */
static void put_member(Draft *draft, Buf *out, const char *path)
{
    bool plain = true;
    for (const char *at = path; plain && *at;) {
        size_t length = strcspn(at, ".");
        plain = name_is_plain(arena_text(draft->arena, at, length));
        at += length + (at[length] == '.');
    }
    if (plain)
        buf_printf(out, "response.body.%s", path);
    else
        buf_puts(out, "response.body.at(");
    if (!plain) {
        draft_string(out, path);
        buf_putc(out, ')');
    }
}

static void put_save(Draft *draft, Buf *out, const Json *parameter)
{
    const char *from = text_of(parameter, "vendorType");
    const char *name = text_of(parameter, "vendorName");
    const char *entry = configuration_name(draft, text_of(parameter, "name"));
    bool member = strcmp(from, "bodyField") == 0;
    bool header = strcmp(from, "header") == 0 && name_is_header(name);
    if (strcmp(text_of(parameter, "source"), "response") != 0 ||
        strcmp(text_of(parameter, "type"), "configuration") != 0 || !entry ||
        !*name || !(member || header))
        return;
    buf_printf(out, "config.%s = ", entry);
    if (member) {
        put_member(draft, out, name);
    } else {
        buf_puts(out, "response.headers.get(");
        draft_string(out, name);
        buf_putc(out, ')');
    }
    buf_putc(out, '\n');
}

void step_saves(Draft *draft, DraftOp *op)
{
    const Json *parameters = json_get(op->resource, "parameters");
    Buf out = {0};
    if (has_model(op->resource)) /* which may lack what is kept */
        return;
    for (size_t i = 0; i < json_count(parameters); i++)
        put_save(draft, &out, parameters->items[i]);
    if (out.length)
        buf_printf(&op->block.text, "save {\n%s}\n", buf_text(&out));
    buf_free(&out);
}
