package config

import (
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"

	"guildhall/models"
)

// Settings is what one installation was told before it started. Each field is a row of the table, in the same order.
type Settings struct {
	URL             string         // public base: scheme://host[:port], no slash at the end
	Name            string         // what the organisation calls itself; its host, unless told
	Contact         string         // mail address or URL for strangers; may be empty
	InsecureHTTP    bool           // http for ourselves, and for peers inside AllowNets
	Listen          string         // address:port to answer on
	ListenPeers     string         // address:port for other servers and strangers; empty when Listen answers everybody
	ListenMetrics   string         // address:port for /metrics, /healthz and /readyz, for the operator's own network; empty for none
	Database        Database       // where rows live
	Data            string         // folder of all files
	Blobs           Blobs          // where the bytes of files live
	MediaFile       int64          // bytes of one uploaded file at most
	MediaQuota      int64          // bytes of all files of one person at most
	DescribeMedia   bool           // pictures, films and sounds are posted with a description only
	MediaCache      int64          // bytes of all files borrowed from other servers at most
	Cache           int64          // bytes of memory for what was read and is kept, in all
	MediaDays       int            // how long a borrowed file is kept before it is fetched anew
	HeldDays        int            // how long something waits for a reviewer before it is refused
	KeepTexts       int            // days that the record keeps texts
	KeepRecords     int            // days that the record is kept
	KeepRemotePosts int            // days that posts of other servers are kept which nobody here refers to; 0 for as long as they are wanted
	KeepOwnPosts    int            // days that posts of ours are kept which nobody else took up; 0 for as long as they are wanted
	KeepNotices     int            // days that notifications are kept; 0 for as long as they are wanted
	KeepInbox       int            // days that received bytes are kept
	KeepJobs        int            // days that work is kept which was given up
	KeepAskings     int            // days that answered wishes to follow are kept
	PolicyPersons   int            // how many people make a policy active: 1 or 2
	Secret          []byte         // key that seals secrets in the database, 32 bytes; nil for one in a file
	SecretFile      string         // path of a file with that key; empty for secret.key in Data
	Federation      models.Mode    // the mode of a new installation
	AllowNets       []netip.Prefix // private networks that the outgoing client may dial all the same
	EgressProxy     *url.URL       // one forward proxy for everything that leaves; nil for none
	RateLimits      bool           // limits for visitors, apps and peers
	AppPublic       AppPublic      // what "public" means when an app says it; FollowsMode unless told
	PublicPages     bool           // pages for the anonymous web
	TrustedProxies  []netip.Prefix // networks whose X-Forwarded-For is believed
	Log             Log            // how much, and in which form

	origins   map[string]string // setting -> where its value came from
	strangers []string
}

// Strangers names what is called GUILDHALL_... in the environment and is no setting: worth a warning at start, since it
// may be a slip, and no more than that, since orchestrators put such names there by themselves.
func (s Settings) Strangers() []string { return s.strangers }

// Database is where rows live: one SQLite file, or a PostgreSQL server.
type Database struct {
	SQLite   string // path of the file; empty for PostgreSQL
	Postgres string // connection URL, with its password; empty for SQLite
}

// String gives the text that the setting was read from, with its password.
func (d Database) String() string {
	if d.Postgres != "" {
		return d.Postgres
	}
	return "sqlite:" + d.SQLite
}

// AppPublic is the distance that a post gets when an app that does not know reach calls it public.
type AppPublic string

// The distances an app's "public" can mean.
const (
	FollowsMode    AppPublic = "" // inside in allowlist mode, world in open mode
	PublicInside   AppPublic = "inside"
	PublicPartners AppPublic = "partners"
	PublicWorld    AppPublic = "world"
)

// In settles what an app's "public" means in the mode that is in force now.
func (a AppPublic) In(mode models.Mode) AppPublic {
	switch {
	case a != FollowsMode:
		return a
	case mode == models.OpenMode:
		return PublicWorld
	}
	return PublicInside
}

// Log is how much is logged, and whether as lines for people or as JSON.
type Log struct {
	Level slog.Level
	JSON  bool
}

// String gives the text of the setting.
func (l Log) String() string {
	s := strings.ToLower(l.Level.String())
	if l.JSON {
		s += ",json"
	}
	return s
}

// Trusts tells whether an address belongs to a proxy whose X-Forwarded-For is believed.
func (s Settings) Trusts(a netip.Addr) bool { return within(a, s.TrustedProxies) }

// MayDial tells whether an address lies in a private network that the outgoing client may dial all the same.
func (s Settings) MayDial(a netip.Addr) bool { return within(a, s.AllowNets) }

func within(a netip.Addr, nets []netip.Prefix) bool {
	a = a.Unmap().WithZone("")
	for _, n := range nets {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// settle fills what follows from other settings.
func (s *Settings) settle() {
	if s.Database == (Database{}) {
		s.Database.SQLite = filepath.Join(s.Data, "guildhall.sqlite")
	}
	if s.Blobs == (Blobs{}) {
		s.Blobs.Folder = filepath.Join(s.Data, "files")
	}
	if s.Name == "" {
		if _, host, ok := strings.Cut(s.URL, "://"); ok {
			s.Name = host
		}
	}
}
