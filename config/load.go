package config

import (
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// Sources are the places that settings are told in; later fields win over earlier ones.
type Sources struct {
	File    string            // path of a file of settings; empty for the one that GUILDHALL_CONFIG names, if any
	Environ []string          // NAME=VALUE, as from os.Environ; an empty value counts as not told
	Flags   map[string]string // flag without dashes -> value
}

// Load lays the sources over the defaults and checks the whole. Its one error (Invalid) has a line for each setting at
// fault: where the value came from, what is wrong, and what to write. It repeats no password.
func Load(from Sources) (Settings, error) {
	s := Settings{
		Listen: ":8080", Data: "./data", Federation: models.Allowlist, RateLimits: true, PublicPages: true, MediaFile: 40_000_000, MediaQuota: 5_000_000_000, MediaCache: 10_000_000_000, Cache: 64_000_000, MediaDays: 30, HeldDays: 30, KeepTexts: 30, KeepRecords: 400,
		KeepNotices: 400, KeepInbox: 30, KeepJobs: 30, KeepAskings: 90, PolicyPersons: 1,
		origins: map[string]string{},
	}
	told, faults := from.gather(&s)
	for _, row := range table {
		word, ok := told[row.Name]
		if !ok {
			continue
		}
		if err := row.read(&s, word.text); err != nil {
			faults = append(faults, fmt.Sprintf("%s (%s) %v.", row.Name, word.origin, err))
			continue
		}
		s.origins[row.Name] = word.origin
	}
	if _, ok := told["GUILDHALL_URL"]; !ok {
		faults = append(faults, "GUILDHALL_URL is not set: write the public address of this installation, like https://social.example.org.")
	}
	if strings.HasPrefix(s.URL, "http://") && !s.InsecureHTTP {
		faults = append(faults, "GUILDHALL_URL begins with http://: write https://, or set GUILDHALL_INSECURE_HTTP=true for a test or a closed network.")
	}
	if s.Secret != nil && s.SecretFile != "" {
		faults = append(faults, "GUILDHALL_SECRET and GUILDHALL_SECRET_FILE are both set: give the sealing key in one of them.")
	}
	if s.ListenPeers != "" && s.ListenPeers == s.Listen {
		faults = append(faults, "GUILDHALL_LISTEN_PEERS and GUILDHALL_LISTEN are the same address: give other servers one of their own.")
	}
	for _, n := range s.TrustedProxies {
		if n.Bits() == 0 {
			faults = append(faults, fmt.Sprintf("GUILDHALL_TRUSTED_PROXIES trusts every address (%s), so anyone could forge theirs: write the networks of your proxy only.", n))
		}
	}
	if slices.ContainsFunc(s.AllowNets, func(n netip.Prefix) bool { return n.Bits() == 0 }) {
		faults = append(faults, "GUILDHALL_ALLOW_NETS opens every address, so any post could make the server ask your private network: write the networks of your peers only.")
	}
	if len(faults) > 0 {
		return Settings{}, fault.New(fault.Invalid, "config.Load", strings.Join(faults, "\n"))
	}
	s.settle()
	return s, nil
}

// word is the text of one setting and where it was told.
type word struct{ text, origin string }

// gather reads the sources in their order, and complains about names that no setting has.
func (from Sources) gather(s *Settings) (told map[string]word, faults []string) {
	told = map[string]word{}
	env := map[string]string{}
	for _, pair := range from.Environ {
		name, text, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "GUILDHALL_") || strings.HasPrefix(name, "GUILDHALL_TEST_") {
			continue
		}
		if _, known := Named(name); !known {
			s.strangers = append(s.strangers, name)
		} else if text = strings.TrimSpace(text); text != "" {
			env[name] = text
		}
	}
	slices.Sort(s.strangers)
	path := from.File
	if path == "" {
		path = env[fileSetting.Name]
	}
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s names %q, which cannot be read: check the path and who may read it.", fileSetting.Name, path))
		}
		lines, slips := parseFile(string(text))
		for _, slip := range slips {
			faults = append(faults, path+slip)
		}
		for _, line := range lines {
			told[line.name] = word{line.text, fmt.Sprintf("%s:%d", path, line.number)}
		}
	}
	for name, text := range env {
		told[name] = word{text, "environment"}
	}
	for _, flag := range slices.Sorted(maps.Keys(from.Flags)) {
		i := slices.IndexFunc(table, func(row Setting) bool { return row.Flag == flag })
		if i < 0 {
			faults = append(faults, fmt.Sprintf("--%s is no setting: see docs/settings.md.", flag))
			continue
		}
		told[table[i].Name] = word{strings.TrimSpace(from.Flags[flag]), "--" + flag}
	}
	delete(told, fileSetting.Name)
	return told, faults
}

// line is one NAME=VALUE of a file.
type line struct {
	name, text string
	number     int
}

// parseFile reads NAME=VALUE lines. Empty lines and lines that begin with # say nothing; a value may stand in one pair
// of single or double quotes. Unknown names, repeated ones and anything else are slips, told with their line.
func parseFile(text string) (lines []line, slips []string) {
	slip := func(n int, format string, args ...any) {
		if len(slips) < 20 {
			slips = append(slips, fmt.Sprintf(":%d: ", n)+fmt.Sprintf(format, args...))
		}
	}
	seen := map[string]int{}
	for i, raw := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		n := i + 1
		raw = strings.TrimSpace(raw)
		if raw == "" || raw[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(raw, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok {
			slip(n, "this line is no setting: write NAME=VALUE.")
			continue
		}
		if _, known := Named(name); !known || name == fileSetting.Name {
			if near := nearest(name); near != "" && near != fileSetting.Name {
				slip(n, "%s is no setting: did you mean %s?", quote(name), near)
			} else {
				slip(n, "%s is no setting: see docs/settings.md.", quote(name))
			}
			continue
		}
		if before, twice := seen[name]; twice {
			slip(n, "%s stands on line %d already: keep one.", name, before)
			continue
		}
		seen[name] = n
		if len(value) >= 2 && (value[0] == '"' || value[0] == '\'') && value[len(value)-1] == value[0] {
			value = value[1 : len(value)-1]
		}
		if value != "" {
			lines = append(lines, line{name, value, n})
		}
	}
	return lines, slips
}

// Take takes the flags of settings out of a command line, wherever they stand before a lone "--": --flag value,
// --flag=value, and the bare flag for a switch. What is left goes to the command. file is the value of --config.
func Take(args []string) (flags map[string]string, file string, rest []string, err error) {
	flags = map[string]string{}
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return flags, file, append(rest, args[i:]...), nil
		}
		name, value, has := strings.Cut(strings.TrimPrefix(args[i], "--"), "=")
		row, ok := flagged(name)
		if !ok || !strings.HasPrefix(args[i], "--") {
			rest = append(rest, args[i])
			continue
		}
		switch {
		case has:
		case row.bare:
			value = "on"
		case i+1 < len(args):
			i++
			value = args[i]
		default:
			return nil, "", nil, fault.New(fault.Invalid, "config.Take", fmt.Sprintf("--%s needs a value: %s.", name, row.Shape))
		}
		if row.Name == fileSetting.Name {
			file = value
		} else {
			flags[name] = value
		}
	}
	return flags, file, rest, nil
}

func flagged(flag string) (Setting, bool) {
	for _, s := range Table() {
		if s.Flag == flag {
			return s, true
		}
	}
	return Setting{}, false
}
