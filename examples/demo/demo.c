/* demo.c - pushes a small image to a registry and lists what is there.
 *
 * Usage: demo URL USER PASSWORD CONFIG LAYER. CONFIG and LAYER are files: an
 * image's configuration and its one layer. All of HTTP is in the client that
 * connc made of examples/registry.conn; the image format is the caller's.
 */
#include <inttypes.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

#define CONFIG_TYPE "application/vnd.docker.container.image.v1+json"
#define LAYER_TYPE "application/vnd.docker.image.rootfs.diff.tar.gzip"
#define MANIFEST_TYPE "application/vnd.docker.distribution.manifest.v2+json"

typedef struct Blob {
    unsigned char *data;
    size_t len;
    char digest[7 + 64 + 1]; /* "sha256:" and 64 digits */
} Blob;

/* Reads a file of at most 1 MiB; ends the program if it can't. */
static Blob blob_read(const char *path)
{
    enum { MAX = 1 << 20 };
    Blob blob = {.data = malloc(MAX), .digest = "sha256:"};
    unsigned char hash[SHA256_DIGEST_LENGTH];
    FILE *file = fopen(path, "rb");
    if (!file || !blob.data) {
        perror(path);
        exit(2);
    }
    blob.len = fread(blob.data, 1, MAX, file);
    fclose(file);
    SHA256(blob.data, blob.len, hash);
    for (size_t i = 0; i < sizeof hash; i++)
        snprintf(blob.digest + 7 + 2 * i, 3, "%02x", hash[i]);
    return blob;
}

/* Start, append, finish: each answer says where the next request goes. */
static conn_status blob_push(registry *client, const char *repository,
                             const Blob *blob, conn_error *err)
{
    conn_reply *start, *piece = NULL, *end = NULL;
    start = registry_uploads_start(
        client, &(registry_uploads_start_args){.name = repository}, err);
    if (start)
        piece = registry_uploads_append(
            client,
            &(registry_uploads_append_args){
                .location = registry_uploads_start_value(start)->location.data,
                .body = {blob->data, blob->len}},
            err);
    if (piece)
        end = registry_uploads_finish(
            client,
            &(registry_uploads_finish_args){
                .location = registry_uploads_append_value(piece)->location.data,
                .digest = blob->digest},
            err);
    conn_reply_free(start);
    conn_reply_free(piece);
    conn_reply_free(end);
    return err->status;
}

static registry_descriptor blob_describe(const Blob *blob, const char *type)
{
    return (registry_descriptor){.media_type = conn_str_of(type),
                                 .size = (int64_t)blob->len,
                                 .digest = conn_str_of(blob->digest)};
}

static conn_status image_push(registry *client, const char *repository,
                              const char *tag, const Blob *config,
                              const Blob *layer, conn_error *err)
{
    registry_descriptor layers[] = {blob_describe(layer, LAYER_TYPE)};
    registry_manifests_put_args args = {
        .name = repository,
        .reference = tag,
        .body = {.schema_version = 2,
                 .media_type = CONN_SOME_STR(MANIFEST_TYPE),
                 .config = blob_describe(config, CONFIG_TYPE),
                 .layers = {layers, 1}}};
    if (blob_push(client, repository, config, err) ||
        blob_push(client, repository, layer, err))
        return err->status;
    conn_reply *reply = registry_manifests_put(client, &args, err);
    if (!reply)
        return err->status;
    printf("pushed %s:%s as %.19s...\n", repository, tag,
           registry_manifests_put_value(reply)->digest.value.data);
    conn_reply_free(reply);
    return err->status;
}

static conn_status tags_print(registry *client, const char *repository,
                              conn_error *err)
{
    registry_tags_list_pages *pages = registry_tags_list(
        client, &(registry_tags_list_args){.name = repository});
    for (const conn_str *tag; (tag = registry_tags_list_next(pages, err));)
        printf(" %s", tag->data);
    registry_tags_list_end(pages);
    return err->status;
}

/* The catalogue, two names a page, each with its tags. */
static conn_status catalog_print(registry *client, conn_error *err)
{
    int number = 0;
    registry_repositories_list_pages *pages = registry_repositories_list(
        client, &(registry_repositories_list_args){.page_size = CONN_SOME(2)});
    const registry_catalog *page;
    while ((page = registry_repositories_list_next_page(pages, err))) {
        printf("page %d\n", ++number);
        for (size_t i = 0; i < page->repositories.count; i++) {
            const char *name = page->repositories.items[i].data;
            printf("  %-16s", name);
            if (tags_print(client, name, err))
                break;
            printf("\n");
        }
    }
    registry_repositories_list_end(pages);
    return err->status;
}

int main(int argc, char **argv)
{
    static const char *const images[][2] = {
        {"demo/hello", "latest"}, {"demo/hello", "1.0"}, {"demo/world", "1.0"},
        {"library/tiny", "3.1"},  {"team/app", "beta"},  {"team/tool", "2.0"}};
    registry *client = NULL;
    conn_error err = {0};
    if (argc != 6) {
        fprintf(stderr, "usage: demo URL USER PASSWORD CONFIG LAYER\n");
        return 2;
    }
    Blob config = blob_read(argv[4]), layer = blob_read(argv[5]);

    registry_config settings = {
        .base_url = argv[1], .username = argv[2], .password = argv[3]};
    if (registry_open(&client, &settings, NULL, &err))
        return conn_error_print(stderr, &err);
    for (size_t i = 0; i < sizeof images / sizeof *images && !err.status; i++)
        image_push(client, images[i][0], images[i][1], &config, &layer, &err);
    if (!err.status)
        catalog_print(client, &err);
    conn_stats stats = conn_client_stats(registry_as_conn(client));
    printf("%" PRIu64 " requests over %" PRIu64 " connection(s)\n",
           stats.requests, stats.connections);
    registry_close(client);
    free(config.data);
    free(layer.data);
    return err.status ? conn_error_print(stderr, &err) : 0;
}
