package config

import (
	"strconv"
	"strings"
)

// Setting is one row of the table, for pages, help and checks.
type Setting struct {
	Name    string // in the environment and in a file: GUILDHALL_LISTEN
	Flag    string // on the command line, without dashes: listen
	Default string // as a person would write it; empty when there is none
	Shape   string // what a value looks like
	Doc     string // one sentence
	Secret  bool   // the value may hold a password, which is never shown

	bare bool // the flag alone means on
	read func(*Settings, string) error
	show func(Settings) string
}

var table = []Setting{
	{
		Name: "GUILDHALL_URL", Flag: "url", Shape: "https://HOST[:PORT]",
		Doc:  "The public address of this installation; every id begins with it, so it is chosen once and never changed.",
		read: readBase, show: func(s Settings) string { return s.URL },
	},
	{
		Name: "GUILDHALL_NAME", Flag: "organisation", Shape: "text", Default: "the host of GUILDHALL_URL",
		Doc:  "What the organisation calls itself on its pages.",
		read: readName, show: func(s Settings) string { return s.Name },
	},
	{
		Name: "GUILDHALL_CONTACT", Flag: "contact", Shape: "mail address or URL",
		Doc:  "Whom a stranger may write to; shown on /about.",
		read: readContact, show: func(s Settings) string { return s.Contact },
	},
	{
		Name: "GUILDHALL_INSECURE_HTTP", Flag: "insecure-http", Shape: "true or false", Default: "false", bare: true,
		Doc:  "Lets GUILDHALL_URL begin with http://, and accepts http peers (ids, WebFinger, fetches, deliveries) on hosts in GUILDHALL_ALLOW_NETS; for tests and closed networks.",
		read: reads(readSwitch, func(s *Settings) *bool { return &s.InsecureHTTP }), show: func(s Settings) string { return truth(s.InsecureHTTP) },
	},
	{
		Name: "GUILDHALL_LISTEN", Flag: "listen", Shape: "[ADDRESS]:PORT", Default: ":8080",
		Doc:  "The address and port to answer on; without an address, every one of this machine.",
		read: readListen, show: func(s Settings) string { return s.Listen },
	},
	{
		Name: "GUILDHALL_LISTEN_PEERS", Flag: "listen-peers", Shape: "[ADDRESS]:PORT", Default: "none",
		Doc:  "A second address for what the internet may reach: other servers, WebFinger, NodeInfo and public pages; then GUILDHALL_LISTEN serves people only.",
		read: readListenPeers, show: func(s Settings) string { return s.ListenPeers },
	},
	{
		Name: "GUILDHALL_LISTEN_METRICS", Flag: "listen-metrics", Shape: "[ADDRESS]:PORT", Default: "none",
		Doc:  "A third address for /metrics (Prometheus), to be reached from the operator's own network only; /healthz and /readyz answer on every address.",
		read: readListenMetrics, show: func(s Settings) string { return s.ListenMetrics },
	},
	{
		Name: "GUILDHALL_DATABASE", Flag: "database", Shape: "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME", Default: "sqlite:guildhall.sqlite in GUILDHALL_DATA", Secret: true,
		Doc:  "Where rows live: one SQLite file for one node, or a PostgreSQL server for one or several.",
		read: readDatabase, show: func(s Settings) string { return s.Database.String() },
	},
	{
		Name: "GUILDHALL_DATA", Flag: "data", Shape: "PATH", Default: "./data",
		Doc:  "The folder of all files (uploads, keys, the SQLite file unless told otherwise, the demo); nodes of one installation share it.",
		read: readData, show: func(s Settings) string { return s.Data },
	},
	{
		Name: "GUILDHALL_BLOBS", Flag: "blobs", Shape: "folder:PATH or s3://KEY:SECRET@HOST/BUCKET[?region=NAME]", Default: "folder:files in GUILDHALL_DATA", Secret: true,
		Doc:  "Where the bytes of pictures and files live: a folder, or a bucket of a store that speaks S3 (s3+http:// for one without TLS).",
		read: readBlobs, show: func(s Settings) string { return s.Blobs.String() },
	},
	{
		Name: "GUILDHALL_MEDIA_FILE", Flag: "media-file", Shape: "number with KB, MB or GB", Default: "40MB",
		Doc:  "How large one uploaded file may be.",
		read: reads(readSize(100_000, 2_000_000_000), func(s *Settings) *size { return (*size)(&s.MediaFile) }), show: func(s Settings) string { return size(s.MediaFile).String() },
	},
	{
		Name: "GUILDHALL_MEDIA_QUOTA", Flag: "media-quota", Shape: "number with KB, MB or GB", Default: "5GB",
		Doc:  "How much room all files of one person may take.",
		read: reads(readSize(100_000, 1_000_000_000_000), func(s *Settings) *size { return (*size)(&s.MediaQuota) }), show: func(s Settings) string { return size(s.MediaQuota).String() },
	},
	{
		Name: "GUILDHALL_DESCRIBE_MEDIA", Flag: "describe-media", Shape: "true or false", Default: "false", bare: true,
		Doc:  "Takes no picture, film or sound from our people without a description for those who cannot see or hear it.",
		read: reads(readSwitch, func(s *Settings) *bool { return &s.DescribeMedia }), show: func(s Settings) string { return truth(s.DescribeMedia) },
	},
	{
		Name: "GUILDHALL_MEDIA_CACHE", Flag: "media-cache", Shape: "number with KB, MB or GB", Default: "10GB",
		Doc:  "How much room pictures and files of other servers may take, which are fetched when somebody looks at them; those not looked at for longest go first.",
		read: reads(readSize(100_000, 100_000_000_000_000), func(s *Settings) *size { return (*size)(&s.MediaCache) }), show: func(s Settings) string { return size(s.MediaCache).String() },
	},
	{
		Name: "GUILDHALL_CACHE", Flag: "cache", Shape: "number with KB, MB or GB", Default: "64MB",
		Doc:  "How much memory a node may fill with what it read and keeps for the next time (people, posts, keys, counts, limits); how full it is stands in /metrics.",
		read: reads(readSize(4_000_000, 100_000_000_000), func(s *Settings) *size { return (*size)(&s.Cache) }), show: func(s Settings) string { return size(s.Cache).String() },
	},
	{
		Name: "GUILDHALL_MEDIA_DAYS", Flag: "media-days", Shape: "number", Default: "30",
		Doc:  "For how many days such a file is kept before it is fetched anew.",
		read: reads(readDays, func(s *Settings) *int { return &s.MediaDays }), show: func(s Settings) string { return strconv.Itoa(s.MediaDays) },
	},
	{
		Name: "GUILDHALL_HELD_DAYS", Flag: "held-days", Shape: "number", Default: "30",
		Doc:  "For how many days what a rule holds waits for a reviewer; then it is refused, and its author told.",
		read: reads(readDays, func(s *Settings) *int { return &s.HeldDays }), show: func(s Settings) string { return strconv.Itoa(s.HeldDays) },
	},
	{
		Name: "GUILDHALL_KEEP_TEXTS", Flag: "keep-texts", Shape: "number", Default: "30",
		Doc:  "For how many days the record keeps the sealed text of what crossed, so that a new policy can be rehearsed on it; after that only the facts beside it are known.",
		read: reads(readDays, func(s *Settings) *int { return &s.KeepTexts }), show: func(s Settings) string { return strconv.Itoa(s.KeepTexts) },
	},
	{
		Name: "GUILDHALL_KEEP_RECORDS", Flag: "keep-records", Shape: "number", Default: "400",
		Doc:  "For how many days the record of what crossed, and of what administrators did, is kept.",
		read: reads(readDays, func(s *Settings) *int { return &s.KeepRecords }), show: func(s Settings) string { return strconv.Itoa(s.KeepRecords) },
	},
	{
		Name: "GUILDHALL_KEEP_REMOTE_POSTS", Flag: "keep-remote-posts", Shape: "number or always", Default: "always",
		Doc:  "For how many days posts of other servers are kept after they came, when nobody here refers to them; With always none goes. See guildhall retention preview first.",
		read: reads(readKeep(7), func(s *Settings) *int { return &s.KeepRemotePosts }), show: func(s Settings) string { return keepWords(s.KeepRemotePosts) },
	},
	{
		Name: "GUILDHALL_KEEP_OWN_POSTS", Flag: "keep-own-posts", Shape: "number or always", Default: "always",
		Doc:  "For how many days posts of our own people are kept that nobody else answered or took up; other servers are told to delete them too. With always none goes. See guildhall retention preview first.",
		read: reads(readKeep(30), func(s *Settings) *int { return &s.KeepOwnPosts }), show: func(s Settings) string { return keepWords(s.KeepOwnPosts) },
	},
	{
		Name: "GUILDHALL_KEEP_NOTICES", Flag: "keep-notices", Shape: "number or always", Default: "400",
		Doc:  "For how many days people find their notifications; With always none goes.",
		read: reads(readKeep(7), func(s *Settings) *int { return &s.KeepNotices }), show: func(s Settings) string { return keepWords(s.KeepNotices) },
	},
	{
		Name: "GUILDHALL_KEEP_INBOX", Flag: "keep-inbox", Shape: "number", Default: "30",
		Doc:  "For how many days the bytes of what other servers sent are kept after they were applied or refused; ids stay, so that nothing is applied twice.",
		read: reads(readDays, func(s *Settings) *int { return &s.KeepInbox }), show: func(s Settings) string { return strconv.Itoa(s.KeepInbox) },
	},
	{
		Name: "GUILDHALL_KEEP_JOBS", Flag: "keep-jobs", Shape: "number", Default: "30",
		Doc:  "For how many days work that was given up is kept to be seen and tried again.",
		read: reads(readDays, func(s *Settings) *int { return &s.KeepJobs }), show: func(s Settings) string { return strconv.Itoa(s.KeepJobs) },
	},
	{
		Name: "GUILDHALL_KEEP_ASKINGS", Flag: "keep-askings", Shape: "number", Default: "90",
		Doc:  "For how many days a wish to follow somebody on a closed server is kept after it was answered.",
		read: reads(readDays, func(s *Settings) *int { return &s.KeepAskings }), show: func(s Settings) string { return strconv.Itoa(s.KeepAskings) },
	},
	{
		Name: "GUILDHALL_POLICY_PERSONS", Flag: "policy-persons", Shape: "1 or 2", Default: "1",
		Doc:  "How many people with the role boundary it takes to make a policy active.",
		read: reads(readPersons, func(s *Settings) *int { return &s.PolicyPersons }), show: func(s Settings) string { return strconv.Itoa(s.PolicyPersons) },
	},
	{
		Name: "GUILDHALL_SECRET", Flag: "secret", Shape: "32 bytes in base64", Default: "the file secret.key in GUILDHALL_DATA, made at the first start", Secret: true,
		Doc:  "The key that seals private keys and second factors in the database (openssl rand -base64 32); guildhall keys reseal moves to it what was sealed before.",
		read: readSecret, show: showSecret,
	},
	{
		Name: "GUILDHALL_SECRET_FILE", Flag: "secret-file", Shape: "PATH", Default: "none",
		Doc:  "A file that holds the key of GUILDHALL_SECRET, in base64 or as it is; give one of the two.",
		read: readSecretFile, show: func(s Settings) string { return s.SecretFile },
	},
	{
		Name: "GUILDHALL_FEDERATION", Flag: "federation", Shape: "allowlist or open", Default: "allowlist",
		Doc:  "The mode of a new installation: allowlist gives nothing to servers that nobody named, open treats them as allowed; later changes are made by an administrator.",
		read: readMode, show: func(s Settings) string { return string(s.Federation) },
	},
	{
		Name: "GUILDHALL_ALLOW_NETS", Flag: "allow-nets", Shape: "networks, by comma", Default: "none",
		Doc:  "Private networks that the outgoing client may dial all the same, such as 10.1.0.0/16; it refuses every other private address.",
		read: reads(readNets, func(s *Settings) *prefixes { return (*prefixes)(&s.AllowNets) }), show: func(s Settings) string { return prefixes(s.AllowNets).String() },
	},
	{
		Name: "GUILDHALL_EGRESS_PROXY", Flag: "egress-proxy", Shape: "http://[USER:PASSWORD@]HOST:PORT", Default: "none", Secret: true,
		Doc:  "One forward proxy for everything that leaves; addresses are resolved and judged before the request, and proxies of the environment are ignored.",
		read: readProxy, show: showProxy,
	},
	{
		Name: "GUILDHALL_RATE_LIMITS", Flag: "rate-limits", Shape: "on or off", Default: "on", bare: true,
		Doc:  "Limits how much a visitor, an app or a peer may ask for in a minute; off for load tests only.",
		read: reads(readSwitch, func(s *Settings) *bool { return &s.RateLimits }), show: func(s Settings) string { return onOff(s.RateLimits) },
	},
	{
		Name: "GUILDHALL_APP_PUBLIC", Flag: "app-public", Shape: "inside, partners or world", Default: "inside in allowlist mode, world in open mode",
		Doc:  "What \"public\" means when an app that does not know reach says it.",
		read: readAppPublic, show: showAppPublic,
	},
	{
		Name: "GUILDHALL_PUBLIC_PAGES", Flag: "public-pages", Shape: "on or off", Default: "on", bare: true,
		Doc:  "Shows pages of what reaches the world to the anonymous web; a closed federation is not a closed website.",
		read: reads(readSwitch, func(s *Settings) *bool { return &s.PublicPages }), show: func(s Settings) string { return onOff(s.PublicPages) },
	},
	{
		Name: "GUILDHALL_TRUSTED_PROXIES", Flag: "trusted-proxies", Shape: "networks, by comma", Default: "none",
		Doc:  "Networks whose X-Forwarded-For and X-Forwarded-Proto are believed: those of the reverse proxy in front.",
		read: reads(readNets, func(s *Settings) *prefixes { return (*prefixes)(&s.TrustedProxies) }), show: func(s Settings) string { return prefixes(s.TrustedProxies).String() },
	},
	{
		Name: "GUILDHALL_LOG", Flag: "log", Shape: "debug, info, warn or error, then optionally ,json", Default: "info",
		Doc:  "How much is logged to standard error, and whether as JSON.",
		read: readLog, show: func(s Settings) string { return s.Log.String() },
	},
}

// fileSetting names the file of settings; it is read before the table, and so has no row there.
var fileSetting = Setting{
	Name: "GUILDHALL_CONFIG", Flag: "config", Shape: "PATH", Default: "none",
	Doc: "A file of settings, NAME=VALUE on each line; the environment and flags win over it.",
}

// Table gives the settings in the order in which people read about them; the file of settings comes last.
func Table() []Setting { return append(append([]Setting(nil), table...), fileSetting) }

// Named finds a setting by its name in the environment.
func Named(name string) (Setting, bool) {
	for _, s := range Table() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

// nearest is the setting whose name shares most letters with a slip; empty when none is near.
func nearest(name string) string {
	best, most := "", 0
	for _, s := range Table() {
		a, b := strings.TrimPrefix(s.Name, "GUILDHALL_"), strings.TrimPrefix(name, "GUILDHALL_")
		n := 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		for m := 0; m < len(a)-n && m < len(b)-n && a[len(a)-1-m] == b[len(b)-1-m]; m++ {
			n++
		}
		if 3*n >= 2*len(a) && n > most {
			best, most = s.Name, n
		}
	}
	return best
}
