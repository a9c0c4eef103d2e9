package store

import (
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
)

// liteDialect tells GORM how SQLite wants its statements. It stands over the driver itself, so that a statement compiled
// once can be run again: a layer between that compiles at every call costs a quarter of all work.
type liteDialect struct{ pool gorm.ConnPool }

// Name is the dialect's name in GORM.
func (liteDialect) Name() string { return SQLite }

// Initialize sets GORM up over the pool.
func (d liteDialect) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		UpdateClauses:        []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses:        []string{"DELETE", "FROM", "WHERE", "RETURNING"},
		LastInsertIDReversed: true,
	})
	db.ClauseBuilders["LIMIT"] = writeLimit
	return nil
}

// writeLimit writes a limit as a number in the text: SQLite plans with its value, and compiles a statement anew at every
// call when that is a placeholder.
func writeLimit(c clause.Clause, b clause.Builder) {
	l, ok := c.Expression.(clause.Limit)
	if !ok || l.Limit == nil {
		return
	}
	_, _ = b.WriteString("LIMIT " + strconv.Itoa(*l.Limit))
	if l.Offset > 0 {
		_, _ = b.WriteString(" OFFSET " + strconv.Itoa(l.Offset))
	}
}

// Migrator is GORM's own; our schema is plain SQL and never made by it.
func (d liteDialect) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}

// DataTypeOf names the column type of a field that names none itself.
func (liteDialect) DataTypeOf(f *schema.Field) string {
	switch f.DataType {
	case schema.Bool:
		return "numeric"
	case schema.Int, schema.Uint:
		return "integer"
	case schema.Float:
		return "real"
	case schema.String:
		return "text"
	case schema.Time:
		return "datetime"
	case schema.Bytes:
		return "blob"
	}
	return string(f.DataType)
}

// DefaultValueOf stands in a row for a field that the database fills.
func (liteDialect) DefaultValueOf(*schema.Field) clause.Expression { return clause.Expr{SQL: "NULL"} }

// BindVarTo writes a placeholder.
func (liteDialect) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

// QuoteTo writes a name, each part of it between backquotes.
func (liteDialect) QuoteTo(w clause.Writer, name string) {
	_, _ = w.WriteString("`" + strings.ReplaceAll(strings.ReplaceAll(name, "`", "``"), ".", "`.`") + "`")
}

// Explain writes a statement with its values for a reader.
func (liteDialect) Explain(text string, values ...any) string {
	return logger.ExplainSQL(text, nil, `"`, values...)
}
