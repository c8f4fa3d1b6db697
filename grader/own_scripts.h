/* SPDX-License-Identifier: MIT */
/*
 * A directory of the instructor's own scripts: NN-name/FILE.script, with the
 * drivers that they have. A slip in a name must not become a class that is
 * graded without them.
 */
#ifndef OWN_SCRIPTS_H
#define OWN_SCRIPTS_H

/* NULL: each folder in it is a lesson's of the kit at root, and has scripts
   whose names are their own. Else what is wrong, to be freed. */
char *own_scripts_wrong(const char *directory, const char *root);

#endif
