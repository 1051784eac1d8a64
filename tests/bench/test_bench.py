"""The parts of the benchmark that measure nothing. `./dev test` runs them."""

import unittest

import report
import table
from measure import Bar, absolute, compared, tail
from sections.fastify import untimed
from sections.profiling import kind_of, stacks, summary
from sections.walk import ends
from walking import content_length, next_cursor, sample


class Verdicts(unittest.TestCase):
    def test_a_bar_is_reached_from_its_side(self):
        self.assertEqual(Bar(0.7, 0.8).verdict(0.7), "pass")
        self.assertEqual(Bar(0.7, 0.8).verdict(0.8), "pass, moonshot")
        self.assertEqual(Bar(0.7, 0.8).verdict(0.35), "short by 2.00 x")
        self.assertEqual(Bar(4, at_least=False).verdict(4), "pass")
        self.assertEqual(Bar(4, at_least=False).verdict(6), "short by 1.50 x")

    def test_bars_of_zero_and_scores_of_zero_divide_nothing(self):
        self.assertEqual(Bar(0, at_least=False).verdict(0), "pass")
        self.assertEqual(Bar(0, at_least=False).verdict(1200), "short by 1,200")
        self.assertEqual(Bar(0.7).verdict(0), "short by all")


class Rows(unittest.TestCase):
    def test_pairs_are_compared_before_the_median_is_taken(self):
        row = compared("polls.rate", "Polls", "/s", [(10, 100), (90, 100), (30, 60)])
        self.assertEqual((row.ours, row.reference, row.score), (30, 100, 0.5))

    def test_of_times_the_smaller_one_is_better(self):
        self.assertEqual(compared("first_sync.time", "Sync", "s", [(2.0, 1.0)], inverse=True).score, 0.5)

    def test_a_tail_is_the_median_of_ratios(self):
        row = tail("polls.p99", "Polls", [{"p50": 1, "p99": 2}, {"p50": 1, "p99": 8}, {"p50": 2, "p99": 6}])
        self.assertEqual(row.score, 3)
        self.assertEqual(row.as_json()["verdict"], "pass")

    def test_a_row_without_a_bar_has_no_verdict(self):
        told = absolute("pages.zstd", "Pages", "/s", [3, 1, 2]).as_json()
        self.assertEqual((told["ours"], told["bar"], told["verdict"]), (2, None, ""))

    def test_the_worst_value_counts_where_it_is_asked_for(self):
        self.assertEqual(absolute("memory.peak", "Memory", "MiB", [60, 70, 50], worst=True).score, 70)


ROWS = [compared("polls.rate", "Polls", "/s", [(2468.1, 10000)]).as_json(),
        absolute("memory.peak", "Memory", "MiB", [200.0]).as_json()]
RESULTS = {"rows": ROWS, "machine": {"cores": 2}, "postgres": {"fsync": "on"}, "raw": {"a": [1]}}


class Tables(unittest.TestCase):
    def test_numbers_have_three_digits_and_their_unit(self):
        told = [table.number(value, "s") for value in (0.0661, 1.5, 23.456, 1234.5, 4, None)]
        self.assertEqual(told, ["0.066 s", "1.50 s", "23.5 s", "1,234 s", "4 s", ""])
        self.assertEqual(table.number(1234.5, "/s"), "1,234/s")

    def test_a_row_shows_its_ratio_or_its_value_against_the_bar(self):
        self.assertEqual(table.cells(ROWS[0])[1:], ["2,468/s", "10,000/s", "0.247", "≥ 0.200", "≥ 0.350", "pass"])
        self.assertEqual(table.cells(ROWS[1])[1:], ["200 MiB", "", "", "≤ 150 MiB", "≤ 64 MiB", "short by 1.33 x"])

    def test_columns_line_up(self):
        lines = table.plain(ROWS).split("\n")
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[0].index("Verdict"), lines[2].index("pass"))


class Reports(unittest.TestCase):
    def test_placeholders_agree_with_the_table(self):
        prose = "{polls.rate.ratio} of {polls.rate.reference}, {machine.cores} cores, fsync {postgres.fsync}"
        self.assertEqual(report.filled(prose, RESULTS), "0.247 of 10,000/s, 2 cores, fsync on")

    def test_what_there_is_not_is_refused(self):
        for prose in ("{polls.rate.median}", "{nothing.ratio}", "{raw}", "{raw.a}"):
            with self.assertRaises(SystemExit):
                report.filled(prose, RESULTS)

    def test_other_braces_are_left_alone(self):
        self.assertEqual(report.filled('{"a": 1} {} `{ID}`', RESULTS), '{"a": 1} {} `{ID}`')

    def test_prose_is_wrapped_and_all_else_is_not(self):
        row = "| " + "wide " * 40 + "|"
        told = report.wrapped("\n\n".join(["# A title", "a " * 100, "- one\n  two\n- three", row, "    code  here"]))
        self.assertEqual(max(len(line) for line in told.split("\n") if line != row), 119)
        self.assertIn("\n- one two\n- three\n", told)
        self.assertIn(row, told)
        self.assertTrue(told.endswith("    code  here\n"))

    def test_shortfalls_are_listed(self):
        self.assertEqual(report.filled("{shortfalls}", RESULTS), "- Memory: short by 1.33 x.")

    def test_sizes_stand_side_by_side_in_their_order(self):
        told = report.growth_table({"growth": {"100000": {"memory": 64.0}, "20000": {"memory": 40.0}}})
        self.assertIn("| Cost | 20,000 | 100,000 |", told)
        self.assertIn("| Memory of the first sync | 40 MiB | 64 MiB |", told)


class Walks(unittest.TestCase):
    def test_the_ends_of_a_walk_are_its_first_and_last_twentieth(self):
        last, first = ends([1.0] + [9.0] * 38 + [2.0])
        self.assertEqual((last, first), (1 / 5.5, 1 / 5.0))

    def test_a_sample_is_spread_evenly(self):
        paths = [str(n) for n in range(10)]
        self.assertEqual(sample(paths, 5), ["0", "2", "4", "6", "8"])
        self.assertEqual(sample(paths, 100), paths)

    def test_answers_are_read_by_their_head(self):
        self.assertEqual(content_length(b"HTTP/1.1 200 OK\r\nContent-Length: 12"), 12)
        self.assertEqual(next_cursor(memoryview(b'{"status":"success","data":{"next":"abc","results":[')), "abc")
        self.assertIsNone(next_cursor(memoryview(b'{"status":"success","data":{"next":null,"results":[')))

    def test_records_are_compared_without_their_times(self):
        told = untimed({"id": 1, "changed_at": 2, "applications": [{"id": "b", "outcome": 1}, {"id": "a", "outcome": 1}]})
        self.assertEqual(told, {"id": 1, "applications": [{"id": "a", "outcome": 1}, {"id": "b", "outcome": 1}]})


SCRIPT = """unified-ats
\tffff8 tcp_sendmsg ([kernel.kallsyms])
\t55d1 <tokio::net::TcpStream as AsyncWrite>::poll_write+0x1f (/opt/unified-ats)

unified-ats
\t55d2 serde_json::ser::format_escaped_str+0x2 (/opt/unified-ats)
"""


class Profiles(unittest.TestCase):
    def test_samples_are_read_from_the_inside(self):
        told = list(stacks(SCRIPT.splitlines()))
        self.assertEqual(told[0][0], ("[kernel.kallsyms]", "tcp_sendmsg"))
        self.assertEqual(told[1], [("unified-ats", "serde_json::ser::format_escaped_str")])

    def test_a_sample_counts_for_its_innermost_function(self):
        told, folded = summary(stacks(SCRIPT.splitlines()))
        self.assertEqual(told["shares"], {"kernel: network": 50.0, "JSON": 50.0})
        self.assertIn("<tokio::net::TcpStream as AsyncWrite>::poll_write;tcp_sendmsg", folded)

    def test_kinds_are_found_by_module_and_name(self):
        self.assertEqual(kind_of("libc.so.6", "__memmove_avx_unaligned_erms"), "copying")
        self.assertEqual(kind_of("libc.so.6", "_int_malloc"), "allocation")
        self.assertEqual(kind_of("unified-ats", "sqlx_postgres::message::decode"), "Postgres protocol")
        self.assertEqual(kind_of("unified-ats", "main"), "other")


if __name__ == "__main__":
    unittest.main()
