package store

import (
	"reflect"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// take reads the one row of a query; without one it is a fault of kind Missing with the sentence.
func take[T any](op, missing string, q *gorm.DB) (row T, err error) {
	err = trouble(op, missing, q.Take(&row).Error)
	return row, err
}

// list reads all rows of a query, which has a limit of its own.
func list[T any](op string, q *gorm.DB) (rows []T, err error) {
	err = failed(op, q.Find(&rows).Error)
	return rows, err
}

// exec runs a statement and tells how many rows it changed. It goes past GORM, which would cost as much as SQLite itself;
// a list among the values stands behind IN.
func (tx *Tx) exec(op, statement string, values ...any) (int64, error) {
	statement, values = tx.spelt(statement, values)
	done, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, statement, values...)
	if err != nil {
		return 0, failed(op, err)
	}
	n, err := done.RowsAffected()
	return n, failed(op, err)
}

func isList(v any) bool {
	if _, ok := v.([]byte); ok || v == nil {
		return false
	}
	return reflect.TypeOf(v).Kind() == reflect.Slice
}

// numbered writes the placeholders of a statement as PostgreSQL wants them: $1, $2. No statement of ours has a question
// mark of another meaning.
func numbered(statement string) string {
	var out strings.Builder
	n := 0
	for {
		before, rest, found := strings.Cut(statement, "?")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		n++
		out.WriteString("$" + strconv.Itoa(n))
		statement = rest
	}
}

// most keeps a limit that came from outside below the most; without one it is the most.
func most(limit, atMost int) int {
	if limit <= 0 {
		return atMost
	}
	return min(limit, atMost)
}
