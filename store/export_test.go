package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// DB lets tests look beneath.
func (tx *Tx) DB() *gorm.DB { return tx.db }

// Heard lets tests hear each statement of a transaction with its values. Questions that would travel together go one by one.
func (tx *Tx) Heard(hear func(text string, values []any)) {
	tx.db.Statement.ConnPool = heard{tx.db.Statement.ConnPool, hear}
}

type heard struct {
	gorm.ConnPool
	hear func(string, []any)
}

func (h heard) ExecContext(ctx context.Context, text string, values ...any) (sql.Result, error) {
	h.hear(text, values)
	return h.ConnPool.ExecContext(ctx, text, values...)
}

func (h heard) QueryContext(ctx context.Context, text string, values ...any) (*sql.Rows, error) {
	h.hear(text, values)
	return h.ConnPool.QueryContext(ctx, text, values...)
}

func (h heard) QueryRowContext(ctx context.Context, text string, values ...any) *sql.Row {
	h.hear(text, values)
	return h.ConnPool.QueryRowContext(ctx, text, values...)
}

// HandsOf tells which committer brings what takes the row of a lane.
var HandsOf = handsOf
