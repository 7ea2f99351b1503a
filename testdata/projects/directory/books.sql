CREATE TABLE books (
    id integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES authors (id),
    title text NOT NULL
);

CREATE VIEW bibliography AS
SELECT a.name AS author, b.title
FROM books b
    JOIN authors a ON a.id = b.author_id;
