/* SPDX-License-Identifier: MIT */
/* submission_metadata.yml of a Gradescope export: who handed in which number. */
#ifndef INTAKE_GRADESCOPE_H
#define INTAKE_GRADESCOPE_H

#include "intake/layout.h"

/* The student's id, address or name in place of the number, from the file in
   directory; false when it says nothing. */
bool gradescope_who(const char *directory, struct layout *layout);

#endif
