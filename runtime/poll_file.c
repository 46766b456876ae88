/* poll_file.c - a small file that is read whole and replaced as a whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "poll_state.h"

static conn_status fail_file(conn_error *err, const char *path,
                             const char *what)
{
    const char *why = strerror(errno);
    return conn_fail(err, CONN_USAGE, "`%s` can't be %s: %s", path, what, why);
}

conn_status conn_file_read(const char *path, conn_buf *out, conn_error *err)
{
    enum { PIECE = 65536 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? CONN_OK : fail_file(err, path, "read");
    ssize_t n = 1;
    while (n > 0) {
        char *room = conn_buf_room(out, PIECE);
        n = room != NULL ? read(fd, room, PIECE) : -1;
        if (n > 0)
            conn_buf_wrote(out, (size_t)n);
        if (n < 0 && room != NULL && errno == EINTR)
            n = 1;
    }
    conn_status status = CONN_OK;
    if (out->status != CONN_OK)
        status = conn_fail_memory(err);
    else if (n < 0)
        status = fail_file(err, path, "read");
    close(fd);
    return status;
}

static bool write_all(int fd, conn_str text)
{
    for (size_t at = 0; at < text.len;) {
        ssize_t n = write(fd, text.data + at, text.len - at);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Makes the folder's entry last, as far as the file system does that. */
static void sync_folder(const char *path)
{
    conn_buf folder = {0};
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        conn_buf_puts(&folder, ".");
    else
        conn_buf_add(&folder, path, (size_t)(slash - path) + 1);
    int fd =
        folder.status == CONN_OK ? open(folder.data, O_RDONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    conn_buf_free(&folder);
}

conn_status conn_file_replace(const char *path, conn_str text, conn_error *err)
{
    conn_buf fresh = {0};
    conn_status status = CONN_OK;
    if (!conn_buf_puts(&fresh, path) || !conn_buf_puts(&fresh, ".new")) {
        conn_buf_free(&fresh);
        return conn_fail_memory(err);
    }
    int fd = open(fresh.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool whole = fd >= 0 && write_all(fd, text) && fsync(fd) == 0;
    if (!whole)
        status = fail_file(err, fresh.data, "written");
    if (fd >= 0 && close(fd) != 0 && whole)
        status = fail_file(err, fresh.data, "written");
    if (status == CONN_OK && rename(fresh.data, path) != 0)
        status = fail_file(err, path, "replaced");
    if (status == CONN_OK)
        sync_folder(path);
    else if (fd >= 0)
        unlink(fresh.data);
    conn_buf_free(&fresh);
    return status;
}
