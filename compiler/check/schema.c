/* schema.c - looks rows of settings.def up. */
#include "check/checker.h"

#include <string.h>

#include "base/buf.h"

#define BLOCK(name, parents, content, labels, doc)                             \
    {#name, parents, content, labels, doc},
#define SETTING(...)
#define KIND(...)
#define PARAM(...)
static const BlockRow blocks[] = {
#include "grammar/settings.def"
};
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM

#define BLOCK(...)
#define SETTING(block, name, type, fallback, doc)                              \
    {#block, NULL, #name, type, fallback, doc},
#define KIND(...)
#define PARAM(setting, kind, name, type, fallback, doc)                        \
    {#setting, #kind, #name, type, fallback, doc},
static const SettingRow settings[] = {
#include "grammar/settings.def"
};
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM

#define BLOCK(...)
#define SETTING(...)
#define KIND(setting, kind, doc) {#setting, #kind, doc},
#define PARAM(...)
static const KindRow kinds[] = {
#include "grammar/settings.def"
};
#undef BLOCK
#undef SETTING
#undef KIND
#undef PARAM

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

bool schema_has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at++)
        if ((at == list || at[-1] == ' ') &&
            (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

/* The requests of an authentication take what an operation takes. */
static const char *block_owner(const char *block)
{
    static const char *const steps[] = {
#define AUTH_STEP(constant, name, type, path, doc) #name,
#include "grammar/auth_steps.def"
#undef AUTH_STEP
    };
    for (size_t i = 0; i < COUNT(steps); i++)
        if (strcmp(steps[i], block) == 0)
            return "op";
    return block;
}

const BlockRow *schema_block(const char *name, const char *parent)
{
    parent = block_owner(parent);
    for (size_t i = 0; i < COUNT(blocks); i++)
        if (*blocks[i].name == *name && strcmp(blocks[i].name, name) == 0 &&
            schema_has_word(blocks[i].parents, parent))
            return &blocks[i];
    return NULL;
}

const KindRow *schema_kind(const char *setting, const char *kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].setting, setting) == 0 &&
            strcmp(kinds[i].kind, kind) == 0)
            return &kinds[i];
    return NULL;
}

static bool row_belongs(const SettingRow *row, const char *owner,
                        const char *kind)
{
    return *row->owner == *owner && strcmp(row->owner, owner) == 0 &&
           (kind ? row->kind && strcmp(row->kind, kind) == 0 : !row->kind);
}

const SettingRow *schema_settings(const char *owner, const char *kind,
                                  size_t *count)
{
    size_t first = 0;
    if (!kind)
        owner = block_owner(owner);
    while (first < COUNT(settings) &&
           !row_belongs(&settings[first], owner, kind))
        first++;
    size_t last = first;
    while (last < COUNT(settings) && row_belongs(&settings[last], owner, kind))
        last++;
    *count = last - first;
    return &settings[first < COUNT(settings) ? first : 0];
}

const SettingRow *schema_setting(const char *owner, const char *kind,
                                 const char *name)
{
    size_t count;
    const SettingRow *rows = schema_settings(owner, kind, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

size_t schema_row_count(void)
{
    return COUNT(settings);
}

const SettingRow *schema_row(size_t number)
{
    return &settings[number];
}

const char *schema_kinds_text(Arena *arena, const char *setting)
{
    Buf text = {0};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].setting, setting) == 0)
            buf_printf(&text, "%s%s", text.length ? ", " : "", kinds[i].kind);
    const char *made = arena_text(arena, buf_text(&text), text.length);
    buf_free(&text);
    return made;
}

const char *schema_nearest_kind(Arena *arena, const char *setting,
                                const char *word)
{
    const char **names = arena_array(arena, const char *, COUNT(kinds));
    size_t count = 0;
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].setting, setting) == 0)
            names[count++] = kinds[i].kind;
    return diag_nearest(word, names, count);
}

const char **schema_members(Arena *arena, const char *block, const char *kind,
                            size_t *count)
{
    const char **names =
        arena_array(arena, const char *, COUNT(blocks) + COUNT(settings));
    size_t rows;
    const SettingRow *row = schema_settings(block, kind, &rows);
    *count = 0;
    for (size_t i = 0; i < rows; i++)
        names[(*count)++] = row[i].name;
    for (size_t i = 0; i < COUNT(blocks); i++)
        if (schema_has_word(blocks[i].parents, block))
            names[(*count)++] = blocks[i].name;
    return names;
}
