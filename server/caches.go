package server

// cache is a share of GUILDHALL_CACHE: what lies in it was read, and can be read again.
type cache struct {
	name string
	room int64
	held func() int64
}

// The shares, in hundredths.
const (
	readShare     = 50 // what the store read: half people and keys, half posts
	keysShare     = 20 // parsed
	learnedShare  = 12 // about other servers
	crowdsShare   = 3  // inboxes of many followers, for forecasts
	countersShare = 10 // of who asked how often
	countsShare   = 3  // beside names, for apps
	mannersShare  = 2  // of other servers, in signing
)

func (s *Server) share(hundredths int64) int64 { return s.Settings.Cache * hundredths / 100 }

// newCaches lists them for those who watch.
func (s *Server) newCaches() {
	s.caches = []cache{
		{"people", s.share(readShare) / 2, func() int64 { people, _ := s.Store.Cached(); return people }},
		{"posts", s.share(readShare) / 2, func() int64 { _, posts := s.Store.Cached(); return posts }},
		{"keys", s.share(keysShare), s.Keys.Held},
		{"learned", s.share(learnedShare), s.Resolve.Held},
		{"crowds", s.share(crowdsShare), s.Out.Held},
		{"counters", s.share(countersShare), s.door.Held},
		{"counts", s.share(countsShare), s.apps.Cached},
		{"manners", s.share(mannersShare), s.post.Manners.Held},
	}
}
