package store

import (
	"slices"
	"sync"

	"guildhall/models"
)

// What is read for every request is kept in memory, bounded, and never trusted by itself: actors and keys of ours
// hold for one count of changes to them, which each transaction reads with the boundary's row, and a post for one version of it, which
// is asked for with its ID. So another process that writes the same database is seen at once.
const (
	memoryActors = 4_000
	memoryPosts  = 2_000
	memoryBytes  = 8 << 20 // of the texts of the posts
)

// memory is what a store keeps between transactions.
type memory struct {
	mu     sync.RWMutex
	people int64 // the count of changes that the actors and keys below are of
	byID   map[models.ID]models.Actor
	byIRI  map[models.IRI]models.ID
	handle map[string]models.ID // of ours
	keys   map[models.ID][]models.Key
	posts  map[models.ID]keptPost
	bytes  int
	epoch  int64 // the epoch that the partners below are of; 0 for none
	allies []models.Host
}

// keptPost is a post with whom and what it names.
type keptPost struct {
	post   models.Post
	people []models.PostPerson
	tags   []string
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

// of makes room for what holds for a count of changes. It tells whether that is not outdated already. mu is held.
func (m *memory) of(people int64) bool {
	if people < m.people {
		return false
	}
	if people > m.people || len(m.byID) >= memoryActors || len(m.keys) >= memoryActors || m.byID == nil {
		m.people = people
		m.byID, m.byIRI = map[models.ID]models.Actor{}, map[models.IRI]models.ID{}
		m.handle, m.keys = map[string]models.ID{}, map[models.ID][]models.Key{}
	}
	return true
}

func (m *memory) keepActors(people int64, actors []models.Actor) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range actors {
		if !m.of(people) {
			return
		}
		m.byID[a.ID], m.byIRI[a.IRI] = a, a.ID
		if a.Local {
			m.handle[folded(a.Handle)] = a.ID
		}
	}
}

func (m *memory) keepKeys(people int64, actor models.ID, keys []models.Key) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.of(people) {
		m.keys[actor] = keys
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
		size := len(k.post.Content) + len(k.post.Source) + len(k.post.Summary) + len(k.post.Title)
		if m.posts == nil || len(m.posts) >= memoryPosts || m.bytes+size > memoryBytes {
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
