/* registry_list.c - lists all repositories of a registry with their tags.
 *
 * Usage: registry_list URL [USER PASSWORD]. All of HTTP, paging and JSON is in
 * the client that connc makes of examples/registry.conn.
 */
#include <stdio.h>

#include "registry.h"

/* The tags of one repository on one line. */
static conn_status list_tags(registry *client, const char *name,
                             conn_error *err)
{
    registry_tags_list_args args = {.name = name};
    registry_tags_list_pages *pages = registry_tags_list(client, &args);
    const conn_str *tag;

    while ((tag = registry_tags_list_next(pages, err)))
        printf(" %s", tag->data);
    registry_tags_list_end(pages);
    putchar('\n');
    return err->status;
}

int main(int argc, char **argv)
{
    registry *client = NULL;
    conn_error err = {0}, ignored = {0};
    registry_config config = {.auth = REGISTRY_AUTH_OPEN_REGISTRY};
    const conn_str *name;

    if (argc > 1)
        config.base_url = argv[1];
    if (argc > 3) {
        config.username = argv[2];
        config.password = argv[3];
        config.auth = REGISTRY_AUTH_USER_NAME_AND_PASSWORD;
    }
    if (registry_open(&client, &config, NULL, &err))
        return conn_error_print(stderr, &err);
    registry_repositories_list_pages *pages =
        registry_repositories_list(client, NULL);
    while ((name = registry_repositories_list_next(pages, &err))) {
        printf("%-24s", name->data);
        /* A repository that vanished in between is no reason to stop. */
        if (list_tags(client, name->data, &ignored))
            conn_error_print(stderr, &ignored);
    }
    registry_repositories_list_end(pages);
    registry_close(client);
    return err.status ? conn_error_print(stderr, &err) : 0;
}
