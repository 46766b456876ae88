/* known.c - entries of the configuration that the platform itself reads. */
#include "emit/open_connectors/known.h"

#include <string.h>

#include "base/buf.h"

static const struct {
    const char *key;
    size_t length; /* of the key */
    KnownAge age;
    const char *group, *name, *description, *type, *flags;
    int order;
    const char *value;
} rows[] = {
#define PLATFORM_KEY(key, age, group, name, description, type, flags, order,   \
                     value)                                                    \
    {key,  sizeof(key) - 1, KNOWN_##age, group, name, description,             \
     type, flags,           order,       value},
#include "grammar/platform_keys.def"
#undef PLATFORM_KEY
};

bool known_at(size_t i, KnownKey *row)
{
    if (i >= sizeof rows / sizeof *rows)
        return false;
    *row = (KnownKey){
        .key = rows[i].key,
        .age = rows[i].age,
        .group = rows[i].group,
        .name = rows[i].name,
        .description = rows[i].description,
        .type = rows[i].type,
        .required = strchr(rows[i].flags, 'r') != NULL,
        .hidden = strchr(rows[i].flags, 'h') != NULL,
        .internal = strchr(rows[i].flags, 'i') != NULL,
        .secret = strchr(rows[i].flags, 's') != NULL,
        .order = rows[i].order,
        .value = *rows[i].value ? rows[i].value : NULL,
    };
    return true;
}

bool known_find(const char *key, bool older, KnownKey *row)
{
    KnownAge other = older ? KNOWN_NEWER : KNOWN_OLDER;
    size_t length = strlen(key);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].length == length && rows[i].age != other &&
            memcmp(rows[i].key, key, length) == 0)
            return known_at(i, row);
    return false;
}

bool known_is_meant(const KnownKey *row, const char *word)
{
    return strcmp(word, row->key) == 0 ||
           (*row->group && strcmp(word, row->group) == 0);
}

const char *known_description(Arena *arena, const KnownKey *row,
                              const char *title)
{
    Buf out = {0};
    const char *rest = row->description;
    while (*rest) {
        bool titled = strncmp(rest, "{title}", 7) == 0;
        bool named = strncmp(rest, "{name}", 6) == 0;
        if (titled || named)
            buf_puts(&out, titled ? title : row->name);
        else
            buf_putc(&out, *rest);
        rest += titled ? 7 : named ? 6 : 1;
    }
    const char *text = arena_text(arena, buf_text(&out), out.length);
    buf_free(&out);
    return text;
}
