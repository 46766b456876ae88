/* s3.c - a program that uses the client of s3.conn: answers are those that the
 * API reference of Amazon S3 shows for ListObjectsV2, the request is that of
 * PutObjectTagging. Ends with 0 if all is as there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conn/transport.h"
#include "s3.h"

#define CHECK(x)                                                               \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "s3.c:%d: %s\n", __LINE__, #x);                    \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

#define HEAD                                                                   \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                             \
    "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n"
#define TAIL "</ListBucketResult>"

/* Two pages, the second with one object, its owner and common prefixes. */
static const char first[] =
    HEAD "    <Name>bucket</Name>\n"
         "    <Prefix/>\n"
         "    <KeyCount>2</KeyCount>\n"
         "    <MaxKeys>2</MaxKeys>\n"
         "    <IsTruncated>true</IsTruncated>\n"
         "    <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vb"
         "OwM=</NextContinuationToken>\n"
         "    <Contents>\n"
         "        <Key>my-image.jpg</Key>\n"
         "        <LastModified>2009-10-12T17:50:30.000Z</LastModified>\n"
         "        <ETag>\"fba9dede5f27731c9771645a39863328\"</ETag>\n"
         "        <Size>434234</Size>\n"
         "        <StorageClass>STANDARD</StorageClass>\n"
         "    </Contents>\n"
         "    <Contents>\n"
         "        <Key>notes/a&amp;b &#x20AC;.txt</Key>\n"
         "        <LastModified>2009-10-12T17:50:30.000Z</LastModified>\n"
         "        <ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag>\n"
         "        <ChecksumAlgorithm>CRC32</ChecksumAlgorithm>\n"
         "        <Size>9007199254740993</Size>\n"
         "        <StorageClass>DEEP_ARCHIVE</StorageClass>\n"
         "    </Contents>\n" TAIL;
static const char second[] =
    HEAD "<Name>bucket</Name><MaxKeys>2</MaxKeys>"
         "<IsTruncated>false</IsTruncated><Contents><Owner><ID>bcaf1ffd86f461ca"
         "5fb16fd081034f</ID><DisplayName>webfile</DisplayName></Owner>"
         "<StorageClass>GLACIER</StorageClass><Size>0</Size><ETag/>"
         "<LastModified>2026-01-01T00:00:00Z</LastModified><Key>z</Key>"
         "</Contents><CommonPrefixes><Prefix>photos/</Prefix></CommonPrefixes>"
         "<CommonPrefixes><Prefix>films/</Prefix></CommonPrefixes>" TAIL;
static const char missing[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<Error>\n  <Code>NoSuchKey</Code>\n"
    "  <Message>The resource you requested does not exist</Message>\n"
    "  <Resource>/mybucket/myfoto.jpg</Resource> \n"
    "  <RequestId>4442587FB7D0A2F9</RequestId>\n</Error>";
static const char tagging[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>"
    "<Tag><Key>tag1</Key><Value>val1</Value></Tag>"
    "<Tag><Key>a&lt;b</Key><Value></Value></Tag></TagSet></Tagging>";

static conn_status answer(void *user, const conn_http_request *request,
                          conn_http_response *response, conn_error *err)
{
    const char *body = first;
    int status = 200;
    (void)user;
    (void)err;
    if (strcmp(request->method, "PUT") == 0) {
        CHECK(request->body_len == strlen(tagging));
        CHECK(memcmp(request->body, tagging, strlen(tagging)) == 0);
        status = 404;
        body = missing;
    } else if (strstr(request->url, "continuation-token=1ueGcxLPRx1Tr%2FXY")) {
        body = second;
    }
    conn_response_begin(response, status);
    return conn_response_add_body(response, body, strlen(body));
}

static void check_first(const s3_listing *page)
{
    const s3_object *objects = page->contents.items;
    CHECK(conn_str_is(page->name, "bucket"));
    CHECK(page->prefix.state == CONN_VALUE && page->prefix.value.len == 0);
    CHECK(page->count.value == 2 && page->max == 2 && page->truncated);
    CHECK(page->contents.count == 2 && page->common.count == 0);
    CHECK(conn_str_is(objects[0].key, "my-image.jpg"));
    CHECK(objects[0].modified == INT64_C(1255369830000000));
    CHECK(conn_str_is(objects[0].etag, "\"fba9dede5f27731c9771645a39863328\""));
    CHECK(objects[0].size == 434234);
    CHECK(objects[0].class_.is == S3_CLASS_STANDARD);
    CHECK(objects[0].owner.state == CONN_ABSENT);
    CHECK(conn_str_is(objects[1].key, "notes/a&b \xE2\x82\xAC.txt"));
    CHECK(conn_str_is(objects[1].etag, "\"fba9dede5f27731c9771645a39863328\""));
    CHECK(objects[1].size == INT64_C(9007199254740993));
    CHECK(objects[1].class_.is == 0);
    CHECK(conn_str_is(objects[1].class_.text, "DEEP_ARCHIVE"));
}

static void check_second(const s3_listing *page)
{
    CHECK(page->count.state == CONN_ABSENT && !page->truncated);
    CHECK(page->next_token.state == CONN_ABSENT);
    CHECK(page->contents.count == 1 && page->common.count == 2);
    CHECK(conn_str_is(page->common.items[1].prefix, "films/"));
    const s3_object *object = &page->contents.items[0];
    CHECK(object->class_.is == S3_CLASS_GLACIER && object->size == 0);
    CHECK(object->owner.state == CONN_VALUE);
    CHECK(conn_str_is(object->owner.value->name.value, "webfile"));
}

static void check_list(s3 *client)
{
    conn_error err = {0};
    s3_objects_list_args args = {.prefix = NULL};
    s3_objects_list_pages *pages = s3_objects_list(client, &args);
    const s3_listing *page = s3_objects_list_next_page(pages, &err);
    CHECK(page != NULL);
    check_first(page);
    page = s3_objects_list_next_page(pages, &err);
    CHECK(page != NULL);
    check_second(page);
    CHECK(s3_objects_list_next_page(pages, &err) == NULL);
    CHECK(err.status == CONN_OK);
    s3_objects_list_end(pages);
}

static void check_tag(s3 *client)
{
    conn_error err = {0};
    const s3_tag tags[] = {{CONN_STR("tag1"), CONN_STR("val1")},
                           {CONN_STR("a<b"), CONN_STR("")}};
    s3_objects_tag_args args = {.key = "k", .body = {.tags = {{tags, 2}}}};
    conn_reply *reply = s3_objects_tag(client, &args, &err);
    CHECK(reply == NULL && err.status == CONN_NOT_FOUND);
    CHECK(strcmp(err.vendor_code, "NoSuchKey") == 0);
    CHECK(err.body.len == strlen(missing));
    const s3_s3_error *error = s3_error_body(&err);
    CHECK(error != NULL);
    CHECK(conn_str_is(error->resource.value, "/mybucket/myfoto.jpg"));
    conn_error_clear(&err);
}

int main(void)
{
    conn_error err = {0};
    s3 *client = NULL;
    conn_options options = {.transport = conn_transport_fake(answer, NULL)};
    CHECK(options.transport != NULL);
    CHECK(s3_open(&client, NULL, &options, &err) == CONN_OK);
    check_list(client);
    check_tag(client);
    s3_close(client);
    return 0;
}
