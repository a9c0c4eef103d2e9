package inbound

import (
	"sync"

	"guildhall/models"
)

// line is what waits in memory to be applied. The servers that sent it have their turn one after the other, and none of them
// has more than mostBusy workers or half of the room. So one that sends as fast as it can, or whose activities name what is slow
// to be fetched, makes itself wait and nobody else.
type line struct {
	mu    sync.Mutex
	moved *sync.Cond
	of    map[models.Host]*stand
	turns []models.Host // those of whom something waits that may begin
	n     int
	bytes int64
	over  bool
}

// stand is what one server has in the line.
type stand struct {
	waits  []work
	bytes  int64
	busy   int
	listed bool // among the turns
}

const (
	workers  = 20
	mostBusy = 15       // of them with what one server sent
	backlog  = 2048     // activities that wait in memory
	heaviest = 64 << 20 // bytes of theirs
)

func newLine() *line {
	l := &line{of: map[models.Host]*stand{}}
	l.moved = sync.NewCond(&l.mu)
	return l
}

// full tells whether one more of a server waits better in the database. Those that come while a commit runs still find room.
func (l *line) full(host models.Host) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n > backlog*7/8 || l.bytes > heaviest {
		return true
	}
	s := l.of[host]
	return s != nil && (len(s.waits) > backlog/2 || s.bytes > heaviest/2)
}

// put lets work wait. It tells whether there was room.
func (l *line) put(w work) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n >= backlog || l.over {
		return false
	}
	s := l.of[w.signer.Host]
	if s == nil {
		s = &stand{}
		l.of[w.signer.Host] = s
	}
	s.waits = append(s.waits, w)
	size := int64(len(w.item.Body))
	l.n, l.bytes, s.bytes = l.n+1, l.bytes+size, s.bytes+size
	l.list(w.signer.Host, s)
	return true
}

// list gives a server a turn if something of it may begin.
func (l *line) list(host models.Host, s *stand) {
	if s.listed || len(s.waits) == 0 || s.busy >= mostBusy {
		return
	}
	s.listed = true
	l.turns = append(l.turns, host)
	l.moved.Signal()
}

// take waits for work whose turn it is; false once the line is over. Whoever took it calls done.
func (l *line) take() (work, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.turns) == 0 && !l.over {
		l.moved.Wait()
	}
	if l.over {
		return work{}, false
	}
	host := l.turns[0]
	l.turns = l.turns[1:]
	s := l.of[host]
	w := s.waits[0]
	s.waits[0] = work{}
	s.waits = s.waits[1:]
	size := int64(len(w.item.Body))
	l.n, l.bytes, s.bytes = l.n-1, l.bytes-size, s.bytes-size
	s.busy++
	s.listed = false
	l.list(host, s)
	return w, true
}

// done makes room for the next of the same server.
func (l *line) done(host models.Host) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.of[host]
	s.busy--
	l.list(host, s)
	if s.busy == 0 && len(s.waits) == 0 {
		delete(l.of, host)
	}
}

// end wakes whoever waits for work: there will be none.
func (l *line) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	l.moved.Broadcast()
}

func (l *line) waiting() (activities int, bytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n, l.bytes
}
