/* transport_curl_url.c - where a request goes, as options of libcurl. For each
 * transfer libcurl parses its URL, prints the parts again and takes them apart
 * once more: a fifth of all its work for a small answer. So it is given the
 * origin, parsed, once for a lane, and of each request only the target: what
 * stands in the request line. */
#include <string.h>

#include "transport_curl.h"

/* The bytes of the URL before its path; 0 where it has none, or has what only
 * libcurl's own parser reads: user information, or the zone of an address,
 * which some versions lose from a parsed URL. */
static size_t origin_size(const char *url)
{
    const char *host = strstr(url, "://");
    if (host == NULL)
        return 0;
    const char *path = host + 3 + strcspn(host + 3, "/?#@%\\");
    return *path == '/' ? (size_t)(path - url) : 0;
}

/* Whether libcurl's parser would leave it as it is: it goes out unread. */
static bool is_target(const char *text)
{
    while (*text > ' ' && *text < 0x7F && *text != '#')
        text++;
    return *text == '\0';
}

void conn_lane_lose_origin(conn_lane *l)
{
    conn_buf_reset(&l->origin);
}

/* Sets the `size` bytes at `url` as the origin; false if libcurl doesn't take
 * them for one. */
static bool set_origin(conn_lane *l, const char *url, size_t size)
{
    if (l->origin.len == size && memcmp(l->origin.data, url, size) == 0)
        return true;
    conn_lane_lose_origin(l);
    conn_buf_add(&l->origin, url, size);
    if (l->place == NULL)
        l->place = curl_url();
    bool set =
        l->origin.status == CONN_OK && l->place != NULL &&
        curl_url_set(l->place, CURLUPART_URL, l->origin.data, 0) == CURLUE_OK &&
        /* Where it has this, it doesn't print it from the other. */
        curl_easy_setopt(l->easy, CURLOPT_URL, l->origin.data) == CURLE_OK &&
        curl_easy_setopt(l->easy, CURLOPT_CURLU, l->place) == CURLE_OK;
    if (!set)
        conn_lane_lose_origin(l);
    return set;
}

static CURLcode set_whole(conn_lane *l, const char *url)
{
    conn_lane_lose_origin(l);
    CURLcode code = curl_easy_setopt(l->easy, CURLOPT_CURLU, NULL);
    if (code == CURLE_OK)
        code = curl_easy_setopt(l->easy, CURLOPT_REQUEST_TARGET, NULL);
    return code == CURLE_OK ? curl_easy_setopt(l->easy, CURLOPT_URL, url)
                            : code;
}

CURLcode conn_lane_aim(conn_lane *l, const conn_curl *self, const char *url)
{
    /* A proxy is told the whole URL. */
    size_t size = self->direct ? origin_size(url) : 0;
    if (size > 0 && is_target(url + size) && set_origin(l, url, size))
        return curl_easy_setopt(l->easy, CURLOPT_REQUEST_TARGET, url + size);
    return set_whole(l, url);
}
