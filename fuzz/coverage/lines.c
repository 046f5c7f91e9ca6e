/* SPDX-License-Identifier: MIT */
#include "coverage/lines.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"

/* file: the one that is being read, NULL between files and in one that is left out; within: in a file of either kind */
struct reader {
	struct pq_coverage *coverage;
	const char *source;
	size_t number;
	bool within;
	struct pq_counted_file *file;
	const char *wrong;
};

static bool fail(struct reader *reader, const char *wrong)
{
	reader->wrong = wrong;
	return false;
}

/* What follows SOURCE/ of a path in SOURCE/src; false for any other path. */
static bool below_source(const struct reader *reader, struct pq_view path, struct pq_view *name)
{
	struct pq_view source = pq_view_str(reader->source);

	if (!pq_view_starts(path, source))
		return false;
	*name = pq_view_from(path, source.len);
	if (!pq_view_starts(*name, pq_view_str("/src/")))
		return false;
	*name = pq_view_from(*name, 1);
	return true;
}

static bool begin_file(struct reader *reader, struct pq_view path)
{
	struct pq_coverage *coverage = reader->coverage;
	struct pq_counted_file *files;
	struct pq_view name;

	if (reader->within)
		return fail(reader, "a file begins before the one before it has ended");
	reader->within = true;
	if (!below_source(reader, path, &name))
		return true;
	files = realloc(coverage->files, (coverage->file_count + 1) * sizeof(*files));
	if (!files)
		return fail(reader, "not enough memory");
	coverage->files = files;
	reader->file = &files[coverage->file_count];
	*reader->file = (struct pq_counted_file){ .name = strndup((const char *)name.data, name.len) };
	if (!reader->file->name)
		return fail(reader, "not enough memory");
	coverage->file_count++;
	return true;
}

/* DA:LINE,TIMES, and perhaps a checksum behind another comma. */
static bool read_counts(struct pq_view value, unsigned int *line, bool *covered)
{
	size_t comma = pq_view_find(value, ',', 0);
	struct pq_view times = pq_view_from(value, comma + 1);
	uint64_t number, count;

	times = pq_view_slice(times, 0, pq_view_find(times, ',', 0));
	if (!pq_ascii_decimal(pq_view_slice(value, 0, comma), UINT32_MAX, &number) ||
	    !pq_ascii_decimal(times, UINT64_MAX, &count))
		return false;
	*line = (unsigned int)number;
	*covered = count > 0;
	return true;
}

static bool add_line(struct reader *reader, struct pq_view value)
{
	struct pq_counted_file *file = reader->file;
	struct pq_counted_line *lines;
	struct pq_counted_line line;

	if (!reader->within || !read_counts(value, &line.number, &line.covered))
		return fail(reader, "expected DA:LINE,TIMES in a file");
	if (!file)
		return true;
	if (file->line_count > 0 && file->lines[file->line_count - 1].number >= line.number)
		return fail(reader, "the lines of a file are not in order");
	lines = file->lines;
	if ((file->line_count & (file->line_count - 1)) == 0) /* at each power of two there is room for as many again */
		lines = realloc(lines, (file->line_count ? file->line_count * 2 : 1) * sizeof(*lines));
	if (!lines)
		return fail(reader, "not enough memory");
	file->lines = lines;
	file->lines[file->line_count++] = line;
	file->covered += line.covered;
	return true;
}

/* Records that tell of functions, branches or sums, and so of nothing that is read here. */
static bool is_other_record(struct pq_view line)
{
	static const char *const names[] = { "TN:",   "FN:",  "FNDA:", "FNF:", "FNH:",
					     "BRDA:", "BRF:", "BRH:",  "LF:",  "LH:" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (pq_view_starts(line, pq_view_str(names[i])))
			return true;
	return false;
}

static bool end_file(struct reader *reader)
{
	if (!reader->within)
		return fail(reader, "a file ends that has not begun");
	reader->within = false;
	reader->file = NULL;
	return true;
}

static bool read_line(struct reader *reader, struct pq_view line)
{
	if (line.len == 0 || is_other_record(line))
		return true;
	if (pq_view_starts(line, pq_view_str("SF:")))
		return begin_file(reader, pq_view_from(line, 3));
	if (pq_view_starts(line, pq_view_str("DA:")))
		return add_line(reader, pq_view_from(line, 3));
	if (pq_view_is(line, "end_of_record"))
		return end_file(reader);
	return fail(reader, "expected a record of lcov's format");
}

static bool read_lines(struct reader *reader, struct pq_view text)
{
	while (text.len > 0) {
		size_t end = pq_view_find(text, '\n', 0);

		reader->number++;
		if (!read_line(reader, pq_view_slice(text, 0, end)))
			return false;
		text = pq_view_from(text, end + 1);
	}
	if (reader->within)
		return fail(reader, "the text ends within a file");
	if (reader->coverage->file_count == 0)
		return fail(reader, "it tells of no file in src/");
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct pq_counted_file *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/* Length of the folder's name in a file's name, which begins with "src/": one level below src. */
static size_t folder_len(const char *name)
{
	const char *slash = strchr(name + 4, '/');

	return slash ? (size_t)(slash - name) : 3;
}

static bool add_to_folder(struct pq_coverage *coverage, const struct pq_counted_file *file)
{
	struct pq_counted_folder *folder = &coverage->folders[coverage->folder_count];
	size_t len = folder_len(file->name);
	bool same = coverage->folder_count > 0 && strlen(folder[-1].name) == len &&
		    strncmp(folder[-1].name, file->name, len) == 0;

	if (same) {
		folder--;
	} else {
		if (coverage->folder_count == PQ_COVERAGE_FOLDERS || len >= sizeof(folder->name))
			return false;
		coverage->folder_count++;
		*folder = (struct pq_counted_folder){ .line_count = 0 };
		memcpy(folder->name, file->name, len);
	}
	folder->line_count += file->line_count;
	folder->covered += file->covered;
	return true;
}

static bool sum_up(struct reader *reader)
{
	struct pq_coverage *coverage = reader->coverage;

	qsort(coverage->files, coverage->file_count, sizeof(coverage->files[0]), by_name);
	for (size_t i = 0; i < coverage->file_count; i++) {
		if (!add_to_folder(coverage, &coverage->files[i]))
			return fail(reader, "there are more folders in src/ than PQ_COVERAGE_FOLDERS");
		coverage->line_count += coverage->files[i].line_count;
		coverage->covered += coverage->files[i].covered;
	}
	return true;
}

bool pq_coverage_read(struct pq_coverage *coverage, struct pq_view text, const char *source,
		      char why[static PQ_COVERAGE_WHY])
{
	struct reader reader = { .coverage = coverage, .source = source };

	memset(coverage, 0, sizeof(*coverage));
	if (read_lines(&reader, text) && sum_up(&reader))
		return true;
	pq_coverage_free(coverage);
	snprintf(why, PQ_COVERAGE_WHY, "line %zu: %s", reader.number, reader.wrong);
	return false;
}

void pq_coverage_free(struct pq_coverage *coverage)
{
	for (size_t i = 0; i < coverage->file_count; i++) {
		free(coverage->files[i].name);
		free(coverage->files[i].lines);
	}
	free(coverage->files);
	memset(coverage, 0, sizeof(*coverage));
}

unsigned int pq_coverage_share(size_t covered, size_t line_count)
{
	return line_count ? (unsigned int)(covered * 10000 / line_count) : 10000;
}
