-- Pages that a run fetched while those before them were being written. Without them, a worker that dies would leave more
-- than one page to be fetched again. A row goes with the page that it becomes.
CREATE TABLE sync_answers (
    integration_id bigint NOT NULL REFERENCES integrations,
    sync_run_id bigint NOT NULL REFERENCES sync_runs,
    pass text NOT NULL,
    -- Which read of the list, and which page of it, counted from 1.
    read smallint NOT NULL,
    page integer NOT NULL,
    -- Where the page begins: another page of the same number is not the same page.
    cursor json,
    body bytea NOT NULL,
    notes json NOT NULL,
    PRIMARY KEY (integration_id, sync_run_id, pass, read, page)
);
-- Written once, read hardly ever: worth no more work than lz4 costs, where this Postgres was built with it.
DO $$
BEGIN
    ALTER TABLE sync_answers ALTER body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    ALTER TABLE sync_answers ALTER body SET STORAGE EXTERNAL;
END
$$;
