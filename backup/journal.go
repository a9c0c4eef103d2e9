package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// JournalName is the file in the data folder that the names of what ended are copied to.
const JournalName = "endings.jsonl"

// Journal copies what ended from the database to a file beside it. A database that is lost takes the rows along, and the file stays: a
// backup that is restored is brought up to it.
type Journal struct {
	Path  string
	Store *store.Store

	mu sync.Mutex
}

const (
	tail    = 1 << 20                     // bytes at the end of the file that are looked at for what is there
	overlap = models.Time(10 * 60 * 1000) // rows are committed in another order than they are numbered
	portion = 1000                        // rows at once
)

// Keep appends what is not in the file yet, and brings it to the disk.
func (j *Journal) Keep(ctx context.Context) error {
	const op = "backup.Journal"
	j.mu.Lock()
	defer j.mu.Unlock()
	known, since, err := j.end()
	if err != nil {
		return unwritten(op, err)
	}
	var fresh []models.Ending
	for after := models.ID(0); ; {
		var some []models.Ending
		err := j.Store.Read(ctx, func(tx *store.Tx) (err error) {
			some, err = tx.Endings(since, after, portion)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range some {
			after = e.ID
			if !known[e.ID] {
				fresh = append(fresh, e)
			}
		}
		if len(some) < portion {
			break
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	out, err := os.OpenFile(j.Path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return unwritten(op, err)
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	for _, e := range fresh {
		err = errors.Join(err, enc.Encode(e))
	}
	if err := errors.Join(err, w.Flush(), out.Sync(), out.Close()); err != nil {
		return unwritten(op, err)
	}
	return nil
}

// end reads which rows stand at the end of the file, and from when on the database is asked.
func (j *Journal) end() (known map[models.ID]bool, since models.Time, err error) {
	known = map[models.ID]bool{}
	err = eachEnding(j.Path, tail, func(e models.Ending) {
		known[e.ID] = true
		since = max(since, e.At)
	})
	return known, max(0, since-overlap), err
}

// eachEnding reads the last bytes of a journal; 0 reads all of it. A line that was cut short by a crash is left out.
func eachEnding(path string, last int64, visit func(models.Ending)) error {
	in, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	if info, err := in.Stat(); err == nil && last > 0 && info.Size() > last {
		if _, err := in.Seek(-last, io.SeekEnd); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<10)
	for lines.Scan() {
		var e models.Ending
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.ID != 0 && e.Kind != "" {
			visit(e)
		}
	}
	return lines.Err()
}

// Endings reads from a journal what ended since a moment, in order, each once.
func Endings(path string, since models.Time) ([]models.Ending, error) {
	const op = "backup.Endings"
	if _, err := os.Stat(path); err != nil {
		return nil, fault.New(fault.Missing, op, "There is no list of what ended at "+filepath.Clean(path)+". It is the file "+JournalName+" of the data folder that was in use.").Because(err)
	}
	var all []models.Ending
	seen := map[models.ID]bool{}
	err := eachEnding(path, 0, func(e models.Ending) {
		if e.At >= since && !seen[e.ID] {
			seen[e.ID] = true
			all = append(all, e)
		}
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, op, "The list of what ended cannot be read.").Because(err)
	}
	return all, nil
}
