/* SPDX-License-Identifier: MIT */
/* Results of any lab: which one a file is of, and the names of its cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "result/lab_any.h"

#define ROW(helper, way, shape, setting, outcome)                                                       \
	"{\"helper\":\"" helper "\",\"way\":\"" way "\",\"shape\":\"" shape "\",\"setting\":\"" setting \
	"\",\"port\":21,\"outcome\":\"" outcome "\",\"expected\":\"" outcome                            \
	"\",\"varies\":false,\"padding\":0,\"begins\":false,\"deviates\":false,\"steps\":[]}"

static const char nat[] =
	"{\"format\":\"pratique-lab-nat "
	"1\",\"subject\":\"model\",\"kernel\":\"6\",\"date\":\"2026-11-26\",\"unhelped\":false,"
	"\"rows\":[" ROW("ftp", "form text/plain", "whole", "policy none", "none") "," ROW(
		"ftp", "form text/plain", "split", "policy none",
		"used") "," ROW("ftp", "form text/plain", "split", "policy fetch",
				"not dialled") "," ROW("ftp", "raw socket", "whole", "without the helper's rule",
						       "none") "," ROW("ftp-tls", "form text/plain", "whole",
								       "policy none",
								       "used") "," ROW("snmp", "-", "-", "-",
										       "out of reach") "]}";

static const char proxy[] =
	"{\"format\":\"pratique-lab-proxy "
	"1\",\"took_ms\":1,\"settings\":[{\"name\":\"Plain_Proxy\",\"rows\":[{\"name\":\"host\","
	"\"help\":\"h\",\"why\":\"w\",\"kind\":\"forged\",\"seen\":\"secret\",\"twin\":\"untested\",\"stated\":"
	"\"untested\","
	"\"verdict\":\"fetched\",\"steps\":[]}]},{\"name\":\"second\",\"void\":\"not here\",\"rows\":[]}]}";

static void read_in(struct pq_lab_any *any, struct pq_lab_names *names, const char *text)
{
	struct pq_diag diag = { 0, 0, "" };

	*any = (struct pq_lab_any){ .nat = { .subject = NULL } };
	if (pq_lab_any_read(any, pq_view_str(text), &diag))
		fail_msg("%s", diag.expected);
	assert_true(pq_lab_names_of(any, names));
}

static void forget(struct pq_lab_any *any, struct pq_lab_names *names)
{
	pq_lab_names_fini(names);
	pq_lab_any_fini(any);
}

static void every_case_has_one_name(void **state)
{
	static const char *const expected[] = { "nat/ftp/form-text-plain/whole",
						"nat/ftp/form-text-plain/split",
						"nat/ftp/form-text-plain/split/policy-fetch",
						"nat/ftp/raw-socket/whole/without-the-helpers-rule",
						"nat/ftp-tls/form-text-plain/whole",
						"nat/snmp" };
	struct pq_lab_any any;
	struct pq_lab_names names;

	(void)state;
	read_in(&any, &names, nat);
	assert_int_equal(names.count, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < names.count; i++) {
		assert_string_equal(names.rows[i].text, expected[i]);
		assert_ptr_equal(pq_lab_names_find(&names, expected[i]), &names.rows[i]);
	}
	forget(&any, &names);
	read_in(&any, &names, proxy);
	assert_int_equal(names.count, 2);
	assert_string_equal(names.rows[0].text, "proxy/plain-proxy/host");
	assert_string_equal(names.rows[1].text, "proxy/second");
	forget(&any, &names);
}

static void a_service_has_a_letter_a_client_and_a_shape(void **state)
{
	struct pq_lab_any any = { .nat = { .subject = NULL } };
	struct pq_lab_served *served = pq_lab_served_new();
	struct pq_lab_names names;

	(void)state;
	assert_non_null(served);
	served->name = strdup("beanstalkd");
	served->cases[served->case_count++] =
		(struct pq_lab_case){ .form = PQ_LAB_TEXT, .client = PQ_LAB_PATIENT, .class = PQ_LAB_TOLERATES };
	served->cases[served->case_count++] = (struct pq_lab_case){
		.form = PQ_LAB_TEXT, .client = PQ_LAB_EARLY, .shape = PQ_LAB_SPLIT, .class = PQ_LAB_EXECUTES
	};
	assert_true(pq_lab_services_add(&any.services, served));
	assert_true(pq_lab_names_of(&any, &names));
	assert_int_equal(names.count, 2);
	assert_string_equal(names.rows[0].text, "services/beanstalkd/T/patient/whole");
	assert_string_equal(names.rows[1].text, "services/beanstalkd/T/early/split");
	assert_ptr_equal(pq_lab_names_find(&names, "services/beans/t"), &names.rows[1]);
	assert_ptr_equal(pq_lab_names_find(&names, "serv/beans/T/pat"), &names.rows[0]);
	forget(&any, &names);
}

static void a_short_name_means_the_case_that_goes_furthest(void **state)
{
	struct pq_lab_any any;
	struct pq_lab_names names;

	(void)state;
	read_in(&any, &names, nat);
	assert_ptr_equal(pq_lab_names_find(&names, "nat/ftp/form"), &names.rows[1]);
	/* A part that is whole outweighs one that is begun only, whatever came of it. */
	assert_ptr_equal(pq_lab_names_find(&names, "nat/ftp/raw"), &names.rows[3]);
	assert_ptr_equal(pq_lab_names_find(&names, "nat/ftp-/form"), &names.rows[4]);
	assert_ptr_equal(pq_lab_names_find(&names, "NAT/FTP/form/split/policy"), &names.rows[2]);
	assert_null(pq_lab_names_find(&names, "nat/irc"));
	assert_null(pq_lab_names_find(&names, "nat/snmp/form"));
	assert_null(pq_lab_names_find(&names, ""));
	assert_int_equal(pq_lab_names_known_parts(&names, "nat/irc/form"), 1);
	assert_int_equal(pq_lab_names_known_parts(&names, "nat/ftp/xyz"), 2);
	assert_int_equal(pq_lab_names_known_parts(&names, "x"), 0);
	assert_true(pq_lab_name_fits(&names.rows[0], ""));
	assert_true(pq_lab_name_fits(&names.rows[0], "nat/ftp"));
	assert_false(pq_lab_name_fits(&names.rows[0], "nat/ftp/raw"));
	forget(&any, &names);
}

static void what_is_no_labs_result_is_refused(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		const char *expected;
	} wrong[] = {
		{ "", PQ_ERR_SYNTAX, "" },
		{ "{}", PQ_ERR_SYNTAX, "format" },
		{ "{\"format\":\"pratique-result 1\"}", PQ_ERR_SYNTAX, "format" },
		{ "{\"format\":\"pratique-lab-natural 1\"}", PQ_ERR_SYNTAX, "format" },
		{ "{\"format\":\"pratique-lab-nat 2\",\"rows\":[]}", PQ_ERR_VERSION, "" },
		{ "{\"format\":\"pratique-lab-proxy 1\",\"took_ms\":1}", PQ_ERR_SYNTAX, "settings" },
		{ "{\"format\":\"pratique-lab-services 1\"}", PQ_ERR_SYNTAX, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct pq_lab_any any = { .nat = { .subject = NULL } };
		struct pq_diag diag = { 0, 0, "" };

		assert_int_equal(pq_lab_any_read(&any, pq_view_str(wrong[i].text), &diag), wrong[i].err);
		assert_non_null(strstr(diag.expected, wrong[i].expected));
		assert_int_equal(any.nat.row_count + any.proxy.setting_count + any.services.count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_has_one_name),
		cmocka_unit_test(a_service_has_a_letter_a_client_and_a_shape),
		cmocka_unit_test(a_short_name_means_the_case_that_goes_furthest),
		cmocka_unit_test(what_is_no_labs_result_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
