package store

import (
	"context"
	"database/sql"
)

// compiledMost bounds the statements that one connection keeps compiled: what was used lately stays.
const compiledMost = 200

// compiled is one connection that compiles each statement once. It serves one goroutine at a time. Two halves take turns:
// when the young one is full, it becomes the old one, and what was in the old one and never used again is closed.
type compiled struct {
	*sql.Conn
	pool       *sql.DB
	young, old map[string]*sql.Stmt
}

func compiling(c *sql.Conn, pool *sql.DB) *compiled {
	return &compiled{Conn: c, pool: pool, young: map[string]*sql.Stmt{}, old: map[string]*sql.Stmt{}}
}

// Close lets the statements go, and then the connection: SQLite keeps a connection, and its hold on the file, as long as one of them is there.
func (c *compiled) Close() error {
	for _, half := range []map[string]*sql.Stmt{c.young, c.old} {
		for _, s := range half {
			_ = s.Close()
		}
		clear(half)
	}
	return c.Conn.Close()
}

// GetDBConn gives GORM the pool behind the connection.
func (c *compiled) GetDBConn() (*sql.DB, error) { return c.pool, nil }

func (c *compiled) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := c.young[text]; ok {
		return s, nil
	}
	s, ok := c.old[text]
	if ok {
		delete(c.old, text)
	} else {
		var err error
		if s, err = c.PrepareContext(ctx, text); err != nil {
			return nil, err
		}
	}
	if len(c.young) >= compiledMost/2 {
		for _, unused := range c.old {
			_ = unused.Close() // of a statement alone; what it did has long been answered
		}
		c.young, c.old = map[string]*sql.Stmt{}, c.young
	}
	c.young[text] = s
	return s, nil
}

// ExecContext runs a statement that gives no rows.
func (c *compiled) ExecContext(ctx context.Context, text string, values ...any) (sql.Result, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, values...)
}

// QueryContext runs a statement that gives rows. They are read and closed before the next statement runs.
func (c *compiled) QueryContext(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
	s, err := c.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, values...)
}

// QueryRowContext is QueryContext for one row.
func (c *compiled) QueryRowContext(ctx context.Context, text string, values ...any) *sql.Row {
	s, err := c.statement(ctx, text)
	if err != nil {
		return c.Conn.QueryRowContext(ctx, text, values...) // tells the same error
	}
	return s.QueryRowContext(ctx, values...)
}
