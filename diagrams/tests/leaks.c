/* SPDX-License-Identifier: MIT */
/* What Graphviz and its fonts keep until the end is no leak of ours. The leak
   checker of make asan asks for this; nothing else does. */
const char *__lsan_default_suppressions(void); /* NOLINT */

const char *__lsan_default_suppressions(void) /* NOLINT */
{
	return "leak:libfontconfig\n"
	       "leak:libpango\n"
	       "leak:libcairo\n"
	       "leak:libglib\n"
	       "leak:libgvc\n"
	       "leak:libgvplugin\n";
}
