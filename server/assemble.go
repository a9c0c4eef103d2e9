package server

import (
	"context"
	"crypto"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/net/idna"

	"guildhall/backup"
	"guildhall/blobs"
	"guildhall/clock"
	"guildhall/config"
	"guildhall/egress"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/federation/inbound"
	"guildhall/federation/outbound"
	"guildhall/federation/present"
	"guildhall/federation/resolve"
	"guildhall/gate"
	"guildhall/home"
	"guildhall/jobs"
	"guildhall/keys"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes"
	"guildhall/routes/ap"
	"guildhall/routes/door"
	"guildhall/routes/mastodon"
	"guildhall/routes/web"
	"guildhall/services/accounts"
	"guildhall/services/boundary"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/farewell"
	"guildhall/services/files"
	"guildhall/services/portraits"
	"guildhall/services/retention"
	"guildhall/store"
	"guildhall/vault"
)

func init() { models.ToASCII = idna.Lookup.ToASCII }

// Options are the settings of an installation, and what tests and the demo replace.
type Options struct {
	Settings  config.Settings
	Clock     clock.Clock                   // the machine's when nil
	Log       *slog.Logger                  // the default one when nil
	Transport http.RoundTripper             // the way out; the guarded one when nil
	MakeKey   func() (crypto.Signer, error) // makes RSA keys; a real one each time when nil
}

// Server is one installation with all its parts.
type Server struct {
	Settings  config.Settings
	Site      paths.Site
	Store     *store.Store
	Vault     *vault.Vault
	Blobs     blobs.Blobs
	Journal   *backup.Journal
	Portraits *portraits.Portraits
	Keys      *keys.Ring
	Ledger    *ledger.Ledger
	Retention *retention.Keeper
	Gate      *gate.Gate
	Resolve   *resolve.Resolver
	In        *inbound.Inbound
	Out       *outbound.Outbound
	Present   *present.Present
	Files     *files.Files
	Jobs      *jobs.Runner
	Table     *routes.Table
	Handler   http.Handler

	clock clock.Clock
	log   *slog.Logger
	way   http.RoundTripper // out to the network
	run   running

	figures figures
	caches  []cache
	post    *courier.Courier
	door    *door.Door
	apps    *mastodon.API
}

// Open puts an installation together and brings its database up to date. It takes no lock and starts nothing, so that
// commands work beside a running server.
func Open(ctx context.Context, o Options) (*Server, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if err := os.MkdirAll(o.Settings.Data, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "server.Open", "The folder of GUILDHALL_DATA cannot be made: "+o.Settings.Data+".").Because(err)
	}
	s := &Server{Settings: o.Settings, Site: paths.New(o.Settings.URL), clock: o.Clock, log: o.Log}
	var err error
	if s.Store, err = store.Open(ctx, store.Options{DSN: o.Settings.Database.String(), Clock: o.Clock, Log: o.Log, Cache: s.share(readShare)}); err != nil {
		return nil, err
	}
	if err := s.assemble(ctx, o); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) assemble(ctx context.Context, o Options) error {
	var err error
	if s.Vault, err = vault.Open(s.secret()); err != nil {
		return err
	}
	if s.Blobs, err = blobs.Open(o.Settings); err != nil {
		return err
	}
	s.Portraits = portraits.New(s.Blobs)
	way := o.Transport
	if way == nil {
		if way, err = egress.New(egress.Options{AllowNets: o.Settings.AllowNets, Proxy: o.Settings.EgressProxy, InsecureHTTP: o.Settings.InsecureHTTP, Log: o.Log}); err != nil {
			return err
		}
	}
	s.way = way
	if err := s.first(ctx); err != nil {
		return err
	}
	s.Keys = keys.New(s.Store, s.Vault, s.Site.KeyOf)
	s.Keys.Room(s.share(keysShare))
	if o.MakeKey != nil {
		s.Keys.Make = o.MakeKey
	}
	kept, err := blobs.Open(o.Settings)
	if err != nil {
		return err
	}
	s.Files = files.New(kept, s.Store, o.Settings.MediaFile, o.Settings.MediaQuota, "")
	s.Ledger = ledger.New(s.Store, s.Vault)
	s.Gate = gate.New(gate.Options{Store: s.Store, Site: s.Site, Pages: o.Settings.PublicPages, Key: s.Vault.Derive("addresses of files"), Log: o.Log}, s.Ledger)
	s.post = &courier.Courier{Transport: way, UserAgent: userAgent(o.Settings), Clock: o.Clock, Manners: s.manners()}
	s.Resolve = resolve.New(resolve.Options{Store: s.Store, Site: s.Site, Gate: s.Gate, Courier: s.post, Keys: s.Keys, Blobs: s.Blobs, Aside: o.Settings.Data, Clock: o.Clock, Log: o.Log, InsecureHTTP: o.Settings.InsecureHTTP, NoRateLimits: !o.Settings.RateLimits, Memory: s.share(learnedShare)})
	s.In = inbound.New(s.Store, s.Site, s.Gate, s.Resolve, o.Log)
	s.Out = outbound.New(s.Store, s.Site, s.Gate, s.post, s.Keys, o.Log, s.share(crowdsShare))
	s.Present = present.New(s.Store, s.Site, s.Gate)
	s.Present.Contact = o.Settings.Contact
	s.Jobs = jobs.New(s.Store, o.Clock, o.Log, jobs.Options{Width: width})
	for kind, handle := range s.Out.Handlers() {
		s.Jobs.Handle(kind, handle)
	}
	for kind, handle := range s.In.Handlers() {
		s.Jobs.Handle(kind, func(ctx context.Context, j models.Job) error {
			if s.Gate.Closed() { // it would ask others, and be refused
				return jobs.Snooze(time.Minute)
			}
			return handle(ctx, j)
		})
	}
	s.Jobs.Handle(home.Kind, home.Handler(s.Store))
	for kind, handle := range conversations.Handlers(s.Store, s.Site) {
		s.Jobs.Handle(kind, handle)
	}
	s.Journal = &backup.Journal{Path: filepath.Join(filepath.Clean(o.Settings.Data), backup.JournalName), Store: s.Store}
	s.keeps()
	s.Jobs.Every("endings.keep", time.Minute, s.Journal.Keep)
	s.Jobs.Every("media.sweep", time.Hour, s.Files.Sweep)
	s.Jobs.Every("media.strays", 24*time.Hour, s.Files.Strays)
	s.Jobs.Every("software", time.Hour, s.learnSoftware)
	s.Jobs.Every("erasures", 10*time.Minute, func(ctx context.Context) error { return farewell.Finish(ctx, s.Store, s.Site) })
	s.Jobs.Every("askings", 10*time.Minute, func(ctx context.Context) error { return s.Store.Write(ctx, boundary.OpenWaiting) })
	s.Jobs.Every("communities", 10*time.Minute, func(ctx context.Context) error { return communities.Tick(ctx, s.Store, s.Site) })
	s.Jobs.Every("communities.recurring", 5*time.Minute, func(ctx context.Context) error {
		return conversations.Recurring(ctx, s.Store, s.Site, communities.Following)
	})
	s.Jobs.Every("portraits.sweep", 24*time.Hour, func(ctx context.Context) error { return s.Portraits.Sweep(ctx, s.Store, s.Site) })
	s.Jobs.Every("held.expire", time.Hour, func(ctx context.Context) error { return boundary.SweepHeld(ctx, s.Store, o.Settings.HeldDays) })
	s.Jobs.Every("retention", time.Hour, s.letGo)
	s.Jobs.Every("borrow.sweep", 24*time.Hour, s.Resolve.SweepBorrowed)
	return s.open(o)
}

// open builds the front door: who is asking, the rooms that answer, and the one table of their paths.
func (s *Server) open(o Options) error {
	d, err := door.New(door.Options{Store: s.Store, Resolve: s.Resolve, Clock: o.Clock, Base: s.Site.Base, TrustedProxies: o.Settings.TrustedProxies, RateLimits: o.Settings.RateLimits, News: s.Store, Memory: s.share(countersShare)})
	if err != nil {
		return fault.New(fault.Invalid, "server.open", "GUILDHALL_URL is no origin: write it like https://social.example.org.").Because(err)
	}
	apps := mastodon.New(mastodon.Deps{Store: s.Store, Site: s.Site, Gate: s.Gate, Resolve: s.Resolve, Out: s.Out, Files: s.Files, Marks: s.Vault, Portraits: s.Portraits, Release: paths.Version, Cache: s.share(countsShare),
		AppPublic: func(m models.Mode) string { return string(o.Settings.AppPublic.In(m)) }, Described: o.Settings.DescribeMedia})
	s.newFigures()
	s.door, s.apps = d, apps
	s.newCaches()
	s.Table = routes.New(routes.Rooms{Door: d, Log: o.Log, Ready: s.ready, Now: o.Clock.Now, Observe: s.observe,
		Peers: &ap.AP{Site: s.Site, In: s.In, Present: s.Present, Door: d, Contact: o.Settings.Contact, Now: o.Clock.Now},
		Apps:  apps,
		Pages: web.New(web.Deps{Settings: o.Settings, Store: s.Store, Site: s.Site, Vault: s.Vault, Gate: s.Gate, Ledger: s.Ledger, Resolve: s.Resolve, Out: s.Out, Portraits: s.Portraits, Files: s.Files, Door: d, Log: o.Log}),
	})
	s.Handler = s.Table
	return nil
}

// Backup writes the whole installation into one new file, beside running servers.
func (s *Server) Backup(ctx context.Context, path string) (backup.Made, error) {
	if err := s.Journal.Keep(ctx); err != nil {
		return backup.Made{}, err
	}
	return backup.Make(ctx, backup.Source{Store: s.Store, Blobs: s.Blobs, Rooms: Rooms, Keys: s.Vault.Names(), URL: s.Site.Base, Release: paths.Version}, path)
}

// Rooms are the parts of blobs that a backup holds: what cannot be had again.
var Rooms = []string{files.Room, portraits.Room}

// width is how many jobs of one lane run side by side: a few requests to a host, and events of several people. What one
// person did stays in order by its turn.
func width(lane string) int {
	if _, host := jobs.IsHost(lane); host {
		return 4
	}
	if lane == events.Lane {
		return 8
	}
	return 1
}

// first makes what a new installation has from its first moment: its mode, and the organisation's own actor.
func (s *Server) first(ctx context.Context) error {
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		set, err := tx.ModeIsSet()
		if err == nil && !set {
			err = tx.SetMode(s.Settings.Federation)
		}
		if err != nil {
			return err
		}
		_, err = accounts.EnsureOrganisation(tx, s.Site, s.Settings.Name)
		return err
	})
}

// secret says where the sealing key is kept.
func (s *Server) secret() vault.Source {
	return vault.Source{Dir: filepath.Clean(s.Settings.Data), Key: s.Settings.Secret, File: s.Settings.SecretFile}
}

func userAgent(set config.Settings) string {
	contact := set.URL
	if set.Contact != "" {
		contact += "; " + set.Contact
	}
	return "Guildhall/" + paths.Version + " (+" + contact + ")"
}

// Close lets the database go. A started server is stopped first.
func (s *Server) Close() {
	if err := s.Store.Close(); err != nil {
		s.log.Error("the database did not close", "err", err)
	}
}

// learnSoftware asks peers that an administrator named what software they run, each once a day, so that the pages can say it.
func (s *Server) learnSoftware(ctx context.Context) error {
	var after models.Host
	for {
		var peers []models.Peer
		err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
			peers, err = tx.Peers(store.PeerFilter{After: after, Limit: 100})
			return err
		})
		if err != nil || len(peers) == 0 {
			return err
		}
		for _, p := range peers {
			after = p.Host
			if p.Standing == models.Blocked {
				continue
			}
			if err := s.Resolve.Software(ctx, p.Host, s.Settings.InsecureHTTP); err != nil && ctx.Err() == nil {
				s.log.Debug("a peer did not tell its software", "host", string(p.Host), "err", err)
			}
		}
	}
}
