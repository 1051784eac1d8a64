-- Integrations, each with as many candidates as this says, and everything else in proportion.
CREATE TABLE sizes (integration_id bigint, candidates bigint);

-- The id of the n-th record of a model: without order, like the real ones.
CREATE FUNCTION id(integration_id bigint, model int, n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN substr(md5(integration_id || ' ' || model || ' ' || n), 1, 24);
-- A number from 0 to 1, always the same for the same.
CREATE FUNCTION chance(n bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0;
CREATE FUNCTION text_of(length int) RETURNS text LANGUAGE sql IMMUTABLE RETURN repeat('{} ', length / 3);
