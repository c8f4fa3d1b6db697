/* SPDX-License-Identifier: MIT */
#include "supervise/debuginfo.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

static void segments_read(struct debuginfo *info, Elf *elf)
{
	size_t n;

	info->has_libc = true;
	info->low = UINT64_MAX;
	if (elf_getphdrnum(elf, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr header;

		if (gelf_getphdr(elf, (int)i, &header) == NULL)
			continue;
		if (header.p_type == PT_INTERP)
			info->has_libc = false;
		if (header.p_type != PT_LOAD || !(header.p_flags & PF_X))
			continue;
		if (header.p_vaddr < info->low)
			info->low = header.p_vaddr;
		if (header.p_vaddr + header.p_memsz > info->high)
			info->high = header.p_vaddr + header.p_memsz;
	}
}

static bool lines_exist(Dwfl_Module *module)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;
	Dwarf_Lines *lines;
	size_t n;

	while ((unit = dwfl_module_nextcu(module, unit, &bias)) != NULL)
		if (dwarf_getsrclines(unit, &lines, &n) == 0 && n > 0)
			return true;
	return false;
}

static void executable_read(struct debuginfo *info, const char *executable)
{
	GElf_Ehdr header;
	Elf *elf;

	/* A debuginfod server would be asked over the network, for ever. */
	unsetenv("DEBUGINFOD_URLS");
	info->dwfl = dwfl_begin(&callbacks);
	if (info->dwfl == NULL)
		return;
	dwfl_report_begin(info->dwfl);
	info->module = dwfl_report_offline(info->dwfl, "", executable, -1);
	dwfl_report_end(info->dwfl, NULL, NULL);
	if (info->module == NULL)
		return;
	elf = dwfl_module_getelf(info->module, &info->bias);
	if (elf == NULL || gelf_getehdr(elf, &header) == NULL) {
		info->module = NULL;
		return;
	}
	info->entry = header.e_entry;
	segments_read(info, elf);
	info->has_lines = lines_exist(info->module);
}

struct debuginfo *debuginfo_open(const char *executable)
{
	struct debuginfo *info = calloc(1, sizeof(*info));

	if (info != NULL)
		executable_read(info, executable);
	return info;
}

void debuginfo_close(struct debuginfo *info)
{
	if (info == NULL)
		return;
	if (info->dwfl != NULL)
		dwfl_end(info->dwfl);
	free(info);
}

/* The compile unit of an address; its bias. */
static Dwarf_Die *unit_find(Dwfl_Module *module, Dwarf_Addr address,
			    Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(module, address, bias);

	if (unit != NULL)
		return unit;
	/* clang writes no table of addresses: ask each unit. */
	while ((unit = dwfl_module_nextcu(module, unit, bias)) != NULL)
		if (dwarf_haspc(unit, address - *bias) == 1)
			return unit;
	return NULL;
}

/* libc may have been built with debug information; nobody wrote it here. */
static bool unit_is_libc(Dwarf_Die *unit)
{
	Dwarf_Attribute attribute;
	const char *directory =
		dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));

	return directory != NULL && strstr(directory, "/glibc") != NULL;
}

/* Line 0 marks what the compiler made up: the last real line before it. */
static Dwarf_Line *line_find(Dwarf_Die *unit, Dwarf_Addr address)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);
	Dwarf_Lines *lines;
	size_t n;
	int number;

	if (line == NULL || dwarf_lineno(line, &number) != 0 || number != 0 ||
	    dwarf_getsrclines(unit, &lines, &n) != 0)
		return line;
	for (size_t i = 0; i < n; i++) {
		Dwarf_Line *other = dwarf_onesrcline(lines, i);
		Dwarf_Addr start;

		if (dwarf_lineaddr(other, &start) != 0 || start > address)
			continue;
		if (dwarf_lineno(other, &number) == 0 && number > 0)
			line = other;
	}
	return line;
}

static bool from_system(const char *file)
{
	return strncmp(file, "/usr/include/", 13) == 0 ||
	       strncmp(file, "/usr/lib/", 9) == 0;
}

/* A number that says where an inlined function was used; 0: unknown. */
static Dwarf_Word use_number(Dwarf_Die *scope, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word number;

	if (dwarf_attr(scope, name, &attribute) == NULL ||
	    dwarf_formudata(&attribute, &number) != 0)
		return 0;
	return number;
}

/* The scopes around an address as they lie in the code, innermost first. */
static int scopes_find(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die **scopes)
{
	Dwarf_Die innermost;
	int n = dwarf_getscopes(unit, address, scopes);

	if (n <= 0)
		return 0;
	innermost = (*scopes)[0];
	free(*scopes);
	n = dwarf_getscopes_die(&innermost, scopes);
	return n > 0 ? n : 0;
}

/*
 * From the innermost scope outwards to a file that is no system header:
 * read() may be a function inlined from <bits/unistd.h>.
 */
static struct source place_find(Dwarf_Die *unit, Dwarf_Addr address,
				const char *file, int line)
{
	struct source none = { 0 }, source = { 0 };
	Dwarf_Files *files = NULL;
	Dwarf_Die *scopes = NULL;
	size_t n_files = 0;
	int n = scopes_find(unit, address, &scopes);

	dwarf_getsrcfiles(unit, &files, &n_files);
	for (int i = 0; i < n; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_subprogram &&
		    tag != DW_TAG_inlined_subroutine)
			continue;
		source.function = dwarf_diename(&scopes[i]);
		if (!from_system(file) || tag == DW_TAG_subprogram)
			break;
		Dwarf_Word use = use_number(&scopes[i], DW_AT_call_file);

		file = use < n_files ? dwarf_filesrc(files, use, NULL, NULL) :
				       NULL;
		line = (int)use_number(&scopes[i], DW_AT_call_line);
		if (file == NULL)
			break;
	}
	free(scopes);
	if (file == NULL || line == 0 || from_system(file))
		return none;
	source.file = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	source.line = line;
	return source;
}

static struct source symbol_find(const struct debuginfo *info,
				 Dwarf_Addr address)
{
	struct source source = { 0 };
	GElf_Off offset;
	GElf_Sym symbol;

	source.function = dwfl_module_addrinfo(info->module, address, &offset,
					       &symbol, NULL, NULL, NULL);
	/* Beyond the end of the last symbol before it. */
	if (source.function != NULL && symbol.st_size > 0 &&
	    offset >= symbol.st_size)
		source.function = NULL;
	return source;
}

struct source debuginfo_find(const struct debuginfo *info, uint64_t address)
{
	struct source source = { 0 };
	Dwarf_Addr place = address + info->bias, bias;
	Dwarf_Die *unit;
	Dwarf_Line *line;
	const char *file;
	int number;

	if (info->module == NULL || address < info->low ||
	    address >= info->high)
		return source;
	unit = unit_find(info->module, place, &bias);
	if (unit != NULL && !unit_is_libc(unit)) {
		line = line_find(unit, place - bias);
		file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
		if (file != NULL && dwarf_lineno(line, &number) == 0)
			source = place_find(unit, place - bias, file, number);
	}
	return source.line > 0 ? source : symbol_find(info, place);
}
