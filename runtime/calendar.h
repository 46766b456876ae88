/* calendar.h - days and RFC 3339 dates, beside the times of conn/value.h. */
#ifndef CONN_CALENDAR_H
#define CONN_CALENDAR_H

#include "conn/value.h"

/* Days from 1970-01-01 to a day of the proleptic Gregorian calendar; the day
 * must exist. */
int64_t conn_days_of(int64_t year, int month, int day);

/* Reads YYYY-MM-DD (RFC 3339 section 5.6, full-date), which must exist. */
bool conn_date_parse(const char *text, size_t len, conn_date *out);

/* Writes it with a NUL and returns 10, or 0 if there is no such day in the
 * years 0..9999. */
#define CONN_DATE_SIZE 11
size_t conn_date_print(conn_date date, char out[CONN_DATE_SIZE]);

#endif
