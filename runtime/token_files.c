/* token_files.c - the default token store: one file for each account, written
 * beside its place and renamed into it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "retry.h"
#include "token_store.h"

/* A token file is larger than this only by mistake. */
#define MOST_BYTES ((size_t)1 << 20)

/* ---- where ---- */

/* Appends the folder without a "/" at its end. False where there is none. */
static bool add_folder(conn_buf *path, const char *folder)
{
    if (folder != NULL && *folder != '\0')
        return conn_buf_puts(path, folder);
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    /* A relative path there is invalid (XDG Base Directory Specification). */
    if (state != NULL && *state == '/')
        return conn_buf_printf(path, "%s/conn", state);
    return home != NULL && *home == '/' &&
           conn_buf_printf(path, "%s/.local/state/conn", home);
}

/* Makes the folder and those above it that are missing, for the user alone. */
static bool make_folders(const char *path)
{
    char *copy = conn_text_copy(path);
    struct stat info;
    if (copy == NULL)
        return false;
    for (char *c = copy + 1; *c != '\0'; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        mkdir(copy, 0700);
        *c = '/';
    }
    mkdir(copy, 0700);
    bool done = stat(copy, &info) == 0 && S_ISDIR(info.st_mode);
    conn_free(copy);
    return done;
}

static conn_status file_of(const char *folder, const char *key, conn_buf *path)
{
    if (!add_folder(path, folder))
        return path->status != CONN_OK ? CONN_MEMORY : CONN_MISCONFIGURED;
    return conn_buf_printf(path, "/%s.json", key) ? CONN_OK : CONN_MEMORY;
}

/* ---- reading and writing ---- */

static conn_status read_all(int file, conn_buf *text)
{
    char *room;
    ssize_t got = 1;
    conn_buf_init(text, MOST_BYTES);
    while (got > 0 && (room = conn_buf_room(text, 4096)) != NULL) {
        got = read(file, room, 4096);
        if (got > 0)
            conn_buf_wrote(text, (size_t)got);
    }
    if (text->status != CONN_OK)
        return text->status;
    return got < 0 ? CONN_MISCONFIGURED : CONN_OK;
}

static conn_status load(void *user, const char *key, conn_token_take *take,
                        void *to)
{
    conn_buf path = {0}, text = {0};
    conn_status status = file_of(user, key, &path);
    int file = -1;
    if (status == CONN_OK) {
        file = open(path.data, O_RDONLY | O_CLOEXEC);
        if (file < 0)
            status = errno == ENOENT ? CONN_NOT_FOUND : CONN_MISCONFIGURED;
    }
    if (file >= 0) {
        status = read_all(file, &text);
        close(file);
    }
    if (status == CONN_OK)
        take(to, text.data, text.len);
    if (text.data != NULL)
        conn_wipe(text.data, text.size);
    conn_buf_free(&text);
    conn_buf_free(&path);
    return status;
}

static bool write_all(int file, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(file, text, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        text += put;
        len -= (size_t)put;
    }
    return fsync(file) == 0;
}

/* Writes the text to a new file `beside` and makes it `path`. */
static bool replace(const char *path, const char *beside, const char *text,
                    size_t len)
{
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool done = write_all(file, text, len);
    done = close(file) == 0 && done;
    done = done && rename(beside, path) == 0;
    if (!done)
        unlink(beside);
    return done;
}

static conn_status save(void *user, const char *key, const char *text,
                        size_t len)
{
    conn_buf folder = {0}, path = {0}, beside = {0};
    char random[CONN_UUID_SIZE];
    conn_status status = file_of(user, key, &path);
    if (status == CONN_OK &&
        (!add_folder(&folder, user) || !conn_random_uuid(random) ||
         !conn_buf_printf(&beside, "%s.%s", path.data, random)))
        status = CONN_MEMORY;
    if (status == CONN_OK && (!make_folders(folder.data) ||
                              !replace(path.data, beside.data, text, len)))
        status = CONN_MISCONFIGURED;
    conn_buf_free(&folder);
    conn_buf_free(&path);
    conn_buf_free(&beside);
    return status;
}

static conn_status drop(void *user, const char *key)
{
    conn_buf path = {0};
    conn_status status = file_of(user, key, &path);
    if (status == CONN_OK && unlink(path.data) != 0 && errno != ENOENT)
        status = CONN_MISCONFIGURED;
    conn_buf_free(&path);
    return status;
}

conn_token_store conn_token_files(const char *folder)
{
    return (conn_token_store){(void *)(size_t)folder, load, save, drop};
}
