-- Records of every integration of `sizes`; what came later lies behind what came before.

INSERT INTO users (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, email)
SELECT integration_id, id(integration_id, 1, n), n, 2, text_of(200), '', '',
       CASE WHEN chance(n, 1) < 0.02 THEN 'shared@example.com' ELSE 'user' || n || '@customer' || integration_id || '.example.com' END
FROM sizes, generate_series(0, candidates / 5 - 1) n;

INSERT INTO roles (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, scope)
SELECT integration_id, id(integration_id, 2, n), n, 2, text_of(200), '', '', CASE WHEN n < 3 THEN 'SYSTEM' ELSE 'JOB' END
FROM sizes, generate_series(0, 9) n;

INSERT INTO tags (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash)
SELECT integration_id, id(integration_id, 3, n), n, 2, text_of(200), '', ''
FROM sizes, generate_series(0, candidates / 10 - 1) n;

-- Jobs that are open are recent. Every second one is an engineer's.
INSERT INTO jobs (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, name, job_code, status,
                  employment_type, visibility, remote_created_at, post_url)
SELECT integration_id, id(integration_id, 7, n), n, 2, text_of(900), '', '',
       CASE WHEN n % 2 = 0 THEN 'engineer ' ELSE 'nurse ' END || n, 'J' || n,
       CASE WHEN n > candidates / 5 * 0.9 AND chance(n, 1) < 0.7 THEN 'OPEN'
            WHEN chance(n, 2) < 0.01 THEN 'DRAFT' WHEN chance(n, 2) < 0.1 THEN 'ARCHIVED' ELSE 'CLOSED' END,
       CASE WHEN chance(n, 3) < 0.9 THEN 'FULL_TIME' WHEN chance(n, 3) < 0.99 THEN 'PART_TIME' ELSE 'SEASONAL' END,
       CASE WHEN chance(n, 4) < 0.9 THEN 'PUBLIC' WHEN chance(n, 4) < 0.99 THEN 'INTERNAL' ELSE 'UNLISTED' END,
       timestamptz '2026-07-01' - interval '5 years' * (1 - n / (candidates / 5.0)),
       'https://jobs.example.com/' || n
FROM sizes, generate_series(0, candidates / 5 - 1) n;

INSERT INTO candidates (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, emails, first_name,
                        last_name)
SELECT integration_id, id(integration_id, 9, n), n, 2, text_of(600), '', '',
       CASE WHEN chance(n, 1) < 0.02 THEN ARRAY['person' || n || '@example.com', 'agency@example.com']
            ELSE ARRAY['person' || n || '@example.com'] END,
       'first' || floor(1000 * chance(n, 2) ^ 4), 'last' || floor(20000 * chance(n, 3) ^ 2)
FROM sizes, generate_series(0, candidates - 1) n;

-- A fifth goes to one job that is always open; the others to one after the other. What is pending is recent.
INSERT INTO applications (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, candidate_id, job_id,
                          current_stage_id, outcome, remote_created_at, remote_deleted_at)
SELECT integration_id, id(integration_id, 8, n), n, 2, text_of(400), '', '', id(integration_id, 9, n * 2 / 3),
       id(integration_id, 7, job), id(integration_id, 5, job * 4 + n % 4),
       CASE WHEN n > candidates * 1.2 AND chance(n, 2) < 0.8 THEN 'PENDING' WHEN chance(n, 3) < 0.01 THEN 'HIRED'
            ELSE 'DECLINED' END,
       timestamptz '2026-07-01' - interval '5 years' * (1 - n / (candidates * 1.5)),
       CASE WHEN chance(n, 4) < 0.03 THEN timestamptz '2026-07-01' END
FROM sizes, generate_series(0, candidates * 3 / 2 - 1) n,
     LATERAL (SELECT CASE WHEN chance(n, 1) < 0.2 THEN 0 ELSE n * 2 / 15 END AS job) chosen;

INSERT INTO interviews (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, application_id)
SELECT integration_id, id(integration_id, 10, n), n, 2, text_of(300), '', '', id(integration_id, 8, n * 5)
FROM sizes, generate_series(0, candidates * 3 / 10 - 1) n;

INSERT INTO rejection_reasons (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash)
SELECT integration_id, id(integration_id, 4, n), n, 2, '{}', '', '' FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO application_stages (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, job_id)
SELECT integration_id, id(integration_id, 5, n), n, 2, '{}', '', '', id(integration_id, 7, n / 4)
FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO job_postings (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, job_id)
SELECT integration_id, id(integration_id, 6, n), n, 2, '{}', '', '', id(integration_id, 7, n)
FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO offers (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, application_id)
SELECT integration_id, id(integration_id, 11, n), n, 2, '{}', '', '', id(integration_id, 8, n * 15)
FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO job_application_stages (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, job_id,
                                    stage_id)
SELECT integration_id, id(integration_id, 12, n), n, 2, '{}', '', '', id(integration_id, 7, n / 4), id(integration_id, 5, n)
FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO job_hiring_team_members (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash, job_id,
                                     user_id)
SELECT integration_id, id(integration_id, 13, n), n, 2, '{}', '', '', id(integration_id, 7, n), id(integration_id, 1, n % 20)
FROM sizes, generate_series(0, candidates / 10 - 1) n;

INSERT INTO interviewing_team_members (integration_id, id, remote_id, knowledge, content, content_hash, shown_hash,
                                       interview_id, user_id)
SELECT integration_id, id(integration_id, 14, n), n, 2, '{}', '', '', id(integration_id, 10, n), id(integration_id, 1, n % 20)
FROM sizes, generate_series(0, candidates / 10 - 1) n;
