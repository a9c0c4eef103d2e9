package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"guildhall/clock"
)

// A round trip to PostgreSQL costs more than most of our statements. So statements are sent together: BEGIN and SAVEPOINT
// with the first that follows, the end of a transaction that only read without waiting for its answer, and questions that do
// not depend on each other all at once (Tx.together). The protocol is made for it; database/sql is not, hence this driver.

// pipes makes connections.
type pipes struct{ config *pgx.ConnConfig }

func (p pipes) Driver() driver.Driver { return nil }

func (p pipes) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, p.config)
	if err != nil {
		return nil, err
	}
	return &pipe{conn: conn, line: conn.PgConn().StartPipeline(context.Background()), young: map[string]*pipeStatement{}, old: map[string]*pipeStatement{}, used: clock.System{}.Now(), patience: workPatience}, nil
}

// pipe is one connection. It serves one goroutine at a time.
type pipe struct {
	conn       *pgx.Conn
	line       *pgconn.Pipeline
	young, old map[string]*pipeStatement // two halves, as of compiled
	made       int
	asked      []asked // sent or about to be, and not answered yet
	failed     error   // of a statement that nobody waited for
	stale      bool    // its statements do not fit the schema any more
	tag        string  // of the last statement that nobody waited for
	used       time.Time
	patience   time.Duration // how long PostgreSQL may be silent
}

// pipeStatement is a statement that the connection has prepared.
type pipeStatement struct {
	*pgconn.StatementDescription
	formats []int16
}

// asked is a statement on its way. Without a text nobody waits for what it answers.
type asked struct{ text string }

var errNotUsed = errors.New("this way to PostgreSQL takes whole statements alone")

// Prepare and Begin are of the interface and never asked for.
func (p *pipe) Prepare(string) (driver.Stmt, error) { return nil, errNotUsed }
func (p *pipe) Begin() (driver.Tx, error)           { return nil, errNotUsed }

func (p *pipe) Close() error {
	const long = 5 * time.Second
	if !p.stale { // what it was last bound by may be over long ago
		_ = p.conn.PgConn().Conn().SetDeadline(clock.System{}.Now().Add(long))
	}
	ctx, stop := context.WithTimeout(context.Background(), long)
	defer stop()
	return errors.Join(p.line.Close(), p.conn.Close(ctx))
}

// IsValid keeps connections that broke, or whose transaction ended badly, out of the pool.
func (p *pipe) IsValid() bool { return !p.conn.IsClosed() && !p.stale && p.failed == nil }

// ResetSession makes sure, before a connection is used again, that it is still there.
func (p *pipe) ResetSession(ctx context.Context) error {
	now := clock.System{}.Now() // the machine's, as the connection is
	rested := now.Sub(p.used) > time.Second
	p.used, p.patience = now, workPatience
	if ends, ok := ctx.Deadline(); ok {
		p.patience = ends.Sub(now)
	}
	if rested && (p.ask("SELECT 1", nil, "") != nil || p.flush() != nil || p.settle() != nil) || !p.IsValid() {
		return driver.ErrBadConn
	}
	return nil
}

// aside lets a statement go with the next one that somebody waits for. What goes wrong with it is told there, or by settle.
func (p *pipe) aside(text string) error { return p.ask(text, nil, "") }

// ahead sends statements whose answers are read later, each by QueryContext with the same text and in the same order.
func (p *pipe) ahead(texts []string, values [][]driver.NamedValue) error {
	for _, text := range texts { // what is new is prepared before anything is on its way
		if _, err := p.statement(text); err != nil {
			return err
		}
	}
	for i, text := range texts {
		if err := p.ask(text, values[i], text); err != nil {
			return err
		}
	}
	return p.broken(p.flush())
}

// ends ends a transaction. Nobody waits for the end of one that only read.
func (p *pipe) ends(text string, wait bool) error {
	if err := p.ask(text, nil, ""); err != nil {
		return err
	}
	if err := p.broken(p.flush()); err != nil || !wait {
		return err
	}
	err := p.settle()
	if err == nil && text == "COMMIT" && p.tag != "COMMIT" {
		return pgx.ErrTxCommitRollback // a statement had failed
	}
	return err
}

// flush sends what was asked for, and waits no longer for what comes back than patience allows.
func (p *pipe) flush() error {
	p.bound()
	return p.line.Flush()
}

func (p *pipe) sync() error {
	p.bound()
	return p.line.Sync()
}

// bound says from when on PostgreSQL counts as gone.
func (p *pipe) bound() {
	_ = p.conn.PgConn().Conn().SetDeadline(clock.System{}.Now().Add(p.patience)) // on a connection that is closed: told by what follows
}

// settle reads all that is still to be answered, and tells what went wrong since it last did.
func (p *pipe) settle() error {
	for len(p.asked) > 0 {
		p.skip()
	}
	err := p.failed
	p.failed = nil
	return err
}

// QueryContext runs a statement and gives its rows.
func (p *pipe) QueryContext(_ context.Context, text string, values []driver.NamedValue) (driver.Rows, error) {
	r, err := p.run(text, values)
	if err != nil {
		return nil, err
	}
	return &pipeRows{p: p, r: r}, nil
}

// ExecContext runs a statement and tells how many rows it changed.
func (p *pipe) ExecContext(_ context.Context, text string, values []driver.NamedValue) (driver.Result, error) {
	r, err := p.run(text, values)
	if err != nil {
		return nil, err
	}
	tag, err := p.done(r)
	return driver.RowsAffected(tag.RowsAffected()), err
}

// run sends a statement, unless that was done ahead, and gives the reader of what it answers.
func (p *pipe) run(text string, values []driver.NamedValue) (*pgconn.ResultReader, error) {
	sent := false
	for i, a := range p.asked {
		if a.text != "" {
			if sent = a.text == text; sent {
				for range i {
					p.skip()
				}
			}
			break
		}
	}
	if !sent {
		if err := p.ask(text, values, text); err != nil {
			return nil, err
		}
		if err := p.broken(p.flush()); err != nil {
			return nil, err
		}
		for len(p.asked) > 1 { // also what was sent ahead and nobody came for
			p.skip()
		}
	}
	if len(p.asked) == 0 { // the connection broke over an earlier one
		err := errors.Join(p.failed, errLostLine)
		p.failed = nil
		return nil, err
	}
	p.asked = p.asked[1:]
	r, err := p.reader()
	if p.failed != nil { // this statement failed only because of an earlier one
		err, p.failed = p.failed, nil
		if r != nil {
			_, _ = p.done(r)
		}
		return nil, err
	}
	return r, err
}

// skip reads the answer of a statement that nobody waits for.
func (p *pipe) skip() {
	if len(p.asked) == 0 { // the connection broke
		return
	}
	p.asked = p.asked[1:]
	got, err := p.line.GetResults()
	if r, ok := got.(*pgconn.ResultReader); ok {
		var tag pgconn.CommandTag
		tag, err = r.Close()
		p.tag = tag.String()
	}
	if err = p.over(err); p.failed == nil {
		p.failed = err
	}
}

// reader takes up the next answer. An error was told by PostgreSQL and ends the answer, or it ends the connection.
func (p *pipe) reader() (*pgconn.ResultReader, error) {
	got, err := p.line.GetResults()
	if err != nil {
		return nil, p.over(err)
	}
	r, ok := got.(*pgconn.ResultReader)
	if !ok {
		return nil, p.lost()
	}
	return r, nil
}

// done reads an answer to its end.
func (p *pipe) done(r *pgconn.ResultReader) (pgconn.CommandTag, error) {
	tag, err := r.Close()
	return tag, p.over(err)
}

// over reads the mark that stands behind each answer.
func (p *pipe) over(err error) error {
	var told *pgconn.PgError
	if err != nil && !errors.As(err, &told) {
		return p.broken(err)
	}
	if told != nil && (told.Code == "0A000" || told.Code == "26000") { // a plan of another schema, or one that is gone
		p.stale = true
	}
	got, more := p.line.GetResults()
	if _, ok := got.(*pgconn.PipelineSync); !ok {
		return errors.Join(err, p.lost(), more)
	}
	return err
}

var errLostLine = errors.New("PostgreSQL answered out of turn")

func (p *pipe) lost() error { return p.broken(errLostLine) }

// broken ends a connection on which something went wrong that PostgreSQL did not tell.
func (p *pipe) broken(err error) error {
	if err != nil {
		p.asked, p.stale = nil, true
		_ = p.Close() // the pool makes another
	}
	return err
}

// ask puts a statement into what is sent next; wanted is its text when somebody will read the answer.
func (p *pipe) ask(text string, values []driver.NamedValue, wanted string) error {
	s, err := p.statement(text)
	if err != nil {
		return err
	}
	if len(values) != len(s.ParamOIDs) {
		return errors.New("a statement wants " + strconv.Itoa(len(s.ParamOIDs)) + " values and got " + strconv.Itoa(len(values)))
	}
	raw, formats := make([][]byte, len(values)), make([]int16, len(values))
	for i, v := range values {
		if raw[i], formats[i], err = outgoing(s.ParamOIDs[i], v.Value); err != nil {
			return err
		}
	}
	p.line.SendQueryStatement(s.StatementDescription, raw, formats, s.formats)
	p.line.SendPipelineSync()
	p.asked = append(p.asked, asked{wanted})
	return nil
}

// statement gives a prepared statement, and prepares it when it is new to the connection.
func (p *pipe) statement(text string) (*pipeStatement, error) {
	if s, ok := p.young[text]; ok {
		return s, nil
	}
	s, ok := p.old[text]
	if ok {
		delete(p.old, text)
	} else {
		var err error
		if s, err = p.prepare(text); err != nil {
			return nil, err
		}
	}
	if len(p.young) >= compiledMost/2 {
		for _, unused := range p.old {
			p.forget(unused)
		}
		p.young, p.old = map[string]*pipeStatement{}, p.young
	}
	p.young[text] = s
	return s, nil
}

func (p *pipe) prepare(text string) (*pipeStatement, error) {
	p.made++
	name := "s" + strconv.Itoa(p.made)
	p.line.SendPrepare(name, text, nil)
	if err := p.broken(p.sync()); err != nil {
		return nil, err
	}
	for len(p.asked) > 0 {
		p.skip()
	}
	got, err := p.line.GetResults()
	if err = p.over(err); p.failed != nil {
		err, p.failed = p.failed, nil
	}
	if err != nil {
		return nil, err
	}
	d, ok := got.(*pgconn.StatementDescription)
	if !ok {
		return nil, p.lost()
	}
	d.Name, d.SQL = name, text
	s := &pipeStatement{StatementDescription: d, formats: make([]int16, len(d.Fields))}
	for i, f := range d.Fields {
		s.formats[i] = incoming(f.DataTypeOID)
	}
	return s, nil
}

func (p *pipe) forget(s *pipeStatement) {
	p.line.SendDeallocate(s.Name)
	p.line.SendPipelineSync()
	p.asked = append(p.asked, asked{})
}
