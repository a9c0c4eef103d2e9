package resolve

import (
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"guildhall/blobs"
	"guildhall/clock"
	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/gate"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Options are what a resolver works with.
type Options struct {
	Store        *store.Store
	Site         paths.Site
	Gate         *gate.Gate
	Keys         *keys.Ring
	Courier      *courier.Courier
	Blobs        blobs.Blobs // where files of other servers are kept for a while
	Aside        string      // folder where such a file is looked at first; the system's own when empty
	Clock        clock.Clock
	Log          *slog.Logger
	InsecureHTTP bool  // ids, addresses and documents may be plain http (egress limits it to named networks)
	Requests     int   // of one errand; 20 when 0
	NoRateLimits bool  // a peer may be asked as often as there is reason to; for load tests (GUILDHALL_RATE_LIMITS)
	Memory       int64 // bytes for what was learned and can be learned again; 60 MB when 0
}

// Resolver learns the unknown. It is safe for use by several goroutines.
type Resolver struct {
	store    *store.Store
	site     paths.Site
	gate     *gate.Gate
	keys     *keys.Ring
	courier  *courier.Courier
	blobs    blobs.Blobs
	aside    string
	clock    clock.Clock
	log      *slog.Logger
	insecure bool
	requests int
	unpaced  bool

	organisation atomic.Pointer[models.Actor] // our own actor, once it was looked up

	joined    singleflight.Group                  // fetches under way
	paces     *memory[models.Host, *rate.Limiter] // how much each peer was asked of late
	owners    *memory[models.ID, models.Actor]    // owners of keys that were used of late
	rotations *memory[models.IRI, struct{}]       // keys that were fetched anew because a signature did not fit
	asked     *memory[models.Host, models.IRI]    // peers that were asked which actor is their server's
	opened    *memory[models.ID, struct{}]        // profiles that were filled with posts
	looked    *memory[models.Host, struct{}]      // peers whose software was looked up

	rests         *memory[models.Host, time.Time]  // peers that asked not to be asked until then
	conversations *memory[models.ID, *atomic.Bool] // threads that were looked through, and whether that goes on
	moderators    *memory[models.ID, []models.IRI] // who moderates communities elsewhere
	synced        *memory[models.ID, struct{}]     // whose followers were compared of late

	unlent *memory[string, error]              // files that could not be borrowed of late
	queues *memory[models.Host, chan struct{}] // files being fetched from each host
	queue  chan struct{}                       // files being fetched

	pouring sync.Mutex
	pours   map[string]*pour // files on their way
}

// New makes a resolver.
func New(o Options) *Resolver {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Requests <= 0 {
		o.Requests = errandRequests
	}
	if o.Memory <= 0 {
		o.Memory = 60_000_000
	}
	of := func(hundredths, each int64) share { return share{o.Memory * hundredths / 100, each} }
	r := &Resolver{
		store: o.Store, site: o.Site, gate: o.Gate, keys: o.Keys, courier: o.Courier, blobs: o.Blobs, aside: o.Aside, clock: o.Clock, log: o.Log,
		insecure: o.InsecureHTTP, requests: o.Requests, unpaced: o.NoRateLimits,
		paces:     newMemory[models.Host, *rate.Limiter](of(3, 300), 2*time.Minute),
		owners:    newMemory[models.ID, models.Actor](of(60, 2_500), ownerFresh),
		rotations: newMemory[models.IRI, struct{}](of(6, 300), rotationEvery),
		asked:     newMemory[models.Host, models.IRI](of(4, 350), aDay),
		looked:    newMemory[models.Host, struct{}](of(2, 200), aDay),
		opened:    newMemory[models.ID, struct{}](of(2, 120), backfillEvery),
	}
	r.rests = newMemory[models.Host, time.Time](of(2, 200), longestRest)
	r.conversations = newMemory[models.ID, *atomic.Bool](of(2, 130), conversationEvery)
	r.moderators = newMemory[models.ID, []models.IRI](of(6, 3_000), moderatorsFresh)
	r.synced = newMemory[models.ID, struct{}](of(2, 120), syncEvery)
	r.unlent = newMemory[string, error](of(9, 600), failedFor)
	r.queues = newMemory[models.Host, chan struct{}](of(2, 250), time.Hour)
	r.queue = make(chan struct{}, atAllHosts)
	r.pours = map[string]*pour{}
	return r
}

// Held is how many bytes it takes that was learned and can be learned again.
func (r *Resolver) Held() (bytes int64) {
	for _, of := range []func() int64{r.paces.bytes, r.owners.bytes, r.rotations.bytes, r.asked.bytes, r.opened.bytes, r.looked.bytes, r.rests.bytes,
		r.conversations.bytes, r.moderators.bytes, r.synced.bytes, r.unlent.bytes, r.queues.bytes} {
		bytes += of()
	}
	return bytes
}

const aDay = 24 * time.Hour

// SignedRequest is a request as it came in, with its body as received (nil without one).
type SignedRequest struct {
	Request *http.Request
	Body    []byte
}

func unsigned(sentence string) *fault.Fault {
	return fault.New(fault.Unsigned, "resolve.Signer", sentence)
}

// nonsense is an answer that another server gave and will give again: asking once more mends nothing.
func nonsense(op, sentence string) *fault.Fault { return fault.New(fault.Invalid, op, sentence) }
