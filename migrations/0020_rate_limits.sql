-- How often a key may ask in a minute, where that is not what all may: 0 for no limit.

ALTER TABLE api_keys ADD COLUMN rate_limit integer
    CONSTRAINT api_keys_rate_limit_check CHECK (rate_limit BETWEEN 0 AND 1000000);
