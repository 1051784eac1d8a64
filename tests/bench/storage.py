#!/usr/bin/env python3
"""Measures ways of storing documents in Postgres; docs/adr/0011-storage-measurements.md tells what came out.

    tests/bench/storage.py all                 everything, in this order:
    tests/bench/storage.py generate            fill the table of staged documents
    tests/bench/storage.py load [--rounds 3]   write every variant, print load time and size
    tests/bench/storage.py read [--rounds 3]   pages by number and empty polls, print rates
    tests/bench/storage.py update              ten rounds of changed bodies, three of changed stamps

It works in the database that libpq's variables (PGHOST, PGPORT, PGUSER, PGDATABASE) name, which should be an
empty one on a cluster of its own, and needs the extension pg_prewarm there. `psql` and `pgbench` are taken from
where `pg_config` says. 220,000 documents need about 10 GB of disk and 20 minutes; `--documents` takes fewer.
"""

import argparse
import itertools
import json
import multiprocessing
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

BIN = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True).stdout.strip()
JOB, CANDIDATE = 7, 9
CHUNK = 1100  # documents written in a row: 1,000 candidates, then 100 jobs
KEY = "integration_id, model, id"


# ---------------------------------------------------------------- documents

SYLLABLES = [a + b for a in "b c d f g h l m n p r s t v w st tr pl ch qu".split() for b in "a e i o u ai er on".split()]
COMMON = """the of and to in a for with on as by from at is that an be was or are this it which we our have has will
not their team work new all more business data project management experience development customer product service
design support process software systems years""".split()


def vocabulary():
    rng = random.Random(1)
    made = {"".join(rng.choices(SYLLABLES, k=rng.choice([1, 2, 2, 3, 3, 4]))) + rng.choice(["", "", "s", "ed", "ing", "ly", "n"])
            for _ in range(30_000)}
    words = COMMON + sorted(made - set(COMMON), key=lambda w: (len(w) + rng.random() * 8, w))
    return words, list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))


WORDS, WEIGHTS = vocabulary()


class Author:
    """Writes documents, the same ones for the same number."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def words(self, count):
        return self.rng.choices(WORDS, cum_weights=WEIGHTS, k=count)

    def name(self, count=1):
        return " ".join(WORDS[self.rng.randrange(60, len(WORDS))].capitalize() for _ in range(count))

    def prose(self, size):
        text, sentence = [], []
        for word in self.words(max(size, 0) // 6):
            sentence.append(word)
            if self.rng.random() < 0.08:
                text.append(" ".join(sentence).capitalize() + ".")
                sentence = []
        return " ".join([*text, *sentence])

    def id(self, length=24):
        return "".join(self.rng.choices("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=length))

    def time(self):
        r = self.rng.randrange
        return f"{r(2019, 2027)}-{r(1, 13):02}-{r(1, 29):02}T{r(24):02}:{r(60):02}:{r(60):02}.{r(1000):03}Z"

    def size(self, median, least, most):
        return min(max(self.rng.lognormvariate(0, 0.5) * median, least), most)

    def candidate(self, id):
        r, first, last, company = self.rng, self.name(), self.name(), self.name(2)
        user = f"{first}.{last}".lower()
        employments = [
            {"company": self.name(2), "title": self.name(2), "start_date": self.time()[:10], "end_date": self.time()[:10],
             "is_current": False, "description": ""} for _ in range(r.randint(0, 3))]
        body = {
            "id": id, "remote_id": self.id(32), "first_name": first, "last_name": last, "company": company,
            "title": self.name(2), "confidential": False, "source": self.name(),
            "phone_numbers": [{"phone_number": f"+1 {r.randrange(10**10)}", "type": None}] * r.randint(0, 1),
            "email_addresses": [{"email_address": f"{user}@{h}", "type": t} for h, t in
                                [("example.com", "PERSONAL"), (company.split()[0].lower() + ".example", "WORK")][:r.randint(1, 2)]],
            "social_media": [{"link": f"https://www.linkedin.com/in/{user}-{self.id(8)}", "type": "LINKEDIN", "username": user}],
            "location": None,
            "custom_fields": {
                "educations": [{"school": self.name(3), "degree": self.name(), "field_of_study": self.name(2),
                                "start_date": self.time()[:10], "end_date": self.time()[:10]} for _ in range(r.randint(0, 1))],
                "employments": employments},
            "integration_fields": [], "remote_url": None, "remote_created_at": self.time(), "remote_updated_at": self.time(),
            "remote_data": None, "changed_at": self.time(), "remote_deleted_at": None,
            "applications": [
                {"id": self.id(), "remote_id": self.id(32), "outcome": r.choice(["PENDING", "DECLINED", "HIRED"]),
                 "rejection_reason_name": None, "rejected_at": None, "remote_url": None, "changed_at": self.time(),
                 "remote_created_at": self.time(), "remote_updated_at": self.time(),
                 "current_stage": {"id": self.id(), "name": self.name(2), "remote_id": self.id(32), "index": r.randrange(8)},
                 "job": {"id": self.id(), "name": self.name(3), "remote_id": self.id(32)}}
                for _ in range(r.choice([1, 1, 1, 2, 3]))],
            "tags": [{"id": self.id(), "name": self.name(), "remote_id": self.id(32)} for _ in range(r.randint(0, 2))],
        }
        left = int(self.size(2000, 1000, 6000)) - len(dump(body))
        for employment in employments:
            employment["description"] = self.prose(left // len(employments))
        return dump(body)

    def html(self, size):
        parts = []
        while size > 0:
            title, items = self.name(3), [self.prose(r) for r in (self.rng.randint(60, 180) for _ in range(6))]
            parts.append(f'<h3 class="section">{title}</h3><p>{self.prose(500)}</p><ul>' +
                         "".join(f"<li>{item}</li>" for item in items) + "</ul>\n")
            size -= len(parts[-1])
        return "".join(parts)

    def job(self, id):
        r, name = self.rng, self.name(3)
        body = {
            "id": id, "remote_id": self.id(32), "name": name, "job_code": self.id(6), "description": None,
            "employment_type": "FULL_TIME", "status": "OPEN", "visibility": "PUBLIC", "department": self.name(),
            "post_url": f"https://jobs.example.com/{self.id(12)}", "remote_created_at": self.time(), "changed_at": self.time(),
            "stages": [{"id": self.id(), "remote_id": self.id(32), "name": self.name(2), "status": "ACTIVE",
                        "custom_fields": None, "integration_fields": [], "remote_data": None, "index": i}
                       for i in range(r.randint(4, 7))],
            "screening_questions": [],
            "hiring_team": [{"id": self.id(), "remote_id": self.id(32), "first_name": self.name(), "last_name": self.name(),
                             "email": f"{self.id(6)}@example.com", "hiring_team_roles": ["RECRUITER"]}
                            for _ in range(r.randint(1, 3))],
            "job_postings": [{"id": self.id(), "remote_id": self.id(32), "title": name, "status": "ACTIVE",
                              "visibility": "EXTERNAL", "url": None, "remote_data": None, "description_html": ""}],
        }
        size = self.size(6500, 4000, 12000) - len(dump(body)) - 700
        body["job_postings"][0]["description_html"] = self.html(size)
        return dump(body)


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def chunk(number):
    """Some documents as lines for COPY."""
    author, lines = Author(number), []
    for i in range(CHUNK):
        model, id = (CANDIDATE if i < CHUNK * 10 // 11 else JOB), author.id()
        body = author.candidate(id) if model == CANDIDATE else author.job(id)
        hashes = "\t".join(r"\\x" + author.rng.randbytes(16).hex() for _ in range(3))
        escaped = body.replace("\\", "\\\\")
        lines.append(f"{number * CHUNK + i}\t{model}\t{id}\t{hashes}\t{escaped}\n")
    return "".join(lines)


def generate(options):
    sql("""DROP TABLE IF EXISTS staged, picks;
           CREATE UNLOGGED TABLE staged (n int, model smallint, id text COLLATE "C", own_hash bytea, watch_hash bytea,
                                         body_hash bytea, body text COLLATE "C");
           ALTER TABLE staged ALTER body SET STORAGE EXTERNAL""")
    copy = subprocess.Popen([f"{BIN}/psql", "-Xqc", "COPY staged FROM STDIN"], stdin=subprocess.PIPE, text=True, encoding="utf-8")
    with multiprocessing.Pool() as pool:
        for lines in pool.imap(chunk, range(options.documents // CHUNK)):
            copy.stdin.write(lines)
    copy.stdin.close()
    if copy.wait():
        sys.exit("the documents could not be copied")
    sql("""CREATE UNLOGGED TABLE picks AS SELECT n % 100 AS lot, model, id FROM staged ORDER BY 1;
           CREATE INDEX ON picks (lot); CREATE INDEX ON staged ((n % 100));
           CREATE EXTENSION IF NOT EXISTS pg_prewarm""")
    sql("VACUUM ANALYZE staged, picks")
    print(sql("""SELECT 'model ' || model || ': ' || count(*) || ' documents, ' || avg(octet_length(body))::int || ' bytes on average, '
                        || percentile_disc(array[0.01, 0.25, 0.5, 0.75, 0.99]) WITHIN GROUP (ORDER BY octet_length(body))::text
                        || ' at 1, 25, 50, 75, 99 %' FROM staged GROUP BY model"""))


# ---------------------------------------------------------------- variants

@dataclass
class Variant:
    name: str
    shape: str = "one"            # one table, a table per "model", or bodies in a "side" table
    storage: str = "EXTENDED"
    compression: str = "pglz"
    target: int = 2032            # toast_tuple_target; Postgres' own is about this

    def tables(self):
        return {"one": [self.name], "model": [f"{self.name}_{CANDIDATE}", f"{self.name}_{JOB}"],
                "side": [f"{self.name}_stamps", f"{self.name}_bodies"]}[self.shape]

    def create(self):
        stamps = """seq bigint GENERATED ALWAYS AS IDENTITY, changed_at timestamptz NOT NULL, touched_at timestamptz NOT NULL,
                    deleted boolean NOT NULL, own_hash bytea NOT NULL, watch_hash bytea NOT NULL, body_hash bytea NOT NULL"""
        body = 'body text COLLATE "C" NOT NULL'
        made = []
        for table in self.tables():
            key = KEY.replace(" model,", "") if self.shape == "model" else KEY
            model = "" if self.shape == "model" else "model smallint NOT NULL, "
            fields = body if table.endswith("_bodies") else stamps if table.endswith("_stamps") else f"{stamps}, {body}"
            made.append(f"""DROP TABLE IF EXISTS {table};
                CREATE TABLE {table} (integration_id bigint NOT NULL, {model}id text COLLATE "C" NOT NULL, {fields},
                                      PRIMARY KEY ({key}));""")
            if fields != body:
                prefix = key.replace(", id", "")
                made.append(f"""CREATE UNIQUE INDEX ON {table} ({prefix}, seq);
                                CREATE INDEX ON {table} ({prefix}, touched_at, seq);""")
            if not table.endswith("_stamps"):
                made.append(f"""ALTER TABLE {table} ALTER body SET STORAGE {self.storage}, ALTER body SET COMPRESSION {self.compression};
                                ALTER TABLE {table} SET (toast_tuple_target = {self.target});""")
        return "".join(made)

    def write(self, rows):
        """The statements by which the service writes `rows`, a query of staged documents."""
        stamps = ["changed_at", "touched_at", "deleted", "own_hash", "watch_hash", "body_hash"]
        statements = []
        for table in self.tables():
            fields = ["body"] if table.endswith("_bodies") else stamps if table.endswith("_stamps") else [*stamps, "body"]
            key, where = (KEY, "") if self.shape != "model" else ("integration_id, id", f"WHERE model = {table.rsplit('_')[-1]}")
            statements.append(f"""INSERT INTO {table} ({key}, {', '.join(fields)})
                SELECT {key}, {', '.join(fields)} FROM ({rows}) AS staged_rows {where}
                ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{f} = EXCLUDED.{f}' for f in fields)};""")
        return "".join(statements)

    def touch(self, lots):
        tables = self.tables()[:1] if self.shape == "side" else self.tables()
        return "".join(
            f"""UPDATE {table} AS d SET touched_at = now() FROM picks
                WHERE lot = ANY ('{{{','.join(map(str, lots))}}}') AND d.integration_id = 1 AND d.id = picks.id
                      AND picks.model = {table.rsplit('_')[-1] if self.shape == 'model' else 'd.model'};""" for table in tables)

    def by_seq(self, model):
        table = f"{self.name}_{model}" if self.shape == "model" else self.tables()[0]
        where = "integration_id = :integration" + (" AND model = :model" if self.shape != "model" else "")
        body = f"(SELECT b.body FROM {self.tables()[1]} b WHERE {where} AND b.id = d.id) AS body" if self.shape == "side" else "body"
        return f"""\\set integration 1
                   \\set model {model}
                   \\set after random(0, :last)
                   \\set until 9223372036854775807
                   \\set deleted false
                   \\set limit 100
                   SELECT id, seq, touched_at, {body}, (SELECT max(seq) FROM {table} WHERE {where}) AS last_seq FROM {table} d
                   WHERE {where} AND seq > :after AND seq <= :until AND (NOT deleted OR :deleted) ORDER BY seq LIMIT :limit;"""

    def last(self, model):
        """The last number from which on a page is full."""
        table, where = (f"{self.name}_{model}", "") if self.shape == "model" else (self.tables()[0], f"WHERE model = {model}")
        return int(sql(f"SELECT max(seq) * 9 / 10 FROM {table} {where}"))

    def empty_poll(self):
        body = "'' AS body" if self.shape == "side" else "body"  # it finds nothing, so it reads none
        page = self.by_seq(CANDIDATE).replace("ORDER BY seq", "ORDER BY touched_at, seq")
        page = re.sub(r"SELECT id.* FROM (\w+) d", rf"SELECT id, seq, touched_at, {body}, seq AS last_seq FROM \1 d", page, flags=re.S)
        return page.replace("seq > :after AND seq <= :until", "(touched_at, seq) > ('2100-01-01', -1) AND touched_at <= '2101-01-01'")


VARIANTS = [
    Variant("inline_8160", target=8160),
    Variant("pglz_default"),
    Variant("lz4_default", compression="lz4"),
    Variant("lz4_4080", compression="lz4", target=4080),
    Variant("lz4_8160", compression="lz4", target=8160),
    Variant("external", storage="EXTERNAL"),
    Variant("external_8160", storage="EXTERNAL", target=8160),
    Variant("main_pglz", storage="MAIN"),
    Variant("main_lz4", storage="MAIN", compression="lz4"),
    Variant("per_model", shape="model", target=8160),
    Variant("side", shape="side", target=8160),
]


# ---------------------------------------------------------------- measuring

def sql(text):
    return subprocess.run([f"{BIN}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", text],
                          check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def timed(text):
    """Seconds and megabytes of WAL."""
    start, before = time.perf_counter(), sql("SELECT pg_current_wal_insert_lsn()")
    sql(text)
    took = time.perf_counter() - start
    return took, int(sql(f"SELECT pg_current_wal_insert_lsn() - '{before}'")) / 1e6


def rate(script, seconds, last):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(re.sub(r"\n +", "\n", script).replace("\nWHERE", " WHERE") + "\n")
        file.flush()
        out = subprocess.run([f"{BIN}/pgbench", "-n", "-M", "prepared", "-c", "16", "-j", "2", "-T", str(seconds),
                              "-D", f"last={last}", "-f", file.name], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([0-9.]+)", out)[1])


def sizes(variant):
    """Megabytes of heap, toast and indexes."""
    tables = ", ".join(f"'{t}'::regclass" for t in variant.tables())
    row = sql(f"""SELECT sum(pg_relation_size(oid)), sum(coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0)),
                         sum(pg_indexes_size(oid)) FROM pg_class WHERE oid IN ({tables})""")
    return [int(n) / 1e6 for n in row.split("|")]


def table(head, rows):
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print("| " + " | ".join(f"{c:.1f}" if isinstance(c, float) and c < 100 else f"{c:.0f}" if isinstance(c, float) else str(c)
                                for c in row) + " |")
    sys.stdout.flush()


def medians(results):
    return {name: [statistics.median(column) for column in zip(*rounds)] for name, rounds in results.items()}


def load(options):
    took = {v.name: [] for v in VARIANTS}
    rows = """SELECT 1 AS integration_id, *, timestamptz '2026-01-01' + n * interval '10 ms' AS changed_at,
                     timestamptz '2026-01-01' + n * interval '10 ms' AS touched_at, false AS deleted FROM staged"""
    for _ in range(options.rounds):
        for v in VARIANTS:
            sql(v.create())
            sql("CHECKPOINT")
            took[v.name].append(timed("SET synchronize_seqscans = off;" + v.write(rows)))
    for v in VARIANTS:
        for t in v.tables():
            sql(f"VACUUM ANALYZE {t}")
    table(["variant", "load s", "WAL MB", "heap MB", "toast MB", "index MB", "all MB"],
          [[name, *row, *(s := sizes(v)), sum(s)] for v, (name, row) in zip(VARIANTS, medians(took).items())])


def read(options):
    rates = {v.name: [] for v in VARIANTS}
    for _ in range(options.rounds):
        for v in VARIANTS:
            for t in v.tables():
                sql(f"""SELECT pg_prewarm(i.oid) FROM pg_class t JOIN pg_class i ON i.oid IN (t.oid, t.reltoastrelid)
                           OR i.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (t.oid, t.reltoastrelid))
                        WHERE t.oid = '{t}'::regclass AND i.oid <> 0""")
            rates[v.name].append([rate(v.by_seq(CANDIDATE), 5, v.last(CANDIDATE)), rate(v.by_seq(JOB), 2, v.last(JOB)),
                                  rate(v.empty_poll(), 1, 0)])
    table(["variant", "candidate pages/s", "job pages/s", "empty polls/s"], [[name, *row] for name, row in medians(rates).items()])
    for name, rounds in rates.items():
        print(name, [[round(x) for x in r] for r in rounds])


def update(options):
    before = {v.name: sizes(v) for v in VARIANTS}
    for v in VARIANTS:
        for t in v.tables():
            sql(f"ALTER TABLE {t} SET (autovacuum_vacuum_scale_factor = 0.05)")
            if int(sql(f"SELECT reltoastrelid FROM pg_class WHERE oid = '{t}'::regclass")):
                sql(f"ALTER TABLE {t} SET (toast.autovacuum_vacuum_scale_factor = 0.05)")
    bodies, stamps = ({v.name: [] for v in VARIANTS} for _ in range(2))
    for turn in range(10):
        sql("CHECKPOINT")
        for v in VARIANTS:
            rows = f"""SELECT 1 AS integration_id, model, id, now() AS changed_at, now() AS touched_at, false AS deleted, own_hash,
                              watch_hash, body_hash, left(body, -1) || ',"turn":{turn}}}' AS body FROM staged WHERE n % 100 = {turn * 7}"""
            bodies[v.name].append(timed(v.write(rows)))
        time.sleep(3)  # for autovacuum
    after = {v.name: sizes(v) for v in VARIANTS}
    vacuums = {v.name: sql(f"""SELECT coalesce(sum(s.autovacuum_count), 0) FROM pg_stat_all_tables s JOIN pg_class c
                                  ON s.relid IN (c.oid, c.reltoastrelid)
                               WHERE c.oid IN ({', '.join(f"'{t}'::regclass" for t in v.tables())})""") for v in VARIANTS}
    for turn in range(3):
        sql("CHECKPOINT")
        for v in VARIANTS:
            stamps[v.name].append(timed(v.touch([turn + i * 10 for i in range(10)])))
    bodies, stamps = medians(bodies), medians(stamps)
    table(["variant", "1 % bodies s", "WAL MB", "10 % stamps s", "WAL MB", "growth after 10 rounds MB", "growth %", "autovacuums"],
          [[n, *(round(x, 2) for x in (*bodies[n], *stamps[n])), sum(after[n]) - sum(before[n]),
            100 * (sum(after[n]) / sum(before[n]) - 1), vacuums[n]] for n in bodies])


def main():
    steps = {"generate": generate, "load": load, "read": read, "update": update}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["all", *steps])
    parser.add_argument("--documents", type=int, default=220_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ["PGOPTIONS"] = "-c client_min_messages=warning"
    for name, step in steps.items():
        if options.step in ("all", name):
            step(options)


if __name__ == "__main__":
    main()
