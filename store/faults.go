package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"guildhall/fault"
)

// SQLite's extended result codes that matter here.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteReadOnly   = 8
	sqliteIO         = 10
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteProtocol   = 15
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
	sqliteRowID      = 2579
)

// trouble turns any error of the database into a fault; nil stays nil and a fault stays as it is. A row that is not
// there is Missing with the sentence given, a row that is there already is Conflict, bytes that are no text are Invalid, a
// database that is busy, full or gone is Unavailable.
func trouble(op, missing string, err error) error {
	var f *fault.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return fault.New(fault.Missing, op, missing)
	case isDuplicate(err):
		return fault.New(fault.Conflict, op, "There is one already.").Because(err)
	case isNoText(err):
		return fault.New(fault.Invalid, op, "This holds signs that no text has. Type it again.").Because(err)
	case isBusy(err):
		return fault.New(fault.Unavailable, op, "The database is busy. Please try again.").Because(away{err})
	case isGone(err):
		return noAnswer(op, err)
	}
	return fault.New(fault.Internal, op, "The database refused this.").Because(err)
}

// failed is trouble for statements that look for no particular row.
func failed(op string, err error) error { return trouble(op, "There is no such thing.", err) }

// nothing is the fault of a row that is not there.
func nothing(op, missing string) error { return fault.New(fault.Missing, op, missing) }

// isDuplicate tells whether a unique index refused a row.
func isDuplicate(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqliteUnique || lite.Code() == sqlitePrimaryKey || lite.Code() == sqliteRowID
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// isNoText tells whether PostgreSQL refused bytes that are no text; SQLite keeps anything. Pages clean what people type
// and paths hold text only, so that this is for what came another way.
func isNoText(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "22021" || pg.Code == "22P05")
}

func isBusy(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == sqliteBusy || code == sqliteLocked
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return len(pg.Code) == 5 && (pg.Code[:2] == "53" || pg.Code[:2] == "57" || isAgain(err))
	}
	return errors.Is(err, context.Canceled)
}

// isGone tells whether there is nobody to ask, or no place to write: the way to PostgreSQL is cut or silent, the disk of SQLite
// is full, gone or was made read-only.
func isGone(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case sqliteReadOnly, sqliteIO, sqliteFull, sqliteCantOpen, sqliteProtocol:
			return true
		}
		return false
	}
	var told *pgconn.PgError
	if errors.As(err, &told) {
		return strings.HasPrefix(told.Code, "08")
	}
	var dial *pgconn.ConnectError
	var wire net.Error
	return errors.As(err, &dial) || errors.As(err, &wire) || pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, errLostLine)
}

// isAgain tells whether a transaction on PostgreSQL is worth running again: a deadlock or a conflict was broken, or two
// nodes gave the same new ID in one millisecond.
func isAgain(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	return pg.Code == "40001" || pg.Code == "40P01" || (pg.Code == "23505" && strings.HasSuffix(pg.ConstraintName, "_pkey"))
}
