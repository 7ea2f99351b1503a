CREATE TABLE plans (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    monthly_fee money_amount NOT NULL DEFAULT 0
);

COMMENT ON TABLE plans IS 'The tiers of the loyalty programme.';

CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Guests order without an account.
    user_id bigint UNIQUE REFERENCES auth.users (id) ON DELETE SET NULL,
    name text NOT NULL,
    vat_number varchar(20)
);

COMMENT ON TABLE customers IS 'Who is billed: a user, or a guest.';
COMMENT ON COLUMN customers.vat_number IS 'Only companies have one.';

CREATE TABLE addresses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    street text NOT NULL,
    city text NOT NULL,
    postcode varchar(12) NOT NULL,
    country char(2) NOT NULL
);

CREATE INDEX addresses_customer_id ON addresses (customer_id);

CREATE TABLE payment_methods (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    kind payment_kind NOT NULL DEFAULT 'card',
    token text NOT NULL,
    expires_on date
);

CREATE UNIQUE INDEX payment_methods_token_key ON payment_methods (token);
