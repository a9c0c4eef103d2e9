package config_test

import (
	"bytes"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/config"
	"guildhall/fault"
	"guildhall/models"
)

var update = flag.Bool("update", false, "write docs/settings.md")

func load(t *testing.T, environ ...string) config.Settings {
	t.Helper()
	s, err := config.Load(config.Sources{Environ: append([]string{"GUILDHALL_URL=https://social.example"}, environ...)})
	if err != nil {
		t.Fatal(fault.Say(err))
	}
	return s
}

func TestAnAddressIsEnough(t *testing.T) {
	s := load(t)
	if s.Listen != ":8080" || s.Database.SQLite != filepath.Join("data", "guildhall.sqlite") || s.Federation != models.Allowlist ||
		!s.RateLimits || !s.PublicPages || s.InsecureHTTP || s.EgressProxy != nil || s.Name != "social.example" || s.AllowNets != nil || s.TrustedProxies != nil {
		t.Errorf("the defaults are not what docs/settings.md says: %+v", s)
	}
	if s.AppPublic.In(models.Allowlist) != config.PublicInside || s.AppPublic.In(models.OpenMode) != config.PublicWorld {
		t.Error("an app's public is inside in allowlist mode and world in open mode")
	}
	if config.PublicPartners.In(models.OpenMode) != config.PublicPartners {
		t.Error("an app's public is what was told, in any mode")
	}
	var out bytes.Buffer
	if err := config.Print(&out, s); err != nil {
		t.Fatal(err)
	}
	for _, row := range config.Table() { // a default that is written as a value is the value in force
		if shape := row.Name + "=" + row.Default + "\n"; row.Default != "" && row.Default != "none" && !strings.Contains(row.Default, " ") && !strings.Contains(out.String(), shape) {
			t.Errorf("the table promises %q, in force is:\n%s", shape, out.String())
		}
	}
}

func TestLaterSourcesWin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "guildhall.conf")
	text := "# our node\n\nGUILDHALL_URL = https://file.example\nGUILDHALL_LISTEN=':1'\nGUILDHALL_LOG=\"debug,json\"\nGUILDHALL_DATA=/srv/files\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := config.Load(config.Sources{
		Environ: []string{"GUILDHALL_CONFIG=" + file, "GUILDHALL_LISTEN=:2", "GUILDHALL_LOG=warn", "GUILDHALL_DATA=", "PATH=/bin"},
		Flags:   map[string]string{"log": "error"},
	})
	if err != nil {
		t.Fatal(fault.Say(err))
	}
	if s.URL != "https://file.example" || s.Listen != ":2" || s.Log.String() != "error" || s.Data != "/srv/files" || s.Database.SQLite != "/srv/files/guildhall.sqlite" {
		t.Errorf("got %+v", s)
	}
	for name, origin := range map[string]string{"GUILDHALL_URL": file + ":3", "GUILDHALL_LISTEN": "environment", "GUILDHALL_LOG": "--log", "GUILDHALL_FEDERATION": "default"} {
		if s.Origin(name) != origin {
			t.Errorf("%s comes from %q, want %q", name, s.Origin(name), origin)
		}
	}
}

func TestEveryFaultIsNamedWithItsMend(t *testing.T) {
	for _, c := range []struct{ told, want string }{
		{"GUILDHALL_URL=social.example", "no web address: write it like https://"},
		{"GUILDHALL_URL=https://social.example/app", "nothing may follow host and port"},
		{"GUILDHALL_URL=https://social.example/?", "nothing may follow host and port"},
		{"GUILDHALL_URL=https://me:pw@social.example", "holds a user name"},
		{"GUILDHALL_URL=https://so cial.example", "no web address"},
		{"GUILDHALL_URL=https://social..example", "host cannot be read"},
		{"GUILDHALL_URL=ftp://social.example", "no web address"},
		{"GUILDHALL_URL=http://social.example", "set GUILDHALL_INSECURE_HTTP=true"},
		{"GUILDHALL_NAME=two\nlines", "on one line"},
		{"GUILDHALL_CONTACT=<script>", "write a mail address"},
		{"GUILDHALL_INSECURE_HTTP=perhaps", "write on or off"},
		{"GUILDHALL_LISTEN=8080", "the port alone like :8080"},
		{"GUILDHALL_LISTEN=:99999", "the port alone like :8080"},
		{"GUILDHALL_LISTEN=there:8080", "write an address and a port"},
		{"GUILDHALL_DATABASE=mysql://x", "is neither: write sqlite:PATH, or postgres://"},
		{"GUILDHALL_DATABASE=sqlite:", "names no file"},
		{"GUILDHALL_DATABASE=sqlite::memory:", "names no file"},
		{"GUILDHALL_DATABASE=sqlite:///a", "written as a URL"},
		{"GUILDHALL_DATABASE=postgres://u@h", "names no database"},
		{"GUILDHALL_DATA=a\x01", "is no path"},
		{"GUILDHALL_FEDERATION=closed", "write allowlist or open"},
		{"GUILDHALL_ALLOW_NETS=10.0.0.0/8,home", "no network: write them like"},
		{"GUILDHALL_ALLOW_NETS=10.0.0.1/8", "write 10.0.0.0/8"},
		{"GUILDHALL_ALLOW_NETS=0.0.0.0/0", "opens every address"},
		{"GUILDHALL_EGRESS_PROXY=proxy:3128", "no forward proxy"},
		{"GUILDHALL_RATE_LIMITS=100", "write on or off"},
		{"GUILDHALL_APP_PUBLIC=public", "write inside, partners or world"},
		{"GUILDHALL_PUBLIC_PAGES=some", "write on or off"},
		{"GUILDHALL_TRUSTED_PROXIES=::/0", "trusts every address"},
		{"GUILDHALL_LOG=loud", "write debug, info, warn or error"},
		{"GUILDHALL_LOG=info,xml", "write debug, info, warn or error"},
		{"GUILDHALL_CONFIG=/no/such/file", "cannot be read"},
	} {
		_, err := config.Load(config.Sources{Environ: []string{"GUILDHALL_URL=https://social.example", c.told}})
		name, _, _ := strings.Cut(c.told, "=")
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Say(err), c.want) || !strings.Contains(fault.Say(err), name) {
			t.Errorf("%s: want %q, got %v", c.told, c.want, err)
		}
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	_, err := config.Load(config.Sources{Environ: []string{"GUILDHALL_LOG=loud", "GUILDHALL_LISTEN=x"}, Flags: map[string]string{"port": "1"}})
	if err == nil || strings.Count(fault.Say(err), "\n") != 3 {
		t.Errorf("want four lines (address, log, listen, --port), got:\n%v", err)
	}
}

func TestASlipInTheFileIsToldWithItsLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c")
	if err := os.WriteFile(file, []byte("GUILDHALL_URL=https://a.example\nGUILDHALL_LISTENS=:1\nhello\nGUILDHALL_URL=https://b.example\nCOLOUR=red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(config.Sources{File: file})
	for _, want := range []string{":2: \"GUILDHALL_LISTENS\" is no setting: did you mean GUILDHALL_LISTEN?", ":3: this line is no setting", ":4: GUILDHALL_URL stands on line 1 already", ":5: \"COLOUR\" is no setting: see"} {
		if err == nil || !strings.Contains(fault.Say(err), want) {
			t.Errorf("want %q in:\n%v", want, err)
		}
	}
}

func TestAStrangerInTheEnvironmentIsOnlyNamed(t *testing.T) {
	s := load(t, "GUILDHALL_PORT=tcp://10.0.0.1:80", "GUILDHALL_TEST_DATABASE=postgres")
	if got := s.Strangers(); len(got) != 1 || got[0] != "GUILDHALL_PORT" {
		t.Errorf("got %q", got)
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	s := load(t, "GUILDHALL_DATABASE=postgres://ada:swordfish@db/guildhall?sslmode=disable&sslpassword=swordfish", "GUILDHALL_EGRESS_PROXY=http://u:swordfish@proxy:3128")
	if !strings.Contains(s.Database.Postgres, "swordfish") {
		t.Fatal("the store needs the password")
	}
	var text, doc bytes.Buffer
	if err := config.Print(&text, s); err != nil {
		t.Fatal(err)
	}
	if err := config.PrintJSON(&doc, s); err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{text.String(), doc.String()} {
		if strings.Contains(shown, "swordfish") || !strings.Contains(shown, "postgres://ada:hidden@db/guildhall") {
			t.Errorf("shown:\n%s", shown)
		}
	}
	for _, bad := range []string{"GUILDHALL_DATABASE=postgres://ada:swordfish@db", "GUILDHALL_DATABASE=postgres://ada:swordfish%zz@db/x", "GUILDHALL_DATABASE=swordfish", "GUILDHALL_EGRESS_PROXY=http://u:swordfish%@x"} {
		if _, err := config.Load(config.Sources{Environ: []string{bad}}); err == nil || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("an error told a secret: %v", err)
		}
	}
}

func TestWhatIsPrintedCanBeReadBack(t *testing.T) {
	s := load(t, "GUILDHALL_ALLOW_NETS=10.1.0.0/16 fd00::/8,192.0.2.7", "GUILDHALL_FEDERATION=open", "GUILDHALL_APP_PUBLIC=partners", "GUILDHALL_TRUSTED_PROXIES=127.0.0.1", "GUILDHALL_CONTACT=office@example.org", "GUILDHALL_NAME=Acme & Sons = us")
	var first, second bytes.Buffer
	if err := config.Print(&first, s); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c")
	if err := os.WriteFile(file, first.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := config.Load(config.Sources{File: file})
	if err != nil {
		t.Fatal(fault.Say(err))
	}
	if err := config.Print(&second, again); err != nil {
		t.Fatal(err)
	}
	if values(first.String()) != values(second.String()) {
		t.Errorf("printed:\n%s\nread back:\n%s", first.String(), second.String())
	}
	if !again.MayDial(netip.MustParseAddr("::ffff:10.1.2.3")) || again.MayDial(netip.MustParseAddr("10.2.0.1")) || !again.Trusts(netip.MustParseAddr("127.0.0.1")) || again.Trusts(netip.MustParseAddr("127.0.0.2")) {
		t.Error("networks do not hold what they say")
	}
}

func values(text string) string {
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func TestAddressesComeInOneForm(t *testing.T) {
	for told, want := range map[string]string{
		"https://Social.Example:443/": "https://social.example", "https://social.example:8443": "https://social.example:8443",
		"http://acme.localhost:8080": "http://acme.localhost:8080", "http://127.0.0.1:80": "http://127.0.0.1", "https://[::1]:9": "https://[::1]:9",
	} {
		if s := load(t, "GUILDHALL_URL="+told, "GUILDHALL_INSECURE_HTTP=1"); s.URL != want {
			t.Errorf("%s became %s, want %s", told, s.URL, want)
		}
	}
}

func TestFlagsOfSettingsAreTakenFromAnyCommand(t *testing.T) {
	flags, file, rest, err := config.Take([]string{"serve", "--listen", ":9", "--config=x", "--insecure-http", "--json", "--rate-limits=off", "--", "--log", "debug"})
	if err != nil || file != "x" || flags["listen"] != ":9" || flags["insecure-http"] != "on" || flags["rate-limits"] != "off" || len(flags) != 3 || strings.Join(rest, " ") != "serve --json -- --log debug" {
		t.Errorf("%v %q %q %v", flags, file, rest, err)
	}
	if _, _, _, err := config.Take([]string{"serve", "--listen"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a flag without its value: %v", err)
	}
}

func TestPage(t *testing.T) {
	const path = "../docs/settings.md"
	if *update {
		if err := os.WriteFile(path, []byte(config.Page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(path)
	if err != nil || string(page) != config.Page() {
		t.Errorf("%s is not what the table says: run go test ./config -run TestPage -update (%v)", path, err)
	}
	var help bytes.Buffer
	if err := config.Help(&help); err != nil || strings.Count(help.String(), "GUILDHALL_") < len(config.Table()) {
		t.Errorf("help leaves settings out (%v):\n%s", err, help.String())
	}
}

func FuzzLoad(f *testing.F) {
	for _, row := range config.Table() {
		f.Add(row.Name, row.Default)
	}
	f.Add("GUILDHALL_DATABASE", "postgres://a:b@c/d?x=y")
	f.Fuzz(func(t *testing.T, name, text string) {
		if name == "GUILDHALL_CONFIG" {
			return
		}
		s, err := config.Load(config.Sources{Environ: []string{"GUILDHALL_URL=https://a.example", name + "=" + text}})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v", err)
			}
			return
		}
		if _, err := netip.ParseAddrPort(s.Listen); err != nil && !strings.HasPrefix(s.Listen, ":") && !strings.HasPrefix(s.Listen, "localhost:") {
			t.Errorf("listens on %q", s.Listen)
		}
		if !strings.HasPrefix(s.URL, "https://") || strings.Count(s.URL, "/") != 2 {
			t.Errorf("lives at %q", s.URL)
		}
		if err := config.Print(&bytes.Buffer{}, s); err != nil {
			t.Error(err)
		}
	})
}

func FuzzFile(f *testing.F) {
	f.Add("GUILDHALL_URL=https://a.example\n#\nGUILDHALL_LOG='debug'")
	f.Add("\ufeff = \"\nGUILDHALL_LISTEN=\"")
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "c")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Skip(err)
		}
		if _, err := config.Load(config.Sources{File: file}); err != nil && (!fault.Is(err, fault.Invalid) || len(err.Error()) > 8000) {
			t.Errorf("%d bytes: %v", len(err.Error()), err)
		}
	})
}
