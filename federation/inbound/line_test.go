package inbound

import (
	"fmt"
	"testing"

	"guildhall/models"
)

func from(host models.Host, n int) work {
	return work{item: models.InboxItem{ID: models.ID(n), Body: []byte("{}")}, signer: models.Actor{Host: host}}
}

func (l *line) next(t *testing.T) work {
	t.Helper()
	w, ok := l.take()
	if !ok {
		t.Fatal("the line is over")
	}
	return w
}

// A server that sends as fast as it can has its turn like any other: what others send waits for one of its activities at most,
// and what each server sent stays in order.
func TestServersHaveTheirTurns(t *testing.T) {
	l := newLine()
	for i := range 500 {
		l.put(from("flood.example", i))
	}
	for i := range 3 {
		l.put(from("one.example", i))
		l.put(from("two.example", i))
	}
	last := map[models.Host]int{"flood.example": -1, "one.example": -1, "two.example": -1}
	for turn := range 9 {
		w := l.next(t)
		if int(w.item.ID) != last[w.signer.Host]+1 {
			t.Errorf("turn %d is activity %d of %s", turn, w.item.ID, w.signer.Host)
		}
		last[w.signer.Host] = int(w.item.ID)
		l.done(w.signer.Host)
	}
	if last["one.example"] != 2 || last["two.example"] != 2 || last["flood.example"] != 2 {
		t.Errorf("after nine turns %v", last)
	}
	if n, bytes := l.waiting(); n != 497 || bytes != 2*497 {
		t.Errorf("%d wait, of %d bytes", n, bytes)
	}
}

// A server whose activities take long keeps some workers, never all of them; and it fills half of the room, never all of it.
func TestASlowServerLeavesWorkersAndRoomForOthers(t *testing.T) {
	l := newLine()
	taken := 0
	for i := 0; !l.full("slow.example"); i++ {
		if !l.put(from("slow.example", i)) {
			t.Fatal("there was no room")
		}
		taken++
	}
	if taken > backlog*3/4 || l.full("calm.example") {
		t.Errorf("one server has %d of %d places, and others have none: %v", taken, backlog, l.full("calm.example"))
	}
	for range mostBusy {
		l.next(t)
	}
	l.put(from("calm.example", 1))
	if w := l.next(t); w.signer.Host != "calm.example" {
		t.Errorf("worker %d is with %s", mostBusy+1, w.signer.Host)
	}
	if len(l.turns) != 0 {
		t.Errorf("one more may begin: %v", l.turns)
	}
	l.done("slow.example")
	if w := l.next(t); w.signer.Host != "slow.example" {
		t.Errorf("the next is of %s", w.signer.Host)
	}
}

// Many small servers do not fill memory either, and nothing is kept of those that are through.
func TestTheLineHasAnEnd(t *testing.T) {
	l := newLine()
	n := 0
	for l.put(from(models.Host(fmt.Sprintf("h%d.example", n)), n)) {
		n++
	}
	if n != backlog || !l.full("new.example") {
		t.Errorf("%d wait", n)
	}
	for range n {
		l.done(l.next(t).signer.Host)
	}
	if len(l.of) != 0 || len(l.turns) != 0 {
		t.Errorf("%d servers are remembered", len(l.of))
	}
	l.end()
	if _, ok := l.take(); ok || l.put(from("late.example", 1)) {
		t.Error("after its end the line goes on")
	}
}
