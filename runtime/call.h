/* call.h - one logical call: its terms, and the steps it goes through.
 *
 * Owns: the state that the rooms of a call share (request building, sending
 * with retries, credentials, decoding, paging), and the course of a call as a
 * machine that never waits itself: conn_call_turn says what is to be waited
 * for, so that one thread may wait for one call (conn_call_run) or for many
 * (a batch). A call belongs to one thread at a time.
 */
#ifndef CONN_CALL_H
#define CONN_CALL_H

#include "cancel.h"
#include "client_state.h"
#include "download.h"
#include "reply.h"
#include "request.h"
#include "retry.h"

struct conn_page;
struct conn_caller;

/* What the caller allows; a login takes over the terms of the call that needs
 * it. */
typedef struct conn_terms {
    int64_t timeout_ms; /* of one attempt; 0: the operation's or the client's */
    int64_t deadline;   /* of conn_clock_ms */
    conn_cancel *cancel;
    const char *key; /* idempotency key, or NULL */
    bool keep_body;
    const conn_upload *upload;     /* or NULL */
    const conn_download *download; /* or NULL */
} conn_terms;

typedef enum conn_login_mode {
    CONN_SIGNED,   /* logs in first where that is needed */
    CONN_UNSIGNED, /* the login itself */
    CONN_REFRESH   /* signed with what is there */
} conn_login_mode;

/* What a call needs before it can go on. */
typedef enum conn_turn {
    CONN_TURN_SEND,  /* send call->http into call->reply->response (`flows`:
                        conn_call_open), then conn_call_sent */
    CONN_TURN_WAIT,  /* let call->until pass */
    CONN_TURN_LOGIN, /* conn_auth_renew(call, call->login), then
                        conn_call_renewed */
    CONN_TURN_END    /* conn_call_finish */
} conn_turn;

/* Where a call stands; what it does next. */
typedef enum conn_phase {
    CONN_PHASE_START = 0,
    CONN_PHASE_BUILD,
    CONN_PHASE_RATE, /* takes its place in the throttle */
    CONN_PHASE_SEND,
    CONN_PHASE_JUDGE, /* looks at what came of sending */
    CONN_PHASE_END
} conn_phase;

typedef struct conn_exchange {
    conn_client *client;
    const conn_op *op;
    const void *args;
    struct conn_page *page; /* NULL: no list */
    bool flows;             /* the body of a success is left to be read */
    const char *last_event; /* id of the event to go on behind, or NULL */
    conn_terms terms;
    conn_login_mode mode;
    const struct conn_caller *caller; /* the hook that calls, or NULL */
    char key[CONN_UUID_SIZE]; /* of this logical call; "": none needed */
    int64_t started;
    int attempts;

    /* The course so far; all zero at the start. */
    conn_phase phase;
    conn_request request; /* between BUILD and END */
    conn_http_request http;
    conn_download_sink sink; /* where terms.download is */
    conn_reply *reply;
    conn_flow *flow;    /* the open body; whoever takes it sets it to NULL */
    conn_status status; /* of the last step */
    conn_error error;
    int64_t sent_at;
    int64_t until;  /* WAIT: of conn_clock_ms */
    uint64_t login; /* whose credentials were used */
    int failed;     /* attempts since the last login */
    int redirects;  /* of this attempt */
    int renewals;   /* logins because credentials were refused */
    bool fresh;     /* nothing but a new login was tried since the last 401 */
    bool answered;  /* by a hook: nothing is sent */
    bool read;      /* what is kept of the answer was */
    conn_str said;  /* by a hook, of an answer that is a failure */
} conn_exchange;

/* Runs a call to its end. On success *out is the reply: decoded, or where the
 * call `flows` without its body, which is call->flow; NULL: there is none. */
conn_status conn_call_run(conn_exchange *call, conn_reply **out,
                          conn_error *err);

/* Goes on as far as nothing need be waited for. */
conn_turn conn_call_turn(conn_exchange *call);
/* Says how what the turn asked for went; call->error has the detail. */
void conn_call_sent(conn_exchange *call, conn_status status);
void conn_call_renewed(conn_exchange *call, conn_status status);
/* Ends the call wherever it is, for the reason in call->error. */
void conn_call_stop(conn_exchange *call, conn_status status);
/* Sends call->http and takes the headers. The body of a success is left to be
 * read; of what is none, and of a success without a body, all is taken. */
conn_status conn_call_open(conn_exchange *call);
/* Gives out what came of it, and frees the rest. */
conn_status conn_call_finish(conn_exchange *call, conn_reply **out,
                             conn_error *err);
/* Frees it instead of finishing it. */
void conn_call_drop(conn_exchange *call);

/* Once, before hooks change the answer: keeps what the operation saves, and
 * reads where the next page is, from the body as it came or from what
 * pagination needs of it. */
conn_status conn_call_read(conn_exchange *call, conn_reply *reply,
                           conn_error *err);

/* Puts the operation's name before what went wrong and takes secrets out of it,
 * then moves it to `err` (or frees it); returns `status`. */
conn_status conn_call_report(const conn_exchange *call, conn_status status,
                             conn_error *local, conn_error *err);

/* The terms that the arguments' `call` member asks for, from now. */
conn_terms conn_terms_of(const conn_op *op, const void *args);
/* The terms of options, which may be NULL. */
conn_terms conn_terms_from(const conn_call_options *options);

/* call_send.c, the steps of the machine around sending. Each sets call->phase;
 * a failure is in call->status and call->error. conn_call_rate returns whether
 * call->until is to be waited for; so does conn_call_judge. conn_call_prepare
 * returns whether there is something to send. */
bool conn_call_rate(conn_exchange *call);
bool conn_call_prepare(conn_exchange *call);
bool conn_call_judge(conn_exchange *call);
/* Makes a body that is read while it is sent ready to be sent again; false if
 * that can't be. */
bool conn_call_rewind(conn_exchange *call);

/* Puts the operation's name before the message, unless it is there, and returns
 * `status`. */
conn_status conn_error_label(conn_error *err, const conn_op *op,
                             conn_status status);

/* Whether sending it twice does no harm (RFC 9110 section 9.2.2). */
bool conn_op_is_repeatable(const conn_op *op);

#endif
