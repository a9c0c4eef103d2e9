package keys

import "testing"

func TestAShelfIsBoundedAndKeepsWhatIsAskedFor(t *testing.T) {
	s, loads := newShelf[int, int](10), 0
	get := func(n int) {
		v, err := s.get(n, func() (int, error) { loads++; return n * n, nil })
		if err != nil || v != n*n {
			t.Fatalf("%d: %d, %v", n, v, err)
		}
	}
	for n := range 1000 {
		get(n + 1)
		get(0)
		if s.size() > 10 {
			t.Fatalf("%d values on a shelf of 10", s.size())
		}
	}
	if loads != 1001 {
		t.Fatalf("%d loads; what is asked for all the time should stay", loads)
	}
}

func TestWhatWasReadBeforeADropIsNotKept(t *testing.T) {
	s := newShelf[string, int](10)
	_, _ = s.get("k", func() (int, error) { s.remove("k"); return 1, nil }) // the row changes while it is read
	if v, _ := s.get("k", func() (int, error) { return 2, nil }); v != 2 {
		t.Fatal("the old value was kept")
	}
}
