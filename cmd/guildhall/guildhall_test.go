package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"guildhall/store/storetest"
)

// TestMain lets the tests start this very program as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("GUILDHALL_TEST_RUN_MAIN") != "" {
		main()
	}
	os.Exit(m.Run())
}

const secret = "correct horse battery"

// shell is somebody at a prompt, with an installation of their own.
type shell struct {
	t   *testing.T
	env []string
}

func newShell(t *testing.T) *shell {
	return &shell{t, []string{"GUILDHALL_URL=https://acme.example", "GUILDHALL_DATA=" + t.TempDir(), "GUILDHALL_DATABASE=" + storetest.DSN(t)}}
}

// gives runs one command and wants this exit code; it gives what stood on standard output and on standard error.
func (s *shell) gives(code int, args ...string) (out, errs string) {
	s.t.Helper()
	return s.reads("", code, args...)
}

func (s *shell) reads(in string, code int, args ...string) (out, errs string) {
	s.t.Helper()
	var o, e bytes.Buffer
	if got := run(context.Background(), args, s.env, strings.NewReader(in), &o, &e); got != code {
		s.t.Fatalf("guildhall %s\nended with %d, want %d; it said:\n%s%s", strings.Join(args, " "), got, code, o.String(), e.String())
	}
	return o.String(), e.String()
}

// does runs one command that works and says nothing on standard error.
func (s *shell) does(args ...string) string {
	s.t.Helper()
	out, errs := s.gives(done, args...)
	if errs != "" {
		s.t.Errorf("guildhall %s\nsaid on standard error: %s", strings.Join(args, " "), errs)
	}
	return out
}

// tells runs one command with --json and reads its answer.
func tells[T any](s *shell, args ...string) (answer T) {
	s.t.Helper()
	out := s.does(append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		s.t.Fatalf("guildhall %s --json\nis no JSON (%v):\n%s", strings.Join(args, " "), err, out)
	}
	return answer
}

func (s *shell) has(person string, more ...string) {
	s.t.Helper()
	s.does(append([]string{"user", "create", person, "--email", person + "@acme.example", "--password", secret}, more...)...)
}

func TestEveryCommandHasHelpWithAnExampleAndExitCodes(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("guildhall"))
	if err != nil {
		t.Fatal(err)
	}
	nobody := &shell{t, nil} // help needs no settings
	leaves := parser.Model.Leaves(false)
	if len(leaves) < 20 {
		t.Fatalf("only %d commands were found", len(leaves))
	}
	for _, leaf := range leaves {
		name := leaf.Name
		for up := leaf.Parent; up.Type == kong.CommandNode; up = up.Parent {
			name = up.Name + " " + name
		}
		out := nobody.does(append(strings.Fields(name), "--help")...)
		example := slices.ContainsFunc(strings.Split(out, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "    ") && strings.Contains(line+" ", "guildhall "+name+" ")
		})
		if !strings.HasPrefix(out, "Usage: guildhall "+name) || !example || !strings.Contains(out, codes) || !strings.Contains(out, "--database") {
			t.Errorf("the help of %s lacks its usage, an example, the exit codes or the settings:\n%s", name, out)
		}
		if runsOn := name == "serve" || name == "demo"; !runsOn && !strings.Contains(out, "--json") {
			t.Errorf("%s has no answer for programs", name)
		}
		if again := nobody.does(append([]string{"help"}, strings.Fields(name)...)...); again != out {
			t.Errorf("guildhall help %s says something else", name)
		}
	}
	out, _ := nobody.gives(wrong)
	if whole := nobody.does("--help"); out != whole || !strings.Contains(whole, "GUILDHALL_TRUSTED_PROXIES") || !strings.Contains(whole, "peer allow") {
		t.Errorf("the first help lacks commands or settings:\n%s", whole)
	}
}

func TestVersionAndConfigOpenNoDatabase(t *testing.T) {
	s := newShell(t)
	folder := filepath.Join(t.TempDir(), "not-there")
	s.env = []string{"GUILDHALL_URL=https://acme.example", "GUILDHALL_DATA=" + folder, "GUILDHALL_EGRESS_PROXY=http://u:swordfish@proxy:3128", "GUILDHALL_COLOUR=red"}
	if out := (&shell{t, nil}).does("version"); !strings.HasPrefix(out, "guildhall ") || strings.Count(out, "\n") != 1 {
		t.Errorf("version says %q", out)
	}
	if v := tells[map[string]string](&shell{t, nil}, "version"); v["version"] == "" || v["go"] == "" {
		t.Errorf("version says %v", v)
	}
	out, errs := s.gives(done, "config")
	if !strings.Contains(out, "GUILDHALL_URL=https://acme.example\n") || strings.Contains(out+errs, "swordfish") || !strings.Contains(errs, "GUILDHALL_COLOUR") {
		t.Errorf("config says:\n%s%s", out, errs)
	}
	out, _ = s.gives(done, "config", "--json")
	var rows []map[string]string
	if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) < 10 {
		t.Errorf("config --json says:\n%s", out)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Error("looking at the settings made the folder of files")
	}
}

func TestSettingsStandBeforeOrBehindACommand(t *testing.T) {
	s := newShell(t)
	for _, args := range [][]string{{"--name", "x"}, {"--organisation=Acme Ltd", "config"}, {"config", "--organisation", "Acme Ltd"}} {
		code := done
		if args[0] == "--name" {
			code = wrong
		}
		out, _ := s.gives(code, args...)
		if code == done && !strings.Contains(out, "# --organisation\nGUILDHALL_NAME=Acme Ltd\n") {
			t.Errorf("guildhall %q says:\n%s", args, out)
		}
	}
	file := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(file, []byte("GUILDHALL_LISTEN=:9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := s.does("--config", file, "config"); !strings.Contains(out, file+":1\nGUILDHALL_LISTEN=:9\n") {
		t.Errorf("the file does not count:\n%s", out)
	}
}

func TestPeopleComeAndGo(t *testing.T) {
	s := newShell(t)
	s.does("migrate")
	if kind := tells[map[string]string](s, "migrate")["database"]; kind != "sqlite" && kind != "postgres" {
		t.Errorf("migrate tells of a %s database", kind)
	}
	if out := s.does("user", "create", "ada", "--email", "Ada@acme.example", "--password", secret, "--role", "admin", "--role", "auditor", "--name", "Ada Lovelace"); out != "Created @ada@acme.example: https://acme.example/@ada\n" {
		t.Errorf("user create says %q", out)
	}
	out, _ := s.reads(secret+"\r\nnot this\n", done, "user", "create", "@bob", "--email", "bob@acme.example", "--password", "-", "--locked", "--json")
	var bob person
	if err := json.Unmarshal([]byte(out), &bob); err != nil || bob.Name != "bob" || !bob.Locked || len(bob.Roles) != 0 {
		t.Errorf("bob is %+v (%v)", bob, err)
	}
	people := tells[[]person](s, "user", "list")
	if len(people) != 2 || people[0].Name != "bob" || people[1].Email != "ada@acme.example" || len(people[1].Roles) != 2 || people[1].Locked {
		t.Errorf("the list is %+v", people)
	}
	if out := s.does("user", "list"); !strings.HasPrefix(out, "NAME") || strings.Count(out, "\n") != 3 {
		t.Errorf("the list is\n%s", out)
	}
	s.does("user", "disable", "bob")
	if p := tells[[]person](s, "user", "list")[0]; !p.Disabled {
		t.Error("bob is still there")
	}
	s.gives(failed, "token", "create", "bob", "--scope", "read")
	s.does("user", "enable", "@bob")
	s.does("token", "create", "bob", "--scope", "read")
	s.reads("another good password", done, "user", "password", "bob", "--password", "-")
	if p := tells[person](s, "user", "password", "bob", "--password", secret+" two"); p.Name != "bob" {
		t.Errorf("user password tells of %+v", p)
	}
}

func TestRolesAreGrantedForATime(t *testing.T) {
	s := newShell(t)
	s.has("ada", "--role", "admin")
	s.has("bob")
	if out := s.does("role", "grant", "bob", "reviewer", "--until", "2127-01-31"); out != "@bob is reviewer until 2127-02-01T00:00:00Z.\n" {
		t.Errorf("the last day counts as a whole, but role grant says %q", out)
	}
	s.does("role", "grant", "bob", "moderator", "--until", "2127-01-31T12:00:00+02:00")
	s.does("role", "grant", "bob", "auditor")
	got := tells[[]granted](s, "role", "list", "bob")
	if len(got) != 3 || got[0].Role != "auditor" || got[0].Until != "" || got[1].Until != "2127-01-31T10:00:00Z" || got[2].Expired {
		t.Errorf("bob holds %+v", got)
	}
	if all := tells[[]granted](s, "role", "list"); len(all) != 4 {
		t.Errorf("in all there are %+v", all)
	}
	if p := tells[person](s, "role", "revoke", "bob", "auditor"); slices.Contains(p.Roles, "auditor") || len(p.Roles) != 2 {
		t.Errorf("bob still holds %v", p.Roles)
	}
	s.gives(absent, "role", "revoke", "bob", "auditor")
	s.gives(failed, "role", "revoke", "ada", "admin")
	s.gives(failed, "user", "disable", "ada")
	if out := s.does("role", "list", "ada"); !strings.Contains(out, "admin") || strings.Contains(out, "bob") {
		t.Errorf("ada's roles are\n%s", out)
	}
}

func TestATokenStandsAloneOnStandardOutput(t *testing.T) {
	s := newShell(t)
	s.has("ada", "--role", "admin")
	s.has("bob")
	out := s.does("token", "create", "bob", "--scope", "read write follow push")
	if token := strings.TrimSuffix(out, "\n"); len(token) < 32 || strings.ContainsAny(token, " \n:") {
		t.Errorf("the token is %q", out)
	}
	if got := tells[map[string]string](s, "token", "create", "ada", "--scope", "read admin:read", "--for", "a script"); got["token"] == "" || got["scope"] != "read admin:read" {
		t.Errorf("token create tells %v", got)
	}
	s.gives(failed, "token", "create", "bob", "--scope", "read admin:read")
}

func TestACommunityIsFounded(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	if out := s.does("community", "create", "welding", "--name", "Welding", "--purpose", "How we join metal.", "--driver", "ada"); out != "Founded @welding@acme.example as a draft. Who drives it fills in the rest and opens it: https://acme.example/@welding/tend\n" {
		t.Errorf("community create says %q", out)
	}
	if got := tells[tended](s, "community", "create", "soldering", "--purpose", "Small metal.", "--driver", "@ada"); got.Address != "@soldering@acme.example" {
		t.Errorf("community create tells %+v", got)
	}
	s.gives(failed, "community", "create", "ada", "--purpose", "A taken name.", "--driver", "ada")
	s.gives(absent, "community", "create", "brazing", "--purpose", "No driver.", "--driver", "zoe")
}

func TestPeersStandAsTheAdministratorSays(t *testing.T) {
	s := newShell(t)
	for _, c := range []struct {
		args           []string
		host, standing string
	}{
		{[]string{"allow", "GUILD.example."}, "guild.example", "allowed"},
		{[]string{"allow", "guild.example:443", "--partner"}, "guild.example", "partner"},
		{[]string{"limit", "north.example:8443"}, "north.example:8443", "limited"},
		{[]string{"block", "Müller.example"}, "xn--mller-kva.example", "blocked"},
		{[]string{"allow", "[2001:DB8::1]:8080"}, "[2001:db8::1]:8080", "allowed"},
	} {
		if p := tells[peerWords](s, append([]string{"peer"}, c.args...)...); string(p.Domain) != c.host || string(p.Standing) != c.standing {
			t.Errorf("peer %q makes %s %s, want %s %s", c.args, p.Domain, p.Standing, c.host, c.standing)
		}
	}
	if out := s.does("peer", "block", "bad.example"); out != "bad.example is blocked: nothing crosses but withdrawals.\n" {
		t.Errorf("peer block says %q", out)
	}
	if all := tells[[]peerWords](s, "peer", "list"); len(all) != 5 {
		t.Errorf("known are %+v", all)
	}
	if blocked := tells[[]peerWords](s, "peer", "list", "--standing", "blocked"); len(blocked) != 2 || blocked[0].Domain != "bad.example" {
		t.Errorf("blocked are %+v", blocked)
	}
	shown := s.does("peer", "show", "guild.example")
	if !strings.Contains(shown, "guild.example") || !strings.Contains(shown, "Partner since") {
		t.Errorf("peer show says:\n%s", shown)
	}
	if p := tells[map[string]any](s, "peer", "show", "guild.example"); p["partner_since"] == nil || p["counts"] == nil || p["stopped"] == nil {
		t.Errorf("peer show tells %v", p)
	}
	s.does("peer", "forget", "bad.example")
	s.gives(absent, "peer", "show", "bad.example")
	s.gives(absent, "peer", "forget", "bad.example")
}

func TestWhatGoesWrongIsToldInOneLineWithItsMend(t *testing.T) {
	s := newShell(t)
	s.has("ada", "--role", "admin")
	broken := filepath.Join(t.TempDir(), "broken")
	if err := os.WriteFile(broken, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	create := func(more ...string) []string { return append([]string{"user", "create"}, more...) }
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"user"}, wrong, "guildhall user --help"},
		{[]string{"user", "creat"}, wrong, `did you mean "create"? See: guildhall user --help`},
		{[]string{"--colour"}, wrong, "Unknown flag --colour. See: guildhall --help"},
		{[]string{"user", "list", "--listen"}, wrong, "--listen needs a value"},
		{[]string{"user", "list", "--database", "mysql:x"}, wrong, "write sqlite:PATH"},
		{[]string{"user", "list", "--database", "sqlite:" + broken}, failed, "check that GUILDHALL_DATABASE is an SQLite file"},
		{[]string{"serve", "--listen", "here"}, wrong, "GUILDHALL_LISTEN (--listen)"},
		{create("bob"), wrong, "Missing flags: --email=E, --password=P."},
		{create("Bob Builder", "--email", "b@acme.example", "--password", secret), wrong, "1 to 30 of a to z, 0 to 9 and _"},
		{create("bob", "--email", "none", "--password", secret), wrong, "Write it like ada@example.org"},
		{create("bob", "--email", "b@acme.example", "--password", "short"), wrong, "at least 12 characters"},
		{create("bob", "--email", "b@acme.example", "--password", "-"), wrong, "Standard input holds no password"},
		{create("bob", "--email", "b@acme.example", "--password", secret, "--role", "king"), wrong, "There is no role king. The roles are admin,"},
		{create("ada", "--email", "b@acme.example", "--password", secret), failed, "@ada is taken"},
		{create("bob", "--email", "ada@acme.example", "--password", secret), failed, "an account with this mail address already"},
		{[]string{"user", "disable", "zoe"}, absent, "Nobody here is called zoe. List the people with: guildhall user list"},
		{[]string{"user", "password", "zoe", "--password", secret}, absent, "Nobody here is called zoe"},
		{[]string{"user", "disable", "ada"}, failed, "the last administrator"},
		{[]string{"role", "grant", "ada", "king"}, wrong, "There is no role king"},
		{[]string{"role", "grant", "ada", "auditor", "--until", "soon"}, wrong, "write it like 2027-01-31"},
		{[]string{"role", "grant", "ada", "auditor", "--until", "2020-01-01"}, wrong, "lies in the future"},
		{[]string{"role", "list", "zoe"}, absent, "Nobody here is called zoe"},
		{[]string{"token", "create", "ada", "--scope", "everything"}, wrong, "There is no scope everything"},
		{[]string{"token", "create", "zoe", "--scope", "read"}, absent, "Nobody here is called zoe"},
		{[]string{"peer", "allow", "https://guild.example/"}, wrong, "write it like example.org"},
		{[]string{"peer", "allow", "acme.example"}, wrong, "Name another server"},
		{[]string{"peer", "block", "web"}, wrong, "Name another server"},
		{[]string{"peer", "list", "--standing"}, wrong, "guildhall: --standing needs a value. See: guildhall peer list --help"},
		{[]string{"user", "create", "bob", "--email", "--password", secret}, wrong, "--email needs a value."},
		{[]string{"peer", "list", "--standing", "friend"}, wrong, "--standing must be one of"},
		{[]string{"policy", "explain", "--post", "https://acme.example/posts/none", "--peer", "guild.example"}, absent, "There is no post of ours at this address"},
		{[]string{"policy", "explain", "--post", "x", "--peer", "acme.example"}, wrong, "Name another server"},
	} {
		out, errs := s.gives(c.code, c.args...)
		if out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "guildhall: ") || !strings.Contains(errs, c.want) {
			t.Errorf("guildhall %q said, beside %q:\n%s", c.args, out, errs)
		}
	}
	if people := tells[[]person](s, "user", "list"); len(people) != 1 {
		t.Errorf("a refusal left somebody behind: %+v", people)
	}
	nowhere := &shell{t, []string{"GUILDHALL_LOG=loud"}}
	if _, errs := nowhere.gives(wrong, "user", "list"); strings.Count(errs, "guildhall: GUILDHALL_") != 2 {
		t.Errorf("each setting at fault has its line, but it says:\n%s", errs)
	}
}
