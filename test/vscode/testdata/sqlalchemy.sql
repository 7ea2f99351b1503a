-- atlas:pos suppliers[type=table] inventory/models.py:24
-- atlas:pos categories[type=table] inventory/models.py:37
-- atlas:pos products[type=table] inventory/models.py:53
-- atlas:pos product_suppliers[type=table] inventory/models.py:75
-- atlas:pos warehouses[type=table] inventory/models.py:93
-- atlas:pos stock_levels[type=table] inventory/models.py:105

CREATE TABLE suppliers (id SERIAL NOT NULL, name VARCHAR(200) NOT NULL, email VARCHAR(320), country VARCHAR(2) NOT NULL, PRIMARY KEY (id), UNIQUE (name));

CREATE TABLE categories (id SERIAL NOT NULL, parent_id INTEGER, name VARCHAR(100) NOT NULL, PRIMARY KEY (id), UNIQUE (parent_id, name), FOREIGN KEY(parent_id) REFERENCES categories (id) ON DELETE CASCADE);

CREATE TABLE warehouses (id SERIAL NOT NULL, code VARCHAR(8) NOT NULL, city VARCHAR(100) NOT NULL, PRIMARY KEY (id), UNIQUE (code));

CREATE TABLE products (id SERIAL NOT NULL, category_id INTEGER NOT NULL, sku VARCHAR(32) NOT NULL, name VARCHAR(200) NOT NULL, description TEXT, price NUMERIC(10, 2) NOT NULL, created_at TIMESTAMP WITHOUT TIME ZONE DEFAULT now() NOT NULL, PRIMARY KEY (id), CONSTRAINT price_not_negative CHECK (price >= 0), FOREIGN KEY(category_id) REFERENCES categories (id), UNIQUE (sku));

CREATE INDEX products_category_name ON products (category_id, name);

CREATE TABLE product_suppliers (product_id INTEGER NOT NULL, supplier_id INTEGER NOT NULL, cost NUMERIC(10, 2) NOT NULL, lead_days INTEGER DEFAULT '7' NOT NULL, PRIMARY KEY (product_id, supplier_id), FOREIGN KEY(product_id) REFERENCES products (id) ON DELETE CASCADE, FOREIGN KEY(supplier_id) REFERENCES suppliers (id) ON DELETE CASCADE);

CREATE TABLE stock_levels (warehouse_id INTEGER NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER DEFAULT '0' NOT NULL, counted_at TIMESTAMP WITHOUT TIME ZONE, PRIMARY KEY (warehouse_id, product_id), FOREIGN KEY(warehouse_id) REFERENCES warehouses (id), FOREIGN KEY(product_id) REFERENCES products (id) ON DELETE CASCADE);

