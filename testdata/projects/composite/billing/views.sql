CREATE VIEW open_invoices AS
SELECT
    i.id,
    i.number,
    c.name AS customer,
    i.amount - COALESCE(SUM(p.amount), 0) AS due
FROM invoices i
    JOIN orders o ON o.id = i.order_id
    JOIN customers c ON c.id = o.customer_id
    LEFT JOIN payments p ON p.invoice_id = i.id
GROUP BY i.id, i.number, c.name, i.amount
HAVING i.amount > COALESCE(SUM(p.amount), 0);

COMMENT ON VIEW open_invoices IS 'What customers still owe.';
