-- Texts and digests are never compared with anything but by key: statistics about them serve no plan, and to sample them
-- takes longer than everything else that ANALYZE does after a first sync.
DO $$
DECLARE
    model text;
BEGIN
    FOREACH model IN ARRAY ARRAY[
        'users', 'roles', 'tags', 'rejection_reasons', 'application_stages', 'job_postings', 'jobs', 'applications',
        'candidates', 'interviews', 'offers', 'job_application_stages', 'job_hiring_team_members',
        'interviewing_team_members'
    ] LOOP
        EXECUTE format(
            'ALTER TABLE %I ALTER content SET STATISTICS 0, ALTER content_hash SET STATISTICS 0,
                 ALTER shown_hash SET STATISTICS 0, ALTER raw SET STATISTICS 0, ALTER raw_path SET STATISTICS 0,
                 ALTER raw_hash SET STATISTICS 0',
            model);
    END LOOP;
    ALTER TABLE documents ALTER body SET STATISTICS 0, ALTER own_hash SET STATISTICS 0,
        ALTER watch_hash SET STATISTICS 0, ALTER body_hash SET STATISTICS 0;
END
$$;
