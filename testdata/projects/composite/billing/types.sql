CREATE TYPE order_status AS ENUM ('basket', 'placed', 'paid', 'shipped', 'cancelled');

CREATE TYPE payment_kind AS ENUM ('card', 'transfer', 'voucher');

CREATE DOMAIN money_amount AS numeric(12, 2) CHECK (VALUE >= 0);
