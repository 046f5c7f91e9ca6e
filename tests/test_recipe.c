/* SPDX-License-Identifier: MIT */
/* Recipes of browsers: how they are read, and what they come to for one start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "browser/launch.h"
#include "browser/recipe.h"

#define HEAD "pratique-browser 1\n"
#define LEAST HEAD "name x\nkind page\nprogram x\n"

static enum pq_err read(struct pq_recipe *recipe, const char *text, struct pq_diag *diag)
{
	return pq_recipe_read(recipe, pq_view_str(text), diag);
}

static void every_builtin_recipe_is_read_and_named_like_its_file(void **state)
{
	struct pq_recipe recipe;
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	assert_true(pq_recipe_count() >= 10);
	for (size_t i = 0; i < pq_recipe_count(); i++) {
		assert_int_equal(pq_recipe_builtin(&recipe, pq_recipe_name_at(i), &diag), PQ_ERR_OK);
		assert_string_equal(recipe.name, pq_recipe_name_at(i));
		assert_non_null(pq_recipe_line(&recipe, "url"));
		assert_non_null(pq_recipe_line(&recipe, "package"));
		pq_recipe_fini(&recipe);
	}
	assert_int_equal(pq_recipe_builtin(&recipe, "mosaic", &diag), PQ_ERR_UNKNOWN);
}

static void wrong_recipes_are_refused_with_their_place(void **state)
{
	static const struct {
		const char *text;
		enum pq_err err;
		size_t line, column;
		const char *expected;
	} rows[] = {
		{ "name x\n", PQ_ERR_SYNTAX, 1, 1, "pratique-browser 1" },
		{ "pratique-browser 2\n", PQ_ERR_VERSION, 1, 18, "pratique-browser 1" },
		{ HEAD "name x\nkind page\n", PQ_ERR_INCOMPLETE, 4, 1, "'program'" },
		{ HEAD "kind browser\n", PQ_ERR_SYNTAX, 2, 6, "one of: page, plain, runtime, command" },
		{ HEAD "nmae x\n", PQ_ERR_SYNTAX, 2, 1, "one of: name" },
		{ HEAD "name x\nname y\n", PQ_ERR_SYNTAX, 3, 1, "only once" },
		{ HEAD "name X/Y\n", PQ_ERR_SYNTAX, 2, 6, "a name of a-z" },
		{ HEAD "argument\n", PQ_ERR_SYNTAX, 2, 9, "an argument" },
		{ HEAD "argument a b\n", PQ_ERR_SYNTAX, 2, 12, "" },
		{ HEAD "environment A\n", PQ_ERR_SYNTAX, 2, 14, "a second argument" },
		{ HEAD "argument \"a\\0b\"\n", PQ_ERR_SYNTAX, 2, 10, "no NUL byte" },
		{ HEAD "needs screen\n", PQ_ERR_SYNTAX, 2, 7, "one of: display, bus" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pq_diag diag = { 0, 0, "" };
		struct pq_recipe recipe;

		assert_int_equal(read(&recipe, rows[i].text, &diag), rows[i].err);
		assert_int_equal(diag.line, rows[i].line);
		assert_int_equal(diag.column, rows[i].column);
		assert_non_null(strstr(diag.expected, rows[i].expected));
	}
}

/* The command line of a recipe under these options, joined with blanks. */
static void arguments_are(const struct pq_session_options *options, const char *wanted)
{
	const struct pq_places places = { options, "/h", "/p" };
	struct pq_strings argv = { 0 };
	char joined[512] = "";

	pq_launch_arguments(&places, &argv);
	for (size_t i = 0; i < argv.count; i++) {
		strcat(joined, i > 0 ? " " : "");
		strcat(joined, argv.items[i]);
	}
	assert_string_equal(joined, wanted);
	pq_strings_fini(&argv);
}

static void launches_add_their_arguments_and_stock_drops_what_is_not_required(void **state)
{
	struct pq_recipe recipe;
	struct pq_session_options options = { .recipe = &recipe,
					      .program = "/bin/x",
					      .url = "http://u/",
					      .proxy = "http://20.0.0.3:3128",
					      .socks = "socks5://20.0.0.3:1080",
					      .pac = "http://20.0.0.3/p",
					      .authority = "/a.pem" };

	(void)state;
	assert_int_equal(read(&recipe,
			      LEAST "argument -a\nrequired --dir={profile}\nproxy -x={proxy-host}:{proxy-port}\n"
				    "pac -c={pac}\nsocks -s={socks}\nargument {else}{home}{\nurl {url}\n",
			      NULL),
			 PQ_ERR_OK);
	arguments_are(&options, "/bin/x -a --dir=/p {else}/h{ http://u/");
	options.stock = true;
	arguments_are(&options, "/bin/x --dir=/p http://u/");
	options.launch = PQ_LAUNCH_PROXY;
	arguments_are(&options, "/bin/x --dir=/p -x=20.0.0.3:3128 http://u/");
	options.launch = PQ_LAUNCH_PAC;
	arguments_are(&options, "/bin/x --dir=/p -c=http://20.0.0.3/p http://u/");
	options.launch = PQ_LAUNCH_SOCKS;
	arguments_are(&options, "/bin/x --dir=/p -s=socks5://20.0.0.3:1080 http://u/");
	assert_int_equal(pq_recipe_add(&recipe, "required", "-own", NULL), PQ_ERR_OK);
	assert_int_equal(pq_recipe_add(&recipe, "required", "-own", "second"), PQ_ERR_UNKNOWN);
	options.launch = PQ_LAUNCH_PLAIN;
	arguments_are(&options, "/bin/x --dir=/p -own http://u/");
	pq_recipe_fini(&recipe);
}

static void preferences_become_a_user_js_and_the_environment_is_replaced_by_name(void **state)
{
	struct pq_recipe recipe;
	struct pq_session_options options = { .recipe = &recipe, .program = "/bin/x", .url = "u" };
	const struct pq_places places = { &options, "/h", "/p" };
	struct pq_strings environment = { 0 };
	size_t homes = 0;
	char *prefs;

	(void)state;
	assert_int_equal(read(&recipe,
			      LEAST "pref a.b 5\nrequired-pref c \"\\\"{home}\\\"\"\nproxy-pref d 1\n"
				    "environment HOME /else\nproxy-environment http_proxy p\n",
			      NULL),
			 PQ_ERR_OK);
	prefs = pq_launch_prefs(&places);
	assert_string_equal(prefs, "user_pref(\"a.b\", 5);\nuser_pref(\"c\", \"/h\");\n");
	free(prefs);
	pq_launch_environment(&places, &environment);
	for (size_t i = 0; i < environment.count; i++) {
		assert_null(strstr(environment.items[i], "http_proxy"));
		if (strncmp(environment.items[i], "HOME=", 5) == 0) {
			assert_string_equal(environment.items[i], "HOME=/else");
			homes++;
		}
	}
	assert_int_equal(homes, 1);
	assert_true(pq_launch_known(&recipe, PQ_LAUNCH_PROXY));
	assert_true(pq_launch_known(&recipe, PQ_LAUNCH_PLAIN));
	assert_false(pq_launch_known(&recipe, PQ_LAUNCH_PAC));
	pq_strings_fini(&environment);
	pq_recipe_fini(&recipe);
}

static void a_template_becomes_a_command(void **state)
{
	struct pq_recipe recipe;
	struct pq_session_options options = { .recipe = &recipe, .program = "/bin/curl", .url = "http://u/" };
	struct pq_diag diag = { 0, 0, "" };

	(void)state;
	assert_int_equal(pq_recipe_command(&recipe, "curl -s  -H 'A: \"b\"' x\"{url}\"", &diag), PQ_ERR_OK);
	assert_string_equal(recipe.name, "curl");
	assert_int_equal(recipe.kind, PQ_BROWSER_COMMAND);
	arguments_are(&options, "/bin/curl -s -H A: \"b\" xhttp://u/");
	pq_recipe_fini(&recipe);
	assert_int_equal(pq_recipe_command(&recipe, "curl -s", &diag), PQ_ERR_SYNTAX);
	assert_non_null(strstr(diag.expected, "{url}"));
	assert_int_equal(pq_recipe_command(&recipe, "curl 'x {url}", &diag), PQ_ERR_SYNTAX);
	assert_non_null(strstr(diag.expected, "quote"));
	assert_int_equal(pq_recipe_command(&recipe, "", &diag), PQ_ERR_SYNTAX);
}

static void a_missing_program_is_named_with_its_package(void **state)
{
	struct pq_recipe recipe;
	struct pq_diag diag = { 0, 0, "" };
	char *found;

	(void)state;
	assert_int_equal(read(&recipe, HEAD "name x\nkind page\npackage x-package\nprogram no-such-program\n", NULL),
			 PQ_ERR_OK);
	assert_null(pq_recipe_program(&recipe, NULL, &diag));
	assert_non_null(strstr(diag.expected, "no-such-program"));
	assert_non_null(strstr(diag.expected, "apt install x-package"));
	found = pq_recipe_program(&recipe, "/bin/sh", &diag);
	assert_string_equal(found, "/bin/sh");
	free(found);
	found = pq_recipe_program(&recipe, "sh", &diag);
	assert_non_null(found);
	free(found);
	pq_recipe_fini(&recipe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_builtin_recipe_is_read_and_named_like_its_file),
		cmocka_unit_test(wrong_recipes_are_refused_with_their_place),
		cmocka_unit_test(launches_add_their_arguments_and_stock_drops_what_is_not_required),
		cmocka_unit_test(preferences_become_a_user_js_and_the_environment_is_replaced_by_name),
		cmocka_unit_test(a_template_becomes_a_command),
		cmocka_unit_test(a_missing_program_is_named_with_its_package),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
