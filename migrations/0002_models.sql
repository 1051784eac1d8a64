-- One table per model: the mapped record, from which everything that callers see can be rendered again.
--
-- `content` is the record as the domain type of the model, as JSON; fields that SQL must see (links, filters) are
-- columns beside it. `content_hash` and `raw_hash` decide whether a record that arrives again is written,
-- `shown_hash` covers what other records show of it. `knowledge`: 0 only seen inside another record, 1 derived from
-- others, 2 read from the ATS. `raw` is the ATS's own text.

CREATE TABLE users (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    email text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX users_by_email ON users (integration_id, email);

CREATE TABLE roles (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    scope text,
    PRIMARY KEY (integration_id, id)
);

CREATE TABLE tags (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    PRIMARY KEY (integration_id, id)
);

CREATE TABLE rejection_reasons (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    PRIMARY KEY (integration_id, id)
);

CREATE TABLE application_stages (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    job_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX application_stages_by_job_id ON application_stages (integration_id, job_id);

CREATE TABLE job_postings (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    job_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX job_postings_by_job_id ON job_postings (integration_id, job_id);

-- `post_url` is derived from the postings when the job is rendered.
CREATE TABLE jobs (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    name text,
    job_code text COLLATE "C",
    status text COLLATE "C",
    employment_type text COLLATE "C",
    visibility text COLLATE "C",
    remote_created_at timestamptz,
    post_url text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX jobs_by_job_code ON jobs (integration_id, job_code);
CREATE INDEX jobs_by_status ON jobs (integration_id, status);
CREATE INDEX jobs_by_remote_created_at ON jobs (integration_id, remote_created_at);
CREATE INDEX jobs_by_post_url ON jobs (integration_id, post_url);

CREATE TABLE applications (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    candidate_id text COLLATE "C",
    job_id text COLLATE "C",
    current_stage_id text COLLATE "C",
    outcome text COLLATE "C",
    remote_created_at timestamptz,
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX applications_by_candidate_id ON applications (integration_id, candidate_id);
CREATE INDEX applications_by_job_id ON applications (integration_id, job_id, candidate_id);
CREATE INDEX applications_by_current_stage_id ON applications (integration_id, current_stage_id);
CREATE INDEX applications_by_outcome ON applications (integration_id, outcome);
CREATE INDEX applications_by_remote_created_at ON applications (integration_id, remote_created_at);

-- `emails`, `first_name` and `last_name` are in lower case, for the filters that ignore case.
CREATE TABLE candidates (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    emails text[] COLLATE "C" NOT NULL,
    first_name text COLLATE "C",
    last_name text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX candidates_by_first_name ON candidates (integration_id, first_name);
CREATE INDEX candidates_by_last_name ON candidates (integration_id, last_name);
CREATE INDEX candidates_emails ON candidates USING gin (emails);

CREATE TABLE interviews (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    application_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX interviews_by_application_id ON interviews (integration_id, application_id);

CREATE TABLE offers (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    application_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX offers_by_application_id ON offers (integration_id, application_id);

CREATE TABLE job_application_stages (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    job_id text COLLATE "C",
    stage_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX job_application_stages_by_job_id ON job_application_stages (integration_id, job_id);
CREATE INDEX job_application_stages_by_stage_id ON job_application_stages (integration_id, stage_id);

CREATE TABLE job_hiring_team_members (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    job_id text COLLATE "C",
    user_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX job_hiring_team_members_by_job_id ON job_hiring_team_members (integration_id, job_id);
CREATE INDEX job_hiring_team_members_by_user_id ON job_hiring_team_members (integration_id, user_id);

CREATE TABLE interviewing_team_members (
    integration_id bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    knowledge smallint NOT NULL,
    remote_deleted_at timestamptz,
    content text COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    shown_hash bytea NOT NULL,
    raw_path text,
    raw text COLLATE "C",
    raw_hash bytea,
    interview_id text COLLATE "C",
    user_id text COLLATE "C",
    PRIMARY KEY (integration_id, id)
);
CREATE INDEX interviewing_team_members_by_interview_id ON interviewing_team_members (integration_id, interview_id);
CREATE INDEX interviewing_team_members_by_user_id ON interviewing_team_members (integration_id, user_id);

