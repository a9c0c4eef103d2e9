package door

import (
	"net/http"
	"net/netip"
	"strings"

	"guildhall/clock"
	"guildhall/federation/resolve"
	"guildhall/models"
	"guildhall/store"
)

// Options are what a door works with.
type Options struct {
	Store          *store.Store
	Resolve        *resolve.Resolver
	Clock          clock.Clock
	Base           string         // public base URL; https makes the cookies secure
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	RateLimits     bool
	News           News  // of what was spent at other nodes; nil for none
	Memory         int64 // bytes that counters may take; 16 MB when 0
}

// Door tells who is asking. It is safe for use by several goroutines.
type Door struct {
	store   *store.Store
	resolve *resolve.Resolver
	trusted []netip.Prefix
	secure  bool
	cookie  string
	origin  *http.CrossOriginProtection
	limits  *limits // nil when they are off
}

// New makes a door. An error says that the base URL is no origin.
func New(o Options) (*Door, error) {
	d := &Door{store: o.Store, resolve: o.Resolve, trusted: o.TrustedProxies,
		secure: strings.HasPrefix(o.Base, "https://"), origin: http.NewCrossOriginProtection()}
	d.cookie = cookieName(o.Base)
	if err := d.origin.AddTrustedOrigin(o.Base); err != nil {
		return nil, err
	}
	if o.RateLimits {
		if o.Clock == nil {
			o.Clock = clock.System{}
		}
		if o.Memory <= 0 {
			o.Memory = 16_000_000
		}
		d.limits = newLimits(o.Clock, o.News, o.Memory)
	}
	return d, nil
}

// cookieName keeps apart servers on one host name, such as a demo's on several ports: browsers do not.
func cookieName(base string) string {
	secure := strings.HasPrefix(base, "https://")
	_, host, _ := strings.Cut(base, "://")
	name := "guildhall"
	if _, port, ok := strings.Cut(host, ":"); ok && !strings.Contains(port, ":") {
		name += "-" + port
	}
	if secure {
		return "__Host-" + name
	}
	return name
}

// Holds tells whether a person has one of the roles, given by name with a space between; an empty list asks for none.
func Holds(m *models.Member, roles string) bool {
	if roles == "" {
		return true
	}
	if m == nil {
		return false
	}
	for _, want := range strings.Fields(roles) {
		for _, have := range m.Roles {
			if string(have) == want {
				return true
			}
		}
	}
	return false
}
