-- Which transactions wrote documents, and when everybody could see what they wrote. A poll looks back over those that
-- were under way while the poll before it read (docs/adr/0012-no-gap-for-pollers.md).
--
-- `touched_at` is the stamp that the transaction gave to what it touched. `settled_at` is a time at which the
-- transaction had certainly been committed; infinity while nobody has noted one. Transactions that were settled right
-- after their stamp leave no row.
CREATE TABLE document_writes (
    integration_id bigint NOT NULL REFERENCES integrations,
    document_write_id bigint GENERATED ALWAYS AS IDENTITY,
    touched_at timestamptz NOT NULL,
    settled_at timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (integration_id, document_write_id)
);
CREATE INDEX document_writes_by_settlement ON document_writes (integration_id, settled_at, touched_at);
