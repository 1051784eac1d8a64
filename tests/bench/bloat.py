#!/usr/bin/env python3
"""Measures how tables and indexes grow while syncs change them; docs/adr/0018-vacuum-and-bloat.md tells what came out.

    tests/bench/bloat.py [--candidates 100000] [--rounds 30] [--changed 0.01]

Each variant of the storage parameters gets a database of its own, named after it, on the cluster that libpq's variables
(PGHOST, PGPORT, PGUSER) name, and is dropped afterwards. The cluster needs autovacuum_naptime = 1s: a round waits for a
few of those, as hours lie between syncs that change so much. The role has to own what it creates, no more.
"""

import argparse
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLES = ["documents", "applications", "candidates"]
VARIANTS = {
    "bloat_postgres": "autovacuum_vacuum_scale_factor = 0.2",
    "bloat_scale_5": "autovacuum_vacuum_scale_factor = 0.05",
    "bloat_scale_2": "autovacuum_vacuum_scale_factor = 0.02",
    "bloat_scale_2_room": "autovacuum_vacuum_scale_factor = 0.02, fillfactor = 85",
}
MODELS = {"documents": [(7, 0.2), (8, 1.5), (9, 1.0)], "applications": [(8, 1.5)], "candidates": [(9, 1.0)]}
# A sync writes the whole row; which columns really differ decides what Postgres has to do.
CHANGES = {
    "documents": "changed_at = now(), touched_at = now(), own_hash = sha256(now()::text::bytea), body = md5(now()::text) || substr(body, 33)",
    "applications": "content_hash = sha256(now()::text::bytea), content = md5(now()::text) || substr(content, 33), "
                    "outcome = CASE WHEN n % 4 = 0 THEN 'HIRED' ELSE outcome END",
    "candidates": "content_hash = sha256(now()::text::bytea), content = md5(now()::text) || substr(content, 33)",
}


def psql(database, text):
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database], input=text, check=True,
                          stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def fill(database, candidates, parameters):
    """One integration, in the shape that the tests of plans have, with rows of the size of real ones."""
    psql("postgres", f"CREATE DATABASE {database}")
    for migration in sorted(ROOT.glob("migrations/*.sql")):
        psql(database, f"BEGIN; {migration.read_text()}; COMMIT")
    for table in TABLES:
        psql(database, f"ALTER TABLE {table} RESET (autovacuum_vacuum_insert_scale_factor, fillfactor); "
                       f"ALTER TABLE {table} SET ({parameters})")
    psql(database, (ROOT / "tests/it/plans/sizes.sql").read_text())
    psql(database, f"INSERT INTO sizes VALUES (1, {candidates})")
    for part, sizes in [("records", {600: 1800, 400: 1200}), ("documents", {500: 2000})]:
        text = (ROOT / f"tests/it/plans/{part}.sql").read_text()
        for small, real in sizes.items():
            text = text.replace(f"text_of({small})", f"text_of({real})")
        # Nothing here needs the integrations themselves.
        psql(database, text.split("INSERT INTO document_writes")[0])
    psql(database, f"VACUUM ANALYZE {', '.join(TABLES)}")


def change(database, table, candidates, share, number):
    """A share of the rows, spread evenly, others in each round."""
    for model, per_candidate in MODELS[table]:
        rows = int(candidates * per_candidate)
        changed = int(rows * share)
        with_model = f"AND t.model = {model}" if table == "documents" else ""
        psql(database, f"""UPDATE {table} t SET {CHANGES[table]}
            FROM (SELECT DISTINCT (k * 7919::bigint + {number} * 104729) % {rows} AS n
                  FROM generate_series(1, {changed}) k) chosen
            WHERE t.integration_id = 1 AND t.id = id(1, {model}, n) {with_model}""")


def sizes(database, table):
    heap, indexes = psql(database, f"SELECT pg_relation_size('{table}'), pg_indexes_size('{table}')").split("|")
    return int(heap), int(indexes)


def measure(database, parameters, candidates, rounds, share):
    fill(database, candidates, parameters)
    at_first = {table: sizes(database, table) for table in TABLES}
    for number in range(1, rounds + 1):
        for table in TABLES:
            change(database, table, candidates, share, number)
        time.sleep(4)
        if number in {10, rounds}:
            for table in TABLES:
                report(database, parameters, table, number, at_first[table])
    psql("postgres", f"DROP DATABASE {database}")


def report(database, parameters, table, number, at_first):
    grown = [f"{now / then - 1:+.1%}" for now, then in zip(sizes(database, table), at_first)]
    updated, hot, vacuumed = psql(database, f"""SELECT n_tup_upd, n_tup_hot_upd, autovacuum_count
        FROM pg_stat_user_tables WHERE relname = '{table}'""").split("|")
    print(f"| {parameters} | {table} | {number} | {at_first[0] >> 20} + {at_first[1] >> 20} | {grown[0]} | {grown[1]} | "
          f"{int(hot) / max(1, int(updated)):.0%} | {vacuumed} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--changed", type=float, default=0.01)
    asked = parser.parse_args()
    print("| parameters | table | rounds | heap + indexes, MB | heap grew | indexes grew | HOT | vacuums |\n"
          "|---|---|---|---|---|---|---|---|", flush=True)
    for database, parameters in VARIANTS.items():
        measure(database, parameters, asked.candidates, asked.rounds, asked.changed)


if __name__ == "__main__":
    main()
