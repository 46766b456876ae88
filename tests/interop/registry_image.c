/* registry_image.c - an image goes into a real registry and out of it again.
 *
 * Owns the proof for blobs in three steps, ranges, manifests with ETag and
 * deletion, and what each refusal looks like.
 */
#define _POSIX_C_SOURCE 200809L

#include <string.h>

#include "registry_check.h"

#define CONFIG_TYPE "application/vnd.docker.container.image.v1+json"
#define LAYER_TYPE "application/vnd.docker.image.rootfs.diff.tar.gzip"
#define MANIFEST_TYPE "application/vnd.docker.distribution.manifest.v2+json"

/* 2^53 + 1: the first integer that a double can't hold. */
static const int64_t huge = INT64_C(9007199254740993);

/* Sends a blob in two pieces; returns the digest that the registry computed
 * in `stored`, "" after a failure. */
static void blob_push(Run *run, registry *client, conn_bytes data,
                      const char *digest, Digest *stored)
{
    conn_error err = {0};
    size_t half = data.len / 2;
    *stored = (Digest){""};
    conn_reply *start = registry_uploads_start(
        client, &(registry_uploads_start_args){.name = REPOSITORY}, &err);
    if (!check_ok(run, &err, "start of an upload"))
        return;
    conn_reply *first = registry_uploads_append(
        client,
        &(registry_uploads_append_args){
            .location = registry_uploads_start_value(start)->location.data,
            .body = {data.data, half}},
        &err);
    check_ok(run, &err, "first piece");
    conn_reply *second =
        first ? registry_uploads_append(
                    client,
                    &(registry_uploads_append_args){
                        .location =
                            registry_uploads_append_value(first)->location.data,
                        .body = {data.data + half, data.len - half}},
                    &err)
              : NULL;
    check_ok(run, &err, "second piece");
    const registry_upload *upload =
        second ? VALUE_OF(registry_uploads_append, second) : NULL;
    char range[32];
    snprintf(range, sizeof range, "0-%zu", data.len - 1);
    check(run, upload && conn_str_is(upload->range.value, range),
          "the registry has got %s", range);
    conn_reply *end =
        upload ? registry_uploads_finish(
                     client,
                     &(registry_uploads_finish_args){
                         .location = upload->location.data, .digest = digest},
                     &err)
               : NULL;
    check_ok(run, &err, "end of the upload");
    if (end)
        snprintf(stored->text, sizeof stored->text, "%s",
                 registry_uploads_finish_value(end)->digest.value.data);
    conn_reply_free(end);
    conn_reply_free(second);
    conn_reply_free(first);
    conn_reply_free(start);
}

static void blobs_pushed(Run *run, registry *client, const Image *image)
{
    Digest stored;
    blob_push(run, client, (conn_bytes){image->layer, LAYER_SIZE},
              image->layer_digest.text, &stored);
    check_text(run, stored.text, image->layer_digest.text, "layer's digest");
    blob_push(run, client, bytes_of(CONFIG_BLOB), image->config_digest.text,
              &stored);
    check_text(run, stored.text, image->config_digest.text, "config's digest");
}

static void upload_refusals(Run *run, registry *client)
{
    conn_error err = {0};
    Digest wrong = digest_of("something else", 14);
    conn_reply *start = registry_uploads_start(
        client, &(registry_uploads_start_args){.name = REPOSITORY}, &err);
    if (!check_ok(run, &err, "start of another upload"))
        return;
    const char *location = registry_uploads_start_value(start)->location.data;
    conn_reply *piece = registry_uploads_append(
        client,
        &(registry_uploads_append_args){.location = location,
                                        .body = bytes_of("not that")},
        &err);
    check_ok(run, &err, "a piece of it");
    if (piece)
        location = registry_uploads_append_value(piece)->location.data;
    conn_reply *end =
        registry_uploads_finish(client,
                                &(registry_uploads_finish_args){
                                    .location = location, .digest = wrong.text},
                                &err);
    check_fails(run, &err, CONN_INVALID, 400, "digest of other bytes");
    check_text(run, err.vendor_code, "DIGEST_INVALID", "and its code");
    conn_error_clear(&err);
    conn_reply_free(end);
    conn_reply_free(piece);
    conn_reply_free(start);
}

static void upload_cancelled(Run *run, registry *client)
{
    conn_error err = {0};
    conn_reply *start = registry_uploads_start(
        client, &(registry_uploads_start_args){.name = REPOSITORY}, &err);
    if (!check_ok(run, &err, "start of an upload to give up"))
        return;
    const char *location = registry_uploads_start_value(start)->location.data;
    conn_reply *state = registry_uploads_status(
        client, &(registry_uploads_status_args){.location = location}, &err);
    check_ok(run, &err, "its status");
    conn_reply_free(state);
    conn_reply *gone = registry_uploads_cancel(
        client, &(registry_uploads_cancel_args){.location = location}, &err);
    check(run, gone && conn_reply_status(gone) == 204, "it is given up");
    check_ok(run, &err, "cancel");
    conn_reply_free(gone);
    gone = registry_uploads_cancel(
        client, &(registry_uploads_cancel_args){.location = location}, &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "given up twice");
    check_text(run, err.vendor_code, "BLOB_UPLOAD_UNKNOWN", "and its code");
    conn_error_clear(&err);
    conn_reply_free(gone);
    conn_reply_free(start);
}

/* The credentials must not go to another place that an answer names. */
static void foreign_location_refused(Run *run, registry *client)
{
    conn_error err = {0};
    uint64_t before = conn_client_stats(registry_as_conn(client)).requests;
    conn_reply *reply = registry_uploads_cancel(
        client,
        &(registry_uploads_cancel_args){.location = "http://localhost:1/v2/"},
        &err);
    check_fails(run, &err, CONN_USAGE, 0, "a location on another origin");
    check(run, conn_client_stats(registry_as_conn(client)).requests == before,
          "nothing was sent to it");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void blobs_read(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    const char *digest = image->layer_digest.text;
    conn_reply *reply = registry_blobs_head(
        client,
        &(registry_blobs_head_args){.name = REPOSITORY, .digest = digest},
        &err);
    const registry_stat *stat = VALUE_OF(registry_blobs_head, reply);
    check(run,
          stat && stat->size == LAYER_SIZE &&
              conn_str_is(stat->digest.value, digest),
          "HEAD tells size and digest");
    check_ok(run, &err, "head of the layer");
    conn_reply_free(reply);

    reply = registry_blobs_get(
        client,
        &(registry_blobs_get_args){.name = REPOSITORY, .digest = digest}, &err);
    const conn_bytes *body = VALUE_OF(registry_blobs_get, reply);
    check(run,
          body && bytes_equal(*body, (conn_bytes){image->layer, LAYER_SIZE}),
          "the layer comes back byte by byte");
    check_ok(run, &err, "download");
    conn_reply_free(reply);
}

static void blob_ranges(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    registry_blobs_get_args args = {.name = REPOSITORY,
                                    .digest = image->layer_digest.text,
                                    .range = "bytes=1000-1999"};
    conn_reply *reply = registry_blobs_get(client, &args, &err);
    const conn_bytes *body = VALUE_OF(registry_blobs_get, reply);
    FILE *file = run_file(run, "range.bin");
    if (body)
        fwrite(body->data, 1, body->len, file);
    fclose(file);
    check(run,
          body && conn_reply_status(reply) == 206 &&
              bytes_equal(*body, (conn_bytes){image->layer + 1000, 1000}),
          "bytes 1000 to 1999 of the layer");
    check_ok(run, &err, "range download");
    conn_reply_free(reply);

    args.range = "bytes=900000-";
    reply = registry_blobs_get(client, &args, &err);
    /* This registry announces the whole length and sends an error text, so
     * that the answer looks cut short to any client; curl says 18 as well. */
    check(run, !reply && err.transport_code == 18, "a range beyond the end");
    conn_error_clear(&err);
    conn_reply_free(reply);

    Digest none = digest_of("none", 4);
    args = (registry_blobs_get_args){.name = REPOSITORY, .digest = none.text};
    reply = registry_blobs_get(client, &args, &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "an unknown blob");
    check_text(run, err.vendor_code, "BLOB_UNKNOWN", "and its code");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void manifest_put(Run *run, registry *client, Image *image,
                         const char *tag)
{
    conn_error err = {0};
    registry_descriptor layer = {.media_type = CONN_STR(LAYER_TYPE),
                                 .size = huge,
                                 .digest =
                                     conn_str_of(image->layer_digest.text)};
    registry_manifests_put_args args = {
        .name = REPOSITORY,
        .reference = tag,
        .body = {.schema_version = 2,
                 .media_type = CONN_SOME_STR(MANIFEST_TYPE),
                 .config = {.media_type = CONN_STR(CONFIG_TYPE),
                            .size = (int64_t)strlen(CONFIG_BLOB),
                            .digest = conn_str_of(image->config_digest.text)},
                 .layers = {&layer, 1}}};
    conn_reply *reply = registry_manifests_put(client, &args, &err);
    const registry_stored *stored = VALUE_OF(registry_manifests_put, reply);
    if (stored)
        snprintf(image->manifest_digest.text,
                 sizeof image->manifest_digest.text, "%s",
                 stored->digest.value.data);
    check_ok(run, &err, "a manifest is stored under a tag");
    conn_reply_free(reply);
}

static void manifest_bytes(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    conn_reply *reply =
        registry_manifests_get_bytes(client,
                                     &(registry_manifests_get_bytes_args){
                                         .name = REPOSITORY, .reference = "v1"},
                                     &err);
    const conn_bytes *body = VALUE_OF(registry_manifests_get_bytes, reply);
    check_ok(run, &err, "the manifest's bytes");
    if (!body)
        return;
    Digest digest = digest_of(body->data, body->len);
    check_text(run, digest.text, image->manifest_digest.text,
               "the digest is that of the bytes");
    FILE *file = run_file(run, "manifest.json");
    fwrite(body->data, 1, body->len, file);
    fclose(file);

    conn_reply *put = registry_manifests_put_bytes(
        client,
        &(registry_manifests_put_bytes_args){
            .name = REPOSITORY, .reference = "copy", .body = *body},
        &err);
    const registry_stored *stored = VALUE_OF(registry_manifests_put_bytes, put);
    check(run, stored && conn_str_is(stored->digest.value, digest.text),
          "stored as it is, it keeps its digest");
    check_ok(run, &err, "a copy of the manifest");
    conn_reply_free(put);
    conn_reply_free(reply);
}

static void manifest_etag(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    registry_manifests_get_args args = {.name = REPOSITORY, .reference = "v1"};
    conn_reply *reply = registry_manifests_get(client, &args, &err);
    const registry_manifest *manifest = VALUE_OF(registry_manifests_get, reply);
    check_ok(run, &err, "the manifest, typed");
    if (!manifest)
        return;
    check(run,
          manifest->layers.count == 1 && manifest->layers.items[0].size == huge,
          "a size of 2^53 + 1 is exact");
    check(run, conn_str_is(manifest->digest.value, image->manifest_digest.text),
          "its digest is in a header");
    check(run, manifest->annotations.state == CONN_ABSENT,
          "annotations are absent");

    args.if_none_match = manifest->etag.value.data;
    conn_reply *again = registry_manifests_get(client, &args, &err);
    check(run,
          again && conn_reply_status(again) == 304 &&
              !VALUE_OF(registry_manifests_get, again),
          "304 with its ETag, and no value");
    check_ok(run, &err, "conditional request");
    args.if_none_match = "\"other\"";
    conn_reply *other = registry_manifests_get(client, &args, &err);
    check(run, other && VALUE_OF(registry_manifests_get, other),
          "another ETag gets the manifest");
    check_ok(run, &err, "conditional request that does not match");
    conn_reply_free(other);
    conn_reply_free(again);
    conn_reply_free(reply);
}

static void manifest_refusals(Run *run, registry *client)
{
    conn_error err = {0};
    conn_reply *reply = registry_manifests_get(
        client,
        &(registry_manifests_get_args){.name = REPOSITORY, .reference = "no"},
        &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "an unknown tag");
    check_text(run, err.vendor_code, "MANIFEST_UNKNOWN", "and its code");
    conn_error_clear(&err);
    conn_reply_free(reply);
    reply = registry_manifests_put_bytes(
        client,
        &(registry_manifests_put_bytes_args){
            .name = REPOSITORY, .reference = "bad", .body = bytes_of("{}")},
        &err);
    check_fails(run, &err, CONN_INVALID, 400, "a manifest that is none");
    check_text(run, err.vendor_code, "MANIFEST_INVALID", "and its code");
    conn_error_clear(&err);
    conn_reply_free(reply);
    reply = registry_manifests_get(
        client, &(registry_manifests_get_args){.name = REPOSITORY}, &err);
    check_fails(run, &err, CONN_USAGE, 0, "a forgotten argument");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

static void manifest_deleted(Run *run, registry *client)
{
    conn_error err = {0};
    conn_reply *head = registry_manifests_head(
        client,
        &(registry_manifests_head_args){.name = REPOSITORY, .reference = "v1"},
        &err);
    const registry_stat *stat = VALUE_OF(registry_manifests_head, head);
    if (!check_ok(run, &err, "HEAD of a manifest"))
        return;
    registry_manifests_delete_args args = {.name = REPOSITORY, .digest = "v1"};
    conn_reply *reply = registry_manifests_delete(client, &args, &err);
    check_fails(run, &err, CONN_INVALID, 400, "a tag can't be deleted so");
    conn_error_clear(&err);
    conn_reply_free(reply);
    args.digest = stat->digest.value.data;
    reply = registry_manifests_delete(client, &args, &err);
    check(run, reply && conn_reply_status(reply) == 202, "manifest deleted");
    check_ok(run, &err, "deletion by digest");
    conn_reply_free(reply);
    conn_reply_free(head);

    reply = registry_tags_list_once(
        client, &(registry_tags_list_args){.name = REPOSITORY}, &err);
    const registry_tags *tags = VALUE_OF(registry_tags_list_once, reply);
    check(run, tags && tags->tags.state == CONN_IS_NULL,
          "without a tag the list is null");
    check_ok(run, &err, "tags after the deletion");
    conn_reply_free(reply);

    registry_tags_list_pages *pages = registry_tags_list(
        client, &(registry_tags_list_args){.name = REPOSITORY});
    check(run, !registry_tags_list_next(pages, &err), "and has no items");
    check_ok(run, &err, "paging over null");
    registry_tags_list_end(pages);
}

static void blob_deleted(Run *run, registry *client, const Image *image)
{
    conn_error err = {0};
    registry_blobs_delete_args args = {.name = REPOSITORY,
                                       .digest = image->layer_digest.text};
    conn_reply *reply = registry_blobs_delete(client, &args, &err);
    check_ok(run, &err, "blob deleted");
    conn_reply_free(reply);
    reply = registry_blobs_delete(client, &args, &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "blob deleted twice");
    conn_error_clear(&err);
    conn_reply_free(reply);
    reply = registry_blobs_head(
        client,
        &(registry_blobs_head_args){.name = REPOSITORY, .digest = args.digest},
        &err);
    check_fails(run, &err, CONN_NOT_FOUND, 404, "its HEAD, which has no body");
    conn_error_clear(&err);
    conn_reply_free(reply);
}

void image_push(Run *run, registry *client, Image *image)
{
    blobs_pushed(run, client, image);
    upload_refusals(run, client);
    upload_cancelled(run, client);
    foreign_location_refused(run, client);
    blobs_read(run, client, image);
    blob_ranges(run, client, image);
    manifest_put(run, client, image, "v1");
    manifest_put(run, client, image, "v2");
    manifest_put(run, client, image, "latest");
    manifest_bytes(run, client, image);
    manifest_etag(run, client, image);
    manifest_refusals(run, client);
}

void image_delete(Run *run, registry *client, const Image *image)
{
    manifest_deleted(run, client);
    blob_deleted(run, client, image);
}
