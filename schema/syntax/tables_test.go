package syntax

import "strings"

// texts are the grammar's cases: the seeds of the fuzz targets, each held
// against yaml.v3, and read alone, in a list and below a key.
var texts = []string{
	"", "\n", " ", "#", "# c", "# c\n\n# d\n", "\ufeff", "\ufeffa: b\n", "\ufeff# c\n",
	strings.Repeat("k", 1024) + ": v", strings.Repeat("k", 1025) + ": v", strings.Repeat("é", 1024) + ": v", "a: b\n" + strings.Repeat("é", 1025) + ": v", "{" + strings.Repeat("k", 1025) + ": v}",
	// plain scalars
	"a", "a b", "a  b  ", "a\nb", "a\n\nb", "a\n\n\n b\n c", "a # b", "a#b", "a: b#c", "a: b #c", "-a", "?a", ":a", "a:b", "a: b:c", "a: 'b':c",
	"a: b\n  c\n\n  d", "a: b\n  c # d\n  e", "a: -b", "a: - b", "a: b - c", "a: @b", "a: `b`", "a: %b", "%a", "a: ~", "a: b\\n", "a: [", "a: ]",
	"http://x.io:80/a?b=c#d", "a: http://x.io", "a: x: y", "a: b\n c: d", "a:\n  b\n  c: d", "a:\n    b\n  c: d", "é: ü\n", "a: 日本\n\n  語",
	// quoted scalars
	`"a"`, `'a'`, `"a\tb\x41\u00e9\U0001F600\\\"\/"`, `"a\tb\x41\u00e9\U0001F600\\\""`, `'it''s'`, `"a
  b"`, "\"a \n\n  b  \n c\"", "'a \n\n  b  \n c'", "\"a\\\n  b\"", "\"a \\\n  \\ b\"", "\"a\\\n\n  b\"", `""`, `''`, `a: "b" c`, `a: 'b' # c`, `"a": b`, `"a" : b`,
	`a: "b`, `a: 'b`, "a: \"b\nc: \"d\"", "a: 'b\nc: 'd'", "a: \"b\n  c\nd: e", "a: \"b\n---\nc\"", `"\q"`, `"\u12"`, `"\uD800"`, `"\U00110000"`, `"\N\_\L\P\0\a\b\e\v\f\r\	"`,
	"a: \"b\nc\"\nd: e", "\"a\nb\": c", "? \"a\n  b\"\n: c", "a: \"b\n  c\"\nd: e", "a: \"b\r\n  c\\\r\n  d\"",
	// block scalars
	"a: |\n  b\n  c\n", "a: |-\n  b\n", "a: |+\n  b\n\n", "a: |+\n\n", "a: |\n", "a: |", "a: |\nb: c", "a: >\n  b\n  c\n\n  d\n   e\n  f\n", "a: >-\n  b\n\n\n  c", "a: >+\n  b\n\n",
	"a: |2\n   b\n  c", "a: |2-\n   b", "a: |-2\n   b", "a: |0\n b", "a: |10\n b", "a: |x\n b", "a: | # c\n  b", "a: |\n\n\n   b\n  c", "a: |\n     \n  b", "- |\n a\n- b", "|\n a\n b", "--- |\n a", "--- >1\n  a",
	"a: |\n\tb", "a: |\n  b\n\tc", "a: |\n  b\n \tc\n", "a:\n|\n b", "-\n|\n b", "a:\n-\n|\n b", "a: >\n\n  b\n\n", "a: >\n  b\n    c\n  d\n", "a: |\n  b\r\n  c\r\n", "a: |\n  b\n # c\n", "a: |\n  # b\n", "a: >\n b\u2028 c\n d\n",
	// block collections
	"- a\n- b", "-", "- ", "-\n-", "- - a\n  - b\n- c", "- a: b\n  c: d\n- e", "a:\n- b\n- c\nd: e", "a:\n  - b\n  - c", "a:\nb:\n", "a: b\nc: d\n", "  a: b\n  c: d", "a:\n  b:\n    c: d\n  e: f",
	"- a\nb: c", "a: b\n- c", "a:\n    - b\n  - c", "a:\n    b: c\n  d: e", "a: b\n  c", "a:\n  b: c\n d: e", "- a\n - b", "-a: b", "- a\n  b", "a:\n  - b\n  c: d", "a:\n- b\n  c: d", "- ? a\n  : b", "a : b", "a :b",
	"? a\n: b", "? a", "? - a\n: - b", "? a\n? b", "?\n: b", "? a : b", ": a", "? a\n:\n", "? |\n a\n: b", "? a\n: b\nc: d\n", "? []: b\n: c",
	"a: b\na: c", "a: 1\n\"a\": 2", "[{a: 1, a: 2}]", "<<: a", "{a: 1, a: 2}: b", "? a\n? a\n",
	// flow collections
	"[]", "{}", "[a, b]", "[a, b,]", "[,]", "[a,,b]", "{a: b, c: d}", "{a: b,}", "{a, b: }", "{a: , b}", "[a: b, c]", "[a: b: c]", "[{a: b}, [c]]", "{a: [b, {c: d}]}", "[a b, c\n d]", "{\"a\":b}", "{\"a\": b}", "{a:b}", "{a :b}", "{'a':'b'}",
	"[a\n, b]", "a: [\nb,\nc\n]\nd: e", "a: {\n  b: c\n}\nd: e", "a: [b", "a: [b\nc: d", "a: [b, c\n  d: e\nf: g", "a: {b: c\nd: e", "a: [b}\nc: d", "a: {b]\nc: d", "a: b]\n", "[a]: b", "{a: b}: c", "[a]b", "[a] b", "[a]#b", "[a] #b", "[ # c\n a # d\n , b]",
	"[? a: b]", "[? a]", "[?]", "[? ]", "[?,]", "[? : b]", "[? : : b]", "{? a: b}", "{?}", "{? : b}", "{?'a\n': b}", "{a: 'b\n': c}", "{: b}", "[: b]", "[a?b]", "[a, ?b]", "[-]", "[-a]", "[- a]", "[-\n]", "[|]", "[@]", "[%a]", "[\"a\"b]", "[\"a\" \"b\": c]", "[a\n: b]", "{a\n: b}", "[\"a\n b\": c]", "[[a]: b]", "[\n---\n]", "[\n%a\n]", "{a: b}}", "[]]", "a: [b,\tc]\n", "a: [b\n\tc]", "a: [b,\n\tc]", "a: {{ b }}", "[a, *b, &c d, !e f]", "[&a , b]", "[!a, b]", "{&a : b}",
	// anchors, aliases, tags
	"&a b", "&a\nb", "a: &b c\nd: *b", "a: &b\n  c: d\ne: *b", "&a b: c", "&a\nb: c", "- &a b\n- *a", "*a", "a: *b", "*a: b", "&a a: *a", "a: &b *c", "a: &b &c d", "&a &b c: d", "&a: b", "*a : b", "- &a a\n- *a : b", "&a [*a]", "a: &a {b: *a}", "&\n", "a: &", "a: * b", "a: &b\nc: d", "- &a\n- b", "a: &b\n- c", "- &b\n- c", "&a - b", "&a-b c", "&a.b c",
	"!!str 1", "a: !!str", "!t a", "!t\na: b", "!t a: b", "!<tag:yaml.org,2002:str> 1", "!<> a", "!<a", "! a", "! 1", "!!", "!a!b c", "%TAG !a! tag:x:\n---\n!a!b c", "%TAG !! tag:x:\n---\n!!b c", "!!int a", "!!int 1", "!!int \"1\"", "!!float 1", "!!bool yes", "!!null a", "!!null", "!!binary aGk=", "!!binary h", "!!timestamp 2001-01-01", "!!map a", "!!str [a]", "!a%20b c", "!a%2 c", "!a%c3%a9 c", "!a%c3%28 c", "[!a]", "!!set {a, b}", "&a !t b", "!t &a b", "!t &a\n!u b", "&a\n!t\nb: c", "!!merge <<: {a: b}",
	"a: &a {b: 1}\nc:\n  <<: *a\n  d: 2", "a: &a {b: 1}\nc: {<<: [*a, {e: f}]}", "<<: {a: b}\na: c", "<<: [a]", "<<: *a", "a: &a b\n<<: *a", "<<: {<<: {a: b}}", "<<: {1: a}\nb: c", "<<: {~: a}\nb: c", "\"<<\": a", "!!str <<: a", "<<: {a: b}\n<<: {c: d}", "<<:", "a: &a [1]\n*a : b", "- &a x\n- {*a : y}", "? &a [b]\n: c",
	// scalars' types
	"[~, null, Null, NULL, nUll, '', true, True, TRUE, yes, on, y, false, off]", "[1, -1, +1, 0, 00, 07, 08, 0o7, 0o8, -0o7, 0x1F, 0xg, 0b11, -0b11, 0b2, 1_000, 1__0, _1, 9223372036854775807, 9223372036854775808, -9223372036854775808, 18446744073709551615, 18446744073709551616]",
	"[1.0, 1., .5, -.5, +.5, 1e3, 1E-3, 1e, .e3, 1.5e+3, 1_000.5, .inf, -.INF, +.Inf, .nan, .NaN, 0x1p-2, 1:30, ., .., -, +, 1.2.3, 1e400, 0.1.0, .1e, -.inf.]", "[2001-01-01, 2001-1-1, 2001-01-01T01:02:03Z, 2001-01-01t01:02:03.5+01:00, 2001-01-01 01:02:03, 2001-01-01 01:02:03.10 -5, 2001-13-01, 20010101, 2001-01]", "{1: a, true: b, ~: c, 1.5: d, 2001-01-01: e}", "? \n: a\n~: b",
	// documents
	"---", "---\n", "--- a", "---\na: b", "--- a: b", "a\n---\nb", "a\n...\n---\nb", "a\n...\nb", "...", "... a", "a\n...\n...\n", "---\n---\n", "--- # c\na", "---a", "--- |\n a\n---\nb", "%YAML 1.1\n---\na", "%YAML 1.2\n---\na", "%YAML 1.1\n", "%YAML 1.1\n%YAML 1.1\n---", "%FOO\n---\na", "a\n%YAML 1.1\n---\nb", "a: b\n--- c\n", "a: [\n---\n", "a: 'b\n...\n'", "---\n%YAML 1.1\n---\n", "%YAML 1.1 # c\n---\n", "%YAML 1.1#c\n---\n", "%YAML\t1.1#c\n---\n", "%TAG ! a#c\n---\n", "%TAG ! a\n%TAG ! b\n---\n", "a\n--- b\n... # c\n",
	// blanks, breaks and characters
	"a:\tb", "a:\t\tb\t", "\ta: b", "a:\n\tb: c", "a:\n  b: c\n\td: e", "a: b\n\t\nc: d", "a: 'b'\n\t\nc: d", "a: b\n \t\nc: d", "-\ta", "- \ta", "- a\t# b", "?\ta", "a: b\n\t# c\nd: e", "a: b\n# c\n\t# d\ne: f", "- # a\n\t# b\n  c", "a:\n - b\n\t- c",
	"a: b\r\nc: d\r\n", "a: b\rc: d\r", "a: b\u0085c: d", "a: b\u2028c: d", "a: b\u2029  c\u2029d: e", "a\u00a0: b", "a: b\n\n\n", "a: b\n\r\n\nc: d", "a:\r\n  - b\r\n  - |\r\n    c\r\n    d\r\n",
	"a: \x00", "\x01", "a: \x7f", "a: \xff", "a\xc3", "\xff\xfea\x00", "\xfe\xff\x00a", "a: \xc3\x28", "a: \xed\xa0\x80", "a: \ufffe", "a: \u0080", "# \x01", "a: \U0001F600\n", "a: b\ufeff",
}
