CREATE TABLE plans (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE
);

CREATE TABLE invoices (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES auth.users (id),
    amount numeric(12, 2) NOT NULL
);

CREATE INDEX invoices_user_id ON invoices (user_id);
