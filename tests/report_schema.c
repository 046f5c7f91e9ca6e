/* SPDX-License-Identifier: MIT */
#include "report_schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/relaxng.h>

void report_schema_junit(const char *text, size_t len)
{
	xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(PQ_SOURCE_DIR "/tests/data/junit.rng");
	xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
	xmlDocPtr document = xmlReadMemory(text, (int)len, "junit", NULL, XML_PARSE_NONET);

	assert_non_null(document);
	assert_int_equal(xmlRelaxNGValidateDoc(context, document), 0);
	xmlFreeDoc(document);
	xmlRelaxNGFreeValidCtxt(context);
	xmlRelaxNGFree(schema);
	xmlRelaxNGFreeParserCtxt(parser);
}

/* SARIF 2.1.0, 3.19.23, 3.27, 3.49: indices and ids agree, each result has a message, a place and a print. */
void report_schema_sarif(json_t *log)
{
	json_t *run = json_array_get(json_object_get(log, "runs"), 0);
	json_t *rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
	json_t *results = json_object_get(run, "results");
	json_t *result;
	size_t i;

	assert_string_equal(json_string_value(json_object_get(log, "version")), "2.1.0");
	json_array_foreach(results, i, result)
	{
		json_t *rule = json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
		const char *uri = NULL;
		const char *print = NULL;
		const char *message = NULL;
		json_int_t line = 0;

		assert_true(json_equal(json_object_get(rule, "id"), json_object_get(result, "ruleId")));
		assert_int_equal(json_unpack(result, "{s:{s:s}, s:{s:s}, s:[{s:{s:{s:s}, s:{s:I}}}]}", "message",
					     "text", &message, "partialFingerprints", "pratiqueFinding/v1", &print,
					     "locations", "physicalLocation", "artifactLocation", "uri", &uri, "region",
					     "startLine", &line),
				 0);
		assert_int_equal(strlen(print), 32);
		assert_true(line >= 1 && message[0] != '\0' && uri[0] != '\0');
		assert_null(strpbrk(uri, " <>\"\\^`{|}\n"));
	}
}
