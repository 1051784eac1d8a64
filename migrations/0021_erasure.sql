-- Deleting and erasing: integrations that are deleted and restored, records that are anonymised, people who are erased
-- (docs/erasure.md).

-- A deleted integration is also INACTIVE, so that a process of the previous version neither serves nor syncs it.
ALTER TABLE integrations
    ADD COLUMN deleted_at timestamptz,
    -- Until then it can be restored.
    ADD COLUMN erase_at timestamptz,
    -- The status that restoring brings back.
    ADD COLUMN deleted_status text CHECK (deleted_status IN ('ACTIVE', 'INVALID', 'INACTIVE')),
    -- From then on it cannot be restored any more, even if the clocks of two processes disagree.
    ADD COLUMN erasure_begun_at timestamptz,
    -- Nothing is left but this row, without anything about people, so that no id is given twice.
    ADD COLUMN erased_at timestamptz,
    -- Since when it is seen to be switched off or refused by the ATS.
    ADD COLUMN stopped_at timestamptz,
    -- When the records of an integration that was stopped for long were anonymised; null again with the next publication.
    ADD COLUMN expired_at timestamptz;
CREATE INDEX integrations_to_erase ON integrations (erase_at) WHERE erase_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX integrations_stopped ON integrations (stopped_at) WHERE status <> 'ACTIVE';

-- When the fields of a record were nulled. What stays deleted in the ATS is not filled again.
DO $$
DECLARE
    model text;
BEGIN
    FOREACH model IN ARRAY ARRAY[
        'users', 'roles', 'tags', 'rejection_reasons', 'application_stages', 'job_postings', 'jobs', 'applications',
        'candidates', 'interviews', 'offers', 'job_application_stages', 'job_hiring_team_members',
        'interviewing_team_members'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN anonymised_at timestamptz', model);
        -- Holds what was deleted within the last days, and nothing else.
        EXECUTE format(
            'CREATE INDEX %I ON %I (integration_id, remote_deleted_at)
             WHERE remote_deleted_at IS NOT NULL AND anonymised_at IS NULL',
            model || '_to_anonymise', model);
    END LOOP;
END
$$;

-- The records of people who were erased: whatever the ATS still says of them is not stored. Ids only.
CREATE TABLE erased_people (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- The candidate that the record belongs to; of a candidate its own id.
    person_id text COLLATE "C" NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (integration_id, model, id)
);
CREATE INDEX erased_people_by_person ON erased_people (integration_id, person_id);

-- Which candidates the sealed answer tells of; null where nobody noted it.
ALTER TABLE actions ADD COLUMN candidates text[] COLLATE "C";
