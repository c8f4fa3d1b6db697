/* SPDX-License-Identifier: MIT */
/* What programs said in the logs that the journal keeps, which are packed: a
   look at the file itself does not find it. */
#ifndef SELFTEST_LOGS_H
#define SELFTEST_LOGS_H

/* The unit with a log that holds text, "STUDENT/LESSON", to be freed; NULL:
   none, and read (the number of logs) is how many were looked at. */
char *logs_holding(const char *out, const char *text, int *read);

#endif
