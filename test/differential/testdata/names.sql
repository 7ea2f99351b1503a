-- The names that PostgreSQL gives to what has none.
CREATE TABLE t (
    a integer CHECK (a > 0) CHECK (a < 9),
    b integer CHECK (b > a),
    c text UNIQUE,
    d text,
    during tstzrange,
    CHECK (length(d) > 1),
    CHECK (true),
    CHECK (a + b > 3 AND b > a),
    UNIQUE (a, b),
    UNIQUE (d) INCLUDE (a),
    EXCLUDE USING gist (during WITH &&),
    PRIMARY KEY (a)
);
ALTER TABLE t ADD CHECK (b <> 5), ADD COLUMN e integer CHECK (e > 0), ADD CHECK (e > b);
CREATE INDEX ON t (a, b);
CREATE INDEX ON t (a, b);
CREATE INDEX ON t (lower(c));
CREATE INDEX ON t (lower(c), upper(d), lower(d), c);
CREATE INDEX ON t ((a + b), (b * 2));
CREATE INDEX ON t ((c::varchar), ((a)), (coalesce(c, d)), (CASE WHEN a > 1 THEN b ELSE c::integer END));
CREATE UNIQUE INDEX ON t (d) INCLUDE (c) WHERE a > 1;
CREATE TABLE u (
    x integer REFERENCES t,
    y integer,
    z text,
    FOREIGN KEY (x, y) REFERENCES t (a, b),
    FOREIGN KEY (x) REFERENCES t (a),
    FOREIGN KEY (z) REFERENCES t (c)
);
CREATE TABLE a_table_whose_name_is_so_long_that_nothing_else_has_room (
    a_column_whose_name_is_long_too integer UNIQUE CHECK (a_column_whose_name_is_long_too > 0),
    another_column_whose_name_is_long integer REFERENCES t,
    UNIQUE (another_column_whose_name_is_long, a_column_whose_name_is_long_too)
);
CREATE TABLE "Größe der Größen: ein Name, der mit Umlauten auf über dreiundsechzig Bytes kommt" (a integer PRIMARY KEY);
CREATE INDEX an_index_whose_name_goes_on_and_on_until_it_has_sixty_four_bytes_ ON t (d);
CREATE TABLE this_name_is_longer_than_the_sixty_three_bytes_that_names_may_have (id serial, "another_name_that_is_longer_than_sixty_three_bytes_in_all_of_postgres" text);
COMMENT ON COLUMN this_name_is_longer_than_the_sixty_three_bytes_that_names_may_have_not.id IS 'the same table';
CREATE DOMAIN positive AS integer CHECK (VALUE > 0) CHECK (VALUE < 1000);
COMMENT ON SCHEMA public IS 'what it is for';
