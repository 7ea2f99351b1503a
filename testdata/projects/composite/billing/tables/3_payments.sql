CREATE TABLE invoices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL UNIQUE,
    number text NOT NULL UNIQUE,
    amount money_amount NOT NULL,
    issued_on date NOT NULL DEFAULT CURRENT_DATE
);

COMMENT ON TABLE invoices IS 'One for each order that was placed.';

CREATE TABLE payments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id bigint NOT NULL,
    payment_method_id bigint,
    amount money_amount NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX payments_invoice_id ON payments (invoice_id);

CREATE TABLE refunds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id bigint NOT NULL,
    amount money_amount NOT NULL,
    reason text
);

CREATE INDEX refunds_payment_id ON refunds (payment_id);
