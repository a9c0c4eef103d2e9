package store

import (
	"slices"
	"sync"
	"unsafe"

	"guildhall/models"
)

// What is read for every request is kept in memory, bounded, and never trusted by itself: actors and keys of ours
// hold for one count of changes to them, which each transaction reads with the boundary's row, and a post for one version of it, which
// is asked for with its ID. So another process that writes the same database is seen at once.
// Each half takes half of Options.Cache.
const cacheUnlessTold = 32_000_000

// memory is what a store keeps between transactions.
type memory struct {
	mu     sync.RWMutex
	room   int64 // bytes that the actors and keys may take, and as many that the posts may
	people int64 // the count of changes that the actors and keys below are of
	byID   map[models.ID]models.Actor
	byIRI  map[models.IRI]models.ID
	handle map[string]models.ID // of ours
	keys   map[models.ID][]models.Key
	known  int64 // bytes of all these
	posts  map[models.ID]keptPost
	bytes  int64 // of the posts
	epoch  int64 // the epoch that the partners below are of; 0 for none
	allies []models.Host
}

// keptPost is a post with whom and what it names.
type keptPost struct {
	post   models.Post
	people []models.PostPerson
	tags   []string
}

// mapped is what a place in a map takes beside what lies there.
const mapped = 48

// weight is how many bytes an actor takes with its places in three maps.
func weight(a *models.Actor) int64 { return a.Bytes() + 3*mapped + int64(len(a.IRI)+len(a.Handle)) }

func keysWeight(keys []models.Key) int64 {
	n := int64(mapped)
	for _, k := range keys {
		n += int64(unsafe.Sizeof(k)) + int64(len(k.IRI)+cap(k.Public)+cap(k.Private))
	}
	return n
}

func (k *keptPost) weight() int64 {
	n := k.post.Bytes() + mapped + int64(unsafe.Sizeof(*k)-unsafe.Sizeof(k.post)) + int64(cap(k.people))*int64(unsafe.Sizeof(models.PostPerson{}))
	for _, t := range k.tags {
		n += int64(unsafe.Sizeof(t)) + int64(len(t))
	}
	return n
}

// Cached is how many bytes the actors with keys, and the posts, take that are kept between transactions.
func (s *Store) Cached() (people, posts int64) {
	s.memory.mu.RLock()
	defer s.memory.mu.RUnlock()
	return s.memory.known, s.memory.bytes
}

func (m *memory) actor(people int64, id models.ID) (models.Actor, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.people != people {
		return models.Actor{}, false
	}
	a, ok := m.byID[id]
	return a, ok
}

func (m *memory) actorOf(people int64, iri models.IRI) (models.Actor, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.people != people {
		return models.Actor{}, false
	}
	a, ok := m.byID[m.byIRI[iri]]
	return a, ok
}

func (m *memory) actorNamed(people int64, handle string) (models.Actor, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.people != people {
		return models.Actor{}, false
	}
	a, ok := m.byID[m.handle[handle]]
	return a, ok
}

func (m *memory) keysOf(people int64, actor models.ID) ([]models.Key, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.people != people {
		return nil, false
	}
	k, ok := m.keys[actor]
	return k, ok
}

// partners holds for one epoch: each change of a standing begins another.
func (m *memory) partners(epoch int64) ([]models.Host, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clone(m.allies), m.epoch == epoch && epoch != 0
}

func (m *memory) keepPartners(epoch int64, hosts []models.Host) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if epoch >= m.epoch {
		m.epoch, m.allies = epoch, slices.Clone(hosts)
	}
}

// of makes room for what holds for a count of changes and takes some bytes. It tells whether that is not outdated already, and not
// larger than all there is. mu is held.
func (m *memory) of(people, bytes int64) bool {
	if bytes > m.room {
		return false
	}
	if people < m.people {
		return false
	}
	if people > m.people || m.known+bytes > m.room || m.byID == nil {
		m.people, m.known = people, 0
		m.byID, m.byIRI = map[models.ID]models.Actor{}, map[models.IRI]models.ID{}
		m.handle, m.keys = map[string]models.ID{}, map[models.ID][]models.Key{}
	}
	return true
}

func (m *memory) keepActors(people int64, actors []models.Actor) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range actors {
		if people < m.people {
			return
		}
		if was, ok := m.byID[a.ID]; ok && people == m.people {
			m.known -= weight(&was)
		}
		bytes := weight(&a)
		if !m.of(people, bytes) {
			delete(m.byID, a.ID)
			continue
		}
		m.known += bytes
		m.byID[a.ID], m.byIRI[a.IRI] = a, a.ID
		if a.Local {
			m.handle[folded(a.Handle)] = a.ID
		}
	}
}

func (m *memory) keepKeys(people int64, actor models.ID, keys []models.Key) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if was, ok := m.keys[actor]; ok && people == m.people {
		m.known -= keysWeight(was)
		delete(m.keys, actor)
	}
	if bytes := keysWeight(keys); m.of(people, bytes) {
		m.keys[actor] = keys
		m.known += bytes
	}
}

// post gives a post that is kept as it is in the state asked for.
func (m *memory) post(is state) (keptPost, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	k, ok := m.posts[is.id]
	return k, ok && stateOf(&k.post) == is
}

func (m *memory) keepPosts(posts []keptPost) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range posts {
		if was, ok := m.posts[k.post.ID]; ok {
			m.bytes -= was.weight()
			delete(m.posts, k.post.ID)
		}
		size := k.weight()
		if size > m.room {
			continue
		}
		if m.posts == nil || m.bytes+size > m.room {
			m.posts, m.bytes = map[models.ID]keptPost{}, 0
		}
		m.posts[k.post.ID] = k
		m.bytes += size
	}
}

// state is what may change of a post that is stored: another version, or another place in its thread.
type state struct {
	id, parent, thread models.ID
	version            int
	deleted            models.Time
}

func stateOf(p *models.Post) state {
	s := state{id: p.ID, thread: p.ThreadID, version: p.Version, deleted: p.Deleted}
	if p.ParentID != nil {
		s.parent = *p.ParentID
	}
	return s
}
