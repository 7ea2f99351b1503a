CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    ship_to bigint REFERENCES addresses (id),
    ship_from integer,
    status order_status NOT NULL DEFAULT 'basket',
    placed_at timestamptz,
    CONSTRAINT orders_placed_has_address CHECK (status = 'basket' OR ship_to IS NOT NULL)
);

CREATE INDEX orders_customer_id ON orders (customer_id, placed_at DESC);
CREATE INDEX orders_to_ship ON orders (placed_at) WHERE status = 'paid';

CREATE TABLE order_items (
    order_id bigint NOT NULL,
    line smallint NOT NULL,
    product_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price money_amount NOT NULL,
    total numeric(14, 2) GENERATED ALWAYS AS (quantity * unit_price) STORED,
    PRIMARY KEY (order_id, line)
);

CREATE INDEX order_items_product_id ON order_items (product_id);

COMMENT ON COLUMN order_items.unit_price IS 'The price on the day of the order.';
