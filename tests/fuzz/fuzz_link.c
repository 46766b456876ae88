/* fuzz_link.c - hostile Link headers and the URLs in them.
 *
 * The input is a header's value. Whatever it is, slices stay inside it, and a
 * resolved target is an http(s) URL that keeps its origin when resolved again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "link.h"
#include "memory.h"
#include "uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char BASE[] = "https://api.example.com:8443/v2/items?page=1";

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void require_inside(conn_str slice, const char *text, size_t size)
{
    require(!slice.data || (slice.data >= text && slice.len <= size &&
                            slice.data + slice.len <= text + size));
}

static void resolve(conn_str target)
{
    conn_uri base = conn_uri_split(BASE, sizeof BASE - 1);
    conn_uri ref = conn_uri_split(target.data, target.len);
    conn_buf once = {0}, twice = {0};
    if (conn_uri_resolve(&once, &base, &ref)) {
        conn_uri url = conn_uri_split(once.data, once.len);
        require(conn_uri_is_http(&url));
        require(conn_uri_resolve(&twice, &base, &url));
        conn_uri again = conn_uri_split(twice.data, twice.len);
        require(conn_uri_same_origin(&url, &again));
    }
    conn_buf_free(&once);
    conn_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    conn_link link;
    for (size_t at = 0, before = 0; conn_link_read(text, size, &at, &link);
         before = at) {
        require(at > before && at <= size);
        require_inside(link.target, text, size);
        require_inside(link.rel, text, size);
        (void)conn_link_has_rel(&link, "next");
    }
    conn_str next = conn_link_next(text, size);
    require_inside(next, text, size);
    if (next.data)
        resolve(next);
    return 0;
}
