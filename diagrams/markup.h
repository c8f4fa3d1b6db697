/* SPDX-License-Identifier: MIT */
/* Text from anywhere in the markup of pictures. */
#ifndef DIAGRAMS_MARKUP_H
#define DIAGRAMS_MARKUP_H

#include <stdio.h>

/* Text for an element or an attribute of HTML or SVG, or an HTML-like label of
   Graphviz. XML has no control characters: they are question marks. */
void markup_text(FILE *out, const char *text);

#endif
