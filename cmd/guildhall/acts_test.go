package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// What each command leaves in the record: the act, or why there is none.
var leaves = map[string]string{
	"serve": "setting.changed", "demo": "none: no installation of yours", "migrate": "none: the schema is the program's", "backup": "none: it changes nothing", "restore": "none: the database that it makes says so itself, by a closure",
	"user create": "account.created", "user list": "none: it reads", "user disable": "account.closed", "user enable": "account.opened", "user password": "account.password", "user erase": "account.erased", "user export": "account.exported",
	"role grant": "role.granted", "role revoke": "role.revoked", "role list": "none: it reads", "token create": "token.created", "community create": "community.founded",
	"community list": "none: it reads", "community show": "none: it reads", "community members": "none: it reads", "community set": "community.changed", "community rehearse": "none: nothing is sent or changed", "community open": "community.turned", "community rest": "community.turned",
	"community wake": "community.turned", "community archive": "community.turned", "community renew": "community.renewed", "community appoint": "community.appointed", "community dismiss": "community.dismissed",
	"community admit": "community.admitted", "community refuse": "community.refused", "community invite": "community.invited", "community uninvite": "community.uninvited", "community flagged": "none: it reads", "community keep": "community.kept",
	"community appeals": "none: it reads", "community answer": "community.upheld",
	"community remove": "community.removed", "community lock": "community.locked", "community ban": "community.banned", "community undo": "community.restored", "community log": "none: it reads",
	"peer allow": "peer.standing", "peer limit": "peer.standing", "peer block": "peer.standing", "peer forget": "peer.forgotten", "peer about": "peer.about", "peer import": "list.applied",
	"peer export": "none: it reads", "peer lists": "none: it reads", "peer list": "none: it reads", "peer show": "none: it reads",
	"policy check": "none: it reads", "policy try": "none: it reads", "policy show": "none: it reads", "policy replay": "none: nothing is sent or changed", "policy activate": "policy.activated", "policy approve": "policy.approved",
	"policy history": "none: it reads", "policy diff": "none: it reads", "policy rollback": "policy.rolled-back", "policy explain": "none: it reads",
	"held list": "none: it reads", "held show": "none: it reads", "held release": "held.released", "held refuse": "held.refused", "held ask": "none: its author's own wish",
	"boundary show": "none: it reads", "boundary close": "boundary.closed", "boundary open": "boundary.opened", "boundary catch-up": "boundary.caught-up",
	"decisions list": "none: it reads", "decisions show": "none: it reads", "decisions acts": "none: it reads", "decisions export": "none: it reads", "decisions verify": "none: it reads",
	"retention show": "none: it reads", "retention preview": "none: it reads", "hold place": "hold.placed", "hold lift": "hold.lifted", "hold list": "none: it reads",
	"keys rotate": "key.rotated", "keys reseal": "key.resealed", "jobs list": "none: it reads", "jobs show": "none: it reads", "jobs retry": "job.retried", "jobs drop": "job.dropped",
	"doctor": "none: it reads", "config": "none: it reads", "version": "none: it reads",
}

func TestEveryCommandThatChangesSomethingStandsInTheRecord(t *testing.T) {
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, leaf := range parser.Model.Leaves(false) {
		name := strings.TrimPrefix(leaf.FullPath(), parser.Model.Name+" ")
		if seen[name] = true; leaves[name] == "" {
			t.Errorf("nobody says what %q leaves in the record: the act, or none with its reason", name)
		}
	}
	for name := range leaves {
		if !seen[name] {
			t.Errorf("there is no command %q any more", name)
		}
	}
	s := newShell(t)
	s.has("ruth", "--role", "admin")
	list, policy := filepath.Join(t.TempDir(), "list.csv"), filepath.Join(t.TempDir(), "policy.yaml")
	for file, text := range map[string]string{list: "bad.example\n", policy: projects} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.has("mira")
	s.does("role", "grant", "mira", "auditor")
	s.does("role", "revoke", "mira", "auditor")
	s.does("user", "export", "mira", "--out", filepath.Join(t.TempDir(), "mira.zip"), "--reason", "She asked.", "--as", "ruth")
	s.does("user", "disable", "mira")
	s.does("user", "enable", "mira")
	s.does("token", "create", "mira", "--scope", "read", "--as", "ruth", "--reason", "For the wall.")
	s.does("community", "create", "welding", "--name", "Welding", "--purpose", "Metal.", "--driver", "mira")
	s.tendsWelding()
	s.does("peer", "allow", "new.example", "--as", "ruth", "--reason", "They ask.")
	s.does("peer", "limit", "new.example")
	s.does("peer", "about", "new.example", "--owner", "mira", "--as", "ruth")
	s.does("peer", "forget", "new.example", "--as", "ruth", "--reason", "They left.")
	s.does("peer", "import", list, "--block", "--apply", "--as", "ruth")
	s.does("policy", "replay", policy)
	s.does("policy", "activate", policy, "--reason", "Names.", "--as", "ruth")
	s.does("policy", "rollback", "--reason", "Enough.", "--as", "ruth")
	s.does("boundary", "close", "--reason", "A fire.", "--as", "ruth")
	s.does("boundary", "open", "--reason", "It is out.", "--as", "ruth")
	s.does("keys", "rotate", "mira", "--as", "ruth", "--reason", "She lost a backup.")
	s.does("keys", "reseal")
	hold := tells[holdWords](s, "hold", "place", "account", "mira", "--as", "ruth", "--reason", "Case 7.")
	s.does("hold", "lift", hold.ID, "--as", "ruth", "--reason", "It is closed.")
	s.has("paul")
	s.does("user", "erase", "paul", "--posts", "remove", "--as", "ruth", "--reason", "He asked for it.")
	s.env = append(s.env, "GUILDHALL_KEEP_TEXTS=7")
	s.serves()
	acts := tells[[]acted](s, "decisions", "acts", "--limit", "200")
	for _, want := range []acted{{Verb: "peer.standing", By: "@ruth@acme.example", What: "new.example", Before: "open", After: "allowed", Reason: "They ask."}, {Verb: "peer.standing", By: "the command line", What: "new.example", Before: "allowed", After: "limited"},
		{Verb: "setting.changed", By: "the command line", What: "GUILDHALL_KEEP_TEXTS", Before: "30", After: "7", Reason: "So it was at the start, from environment."},
		{Verb: "community.turned", By: "the command line", What: "@welding@acme.example", Before: "draft", After: "live"},
		{Verb: "boundary.closed", By: "@ruth@acme.example", What: "federation", Before: "open", After: "closed", Reason: "A fire."}} {
		if !slices.ContainsFunc(acts, func(a acted) bool { a.ID, a.At = "", ""; return a == want }) {
			t.Errorf("the record lacks %+v: %+v", want, acts)
		}
	}
	for name, verb := range leaves {
		later := []string{"held.released", "held.refused", "policy.approved", "boundary.caught-up", "job.retried", "job.dropped", "account.password", "community.kept", "community.upheld", "community.removed", "community.locked", "community.banned", "community.restored"} // stories of their own
		if !strings.HasPrefix(verb, "none: ") && !slices.Contains(later, verb) && !slices.ContainsFunc(acts, func(a acted) bool { return a.Verb == verb }) {
			t.Errorf("%s left no %s in the record", name, verb)
		}
	}
	s.does("decisions", "verify")
}
