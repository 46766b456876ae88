/* configuration.c - what the user of the connector fills in. */
#include <string.h>

#include "import/open_connectors/draft.h"

/* Whether it is a plain URL: nothing in it that is filled in later. */
static bool is_url(const char *text)
{
    return text && strncmp(text, "http", 4) == 0 && strstr(text, "://") &&
           !strpbrk(text, "{}<>$ ");
}

const char *configuration_name(const Draft *draft, const char *key)
{
    (void)draft;
    (void)key;
    return NULL;
}

void configuration_import(Draft *draft)
{
    const Json *entries = json_get(draft->root, "configuration");
    const char *url = NULL;
    for (size_t i = 0; i < json_count(entries); i++)
        if (strcmp(json_get_text(entries->items[i], "key"), "base.url") == 0)
            url = json_get_text(entries->items[i], "defaultValue");
    buf_puts(&draft->properties, "base_url = ");
    draft_string(&draft->properties,
                 is_url(url) ? url : "https://example.invalid");
    buf_putc(&draft->properties, '\n');
}
