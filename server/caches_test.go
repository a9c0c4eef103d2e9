package server

import (
	"testing"

	"guildhall/config"
)

// The shares of GUILDHALL_CACHE are the whole of it, and no more.
func TestCachesShareOneBudget(t *testing.T) {
	s := &Server{Settings: config.Settings{Cache: 1_000_000}}
	if sum := s.share(readShare) + s.share(keysShare) + s.share(learnedShare) + s.share(crowdsShare) + s.share(countersShare) + s.share(countsShare) + s.share(mannersShare); sum != s.Settings.Cache {
		t.Errorf("the shares are %d of %d bytes", sum, s.Settings.Cache)
	}
}
