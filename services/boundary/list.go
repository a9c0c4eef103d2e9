package boundary

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

const (
	longestLine   = 64 << 10 // bytes of one line of a list, also of one with quoted line breaks
	longestReason = 1000     // runes
)

// listColumns are the columns of the block-lists that Mastodon and its relatives write. The first alone is the plain form.
var listColumns = []string{"#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate"}

// ListReader reads a list of servers line by line, whatever its length, in the forms that Mastodon and its relatives write: a
// table whose first line names its columns, or one name on each line.
type ListReader struct {
	kind   models.ListKind
	host   func(string) (models.Host, error) // the form that peers are known by
	in     *bufio.Reader
	line   int // the last that was read
	begun  bool
	column map[string]int // of a table, by its name; nil for the plain form
	width  int
}

// NewListReader begins a list. host brings a name into the form that peers are known by; without one it is models.NormalHost.
func NewListReader(in io.Reader, kind models.ListKind, host func(string) (models.Host, error)) *ListReader {
	if host == nil {
		host = models.NormalHost
	}
	return &ListReader{kind: kind, host: host, in: bufio.NewReaderSize(in, longestLine)}
}

// Slip is an error about one line; the next may be good.
type Slip models.ListSlip

func (s *Slip) Error() string { return "line " + strconv.Itoa(s.Line) + ": " + s.Why }

// Next gives the next server of the list. Errors: io.EOF at its end, *Slip for a line that cannot be taken, and a fault for a
// list that cannot be read on.
func (l *ListReader) Next() (models.PeerListLine, error) {
	for {
		text, at, err := l.record()
		if err != nil {
			return models.PeerListLine{}, err
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		cells, err := csv.NewReader(strings.NewReader(text)).Read()
		if err != nil {
			if !l.begun {
				return models.PeerListLine{}, l.broken(at, "the first line is no line of a table. A list begins with the names of its columns, or has one server on each line.")
			}
			return models.PeerListLine{}, &Slip{at, "The quotation marks of this line do not belong together."}
		}
		if !l.begun {
			l.begun = true
			named, err := l.heads(at, cells)
			if err != nil {
				return models.PeerListLine{}, err
			}
			if named {
				continue
			}
		}
		return l.entry(at, cells)
	}
}

// record reads one line, or several where a quoted text has line breaks, and the number of the first of them.
func (l *ListReader) record() (string, int, error) {
	var whole strings.Builder
	first := 0
	for {
		part, err := l.in.ReadSlice('\n')
		if len(part) > 0 {
			l.line++
		}
		if first == 0 {
			first = l.line
		}
		if errors.Is(err, bufio.ErrBufferFull) || whole.Len()+len(part) > longestLine {
			return "", first, l.broken(first, "it is longer than a line of a list may be. Is a quotation mark missing, or is the file something else?")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", first, fault.New(fault.Malformed, "boundary.ListReader", "The list could not be read to its end.").Because(err)
		}
		if l.line == 1 {
			part = []byte(strings.TrimPrefix(string(part), "\uFEFF"))
		}
		if !utf8.Valid(part) {
			return "", first, l.broken(l.line, "it is no text in UTF-8. Save the list as CSV in UTF-8.")
		}
		whole.Write(part)
		if err != nil && whole.Len() == 0 {
			return "", first, io.EOF
		}
		if err != nil || strings.Count(whole.String(), `"`)%2 == 0 {
			return whole.String(), first, nil
		}
	}
}

// heads looks whether the first line names columns, and which.
func (l *ListReader) heads(at int, cells []string) (bool, error) {
	known := map[string]int{}
	for i, c := range cells {
		c = strings.ToLower(strings.TrimSpace(c))
		if i == 0 && c != "#domain" && c != "domain" {
			if len(cells) > 1 {
				return false, l.broken(at, "the first column is "+strconv.Quote(short(cells[0]))+", and should be #domain. The columns are "+strings.Join(listColumns, ",")+".")
			}
			return false, nil // one server on each line, and no names
		}
		name := "#" + strings.TrimPrefix(c, "#")
		if !isColumn(name) {
			return false, l.broken(at, "there is a column "+strconv.Quote(short(cells[i]))+" that nobody knows. The columns are "+strings.Join(listColumns, ",")+".")
		}
		if _, twice := known[name]; twice {
			return false, l.broken(at, "the column "+name+" is there twice.")
		}
		known[name] = i
	}
	if _, severe := known["#severity"]; severe && l.kind == models.AllowList {
		return false, l.broken(at, "this is a block-list: it has a column #severity. Read it in as one, or choose another file.")
	}
	l.column, l.width = known, len(cells)
	return true, nil
}

func isColumn(name string) bool {
	for _, c := range listColumns {
		if c == name {
			return true
		}
	}
	return false
}

func (l *ListReader) entry(at int, cells []string) (models.PeerListLine, error) {
	want := max(1, l.width)
	if len(cells) != want {
		return models.PeerListLine{}, &Slip{at, "It has " + strconv.Itoa(len(cells)) + " columns, and the list has " + strconv.Itoa(want) + "."}
	}
	cell := func(name string) string {
		if i, ok := l.column[name]; ok {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	name := strings.TrimSpace(cells[0])
	e := models.PeerListLine{Standing: models.Allowed, Reason: clipped(cell("#public_comment"))}
	if strings.Contains(name, "*") {
		return e, &Slip{at, strconv.Quote(short(name)) + " is written with stars, so nobody can tell which server it is. Ask whoever made the list for the full name."}
	}
	var err error
	if e.Host, err = l.host(name); err != nil {
		return e, &Slip{at, strconv.Quote(short(name)) + " is no server's name. Write it like example.org, without https:// and without a path."}
	}
	if l.kind == models.AllowList {
		return e, nil
	}
	switch s := strings.ToLower(cell("#severity")); s {
	case "suspend", "":
		e.Standing = models.Blocked
	case "silence", "limit":
		e.Standing = models.Limited
	case "noop":
		return e, &Slip{at, "Its severity is noop: it says nothing of what may cross, so nothing would change."}
	default:
		return e, &Slip{at, "The severity " + strconv.Quote(short(s)) + " is unknown. Write suspend, silence or noop."}
	}
	return e, nil
}

func (l *ListReader) broken(line int, sentence string) error {
	return fault.New(fault.Malformed, "boundary.ListReader", "The list cannot be read: in line "+strconv.Itoa(line)+", "+sentence)
}

// short keeps what a stranger wrote from filling a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

func clipped(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longestReason {
		return string(r[:longestReason])
	}
	return s
}

// WriteList writes the list of all servers of a kind, whatever its length, in the form that ListReader reads.
func WriteList(ctx context.Context, st *store.Store, kind models.ListKind, w io.Writer) error {
	heads := listColumns
	if kind == models.AllowList {
		heads = heads[:1]
	}
	if err := writeLine(w, heads...); err != nil {
		return err
	}
	return EachListed(ctx, st, kind, func(p models.Peer) error {
		switch {
		case kind == models.AllowList:
			return writeLine(w, string(p.Host))
		case p.Standing == models.Limited:
			return writeLine(w, string(p.Host), "silence", "False", "False", p.Note, "False")
		}
		return writeLine(w, string(p.Host), "suspend", "False", "False", p.Note, "False")
	})
}

// EachListed goes through the servers that a list of a kind names, by name.
func EachListed(ctx context.Context, st *store.Store, kind models.ListKind, do func(models.Peer) error) error {
	for after := models.Host(""); ; {
		var some []models.Peer
		err := st.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.Peers(store.PeerFilter{After: after, Limit: 1000})
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, p := range some {
			after = p.Host
			open := p.Standing == models.Allowed || p.Standing == models.Partner
			if p.Standing == models.Open || open != (kind == models.AllowList) {
				continue
			}
			if err := do(p); err != nil {
				return err
			}
		}
	}
}

// writeLine writes the cells of one line. A cell that a spreadsheet would run as a formula gets a space before it.
func writeLine(w io.Writer, cells ...string) error {
	safe := make([]string, len(cells))
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			c = " " + c
		}
		safe[i] = c
	}
	out := csv.NewWriter(w)
	err := out.Write(safe)
	out.Flush()
	return errors.Join(err, out.Error())
}
