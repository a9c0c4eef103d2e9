package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"guildhall/models"
)

// Each reader turns the text of one setting into its value. Its error is the end of a sentence that begins with the
// setting's name: it says what is wrong and what to write, and repeats no value that may hold a password.

// reads makes a reader for a field out of a reader for its type.
func reads[T any](read func(string) (T, error), field func(*Settings) *T) func(*Settings, string) error {
	return func(s *Settings, text string) error {
		value, err := read(text)
		if err == nil {
			*field(s) = value
		}
		return err
	}
}

func readBase(s *Settings, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("is %s, which is no web address: write it like https://social.example.org", quote(text))
	case u.User != nil:
		return errors.New("holds a user name: write only scheme, host and port, like https://social.example.org")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return fmt.Errorf("is %s: it names the whole site, so nothing may follow host and port", quote(text))
	}
	host := models.HostOf(u)
	if host == "" {
		return fmt.Errorf("is %s, whose host cannot be read: write it like https://social.example.org or https://social.example.org:8443", quote(text))
	}
	s.URL = u.Scheme + "://" + string(host)
	return nil
}

func readName(s *Settings, text string) error {
	if utf8.RuneCountInString(text) > 80 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New("is too long or holds line breaks: write a name of up to 80 letters on one line")
	}
	s.Name = text
	return nil
}

func readContact(s *Settings, text string) error {
	u, err := url.Parse(text)
	web := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
	before, after, at := strings.Cut(text, "@")
	mail := at && before != "" && strings.Contains(after, ".") && !strings.ContainsAny(text, " <>\"'/:") && !strings.Contains(after, "@")
	if text != "" && !web && !mail || len(text) > 300 || strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("is %s: write a mail address like office@example.org, or a URL", quote(text))
	}
	s.Contact = text
	return nil
}

func readSwitch(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "on", "true", "yes", "1":
		return true, nil
	case "off", "false", "no", "0":
		return false, nil
	}
	return false, fmt.Errorf("is %s: write on or off", quote(text))
}

func readListen(s *Settings, text string) (err error) {
	s.Listen, err = place(text)
	return err
}

func readListenPeers(s *Settings, text string) (err error) {
	if s.ListenPeers = ""; text != "none" {
		s.ListenPeers, err = place(text)
	}
	return err
}

func readListenMetrics(s *Settings, text string) (err error) {
	if s.ListenMetrics = ""; text != "none" {
		s.ListenMetrics, err = place(text)
	}
	return err
}

// place is an address and port to listen on.
func place(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err == nil && host != "" && host != "localhost" {
		_, err = netip.ParseAddr(host)
	}
	if err != nil {
		return "", fmt.Errorf("is %s: write an address and a port like 127.0.0.1:8080 or [::1]:8080, or the port alone like :8080", quote(text))
	}
	return text, nil
}

func readDatabase(s *Settings, text string) error {
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		switch {
		case path == "" || path == ":memory:" || strings.ContainsRune(path, 0):
			return errors.New("names no file: write sqlite: and a path, like sqlite:/var/lib/guildhall/guildhall.sqlite")
		case strings.HasPrefix(path, "//") || strings.Contains(path, "?"):
			return errors.New("is written as a URL: write sqlite: and a plain path, like sqlite:/var/lib/guildhall/guildhall.sqlite")
		}
		s.Database = Database{SQLite: path}
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("is neither: write sqlite:PATH, or postgres://USER:PASSWORD@HOST/NAME with %-codes for special letters of the password")
	}
	if strings.Trim(u.Path, "/") == "" && u.Query().Get("dbname") == "" {
		return errors.New("names no database: write postgres://USER:PASSWORD@HOST/NAME")
	}
	s.Database = Database{Postgres: text}
	return nil
}

func readData(s *Settings, text string) error {
	if text == "" || strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New("is no path: write the path of a folder, like /var/lib/guildhall")
	}
	s.Data = text
	return nil
}

func readSecret(s *Settings, text string) (err error) {
	s.Secret, err = base64.StdEncoding.DecodeString(text)
	if err != nil || len(s.Secret) != 32 {
		s.Secret = nil
		return errors.New("is no key: write 32 random bytes in base64, as openssl rand -base64 32 prints them")
	}
	return nil
}

// showSecret tells only whether there is one.
func showSecret(s Settings) string {
	if s.Secret == nil {
		return ""
	}
	return "hidden"
}

func readSecretFile(s *Settings, text string) error {
	if text == "none" {
		s.SecretFile = ""
		return nil
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return errors.New("is no path: write the path of a file, like /run/secrets/guildhall")
	}
	s.SecretFile = text
	return nil
}

func readMode(s *Settings, text string) error {
	switch mode := models.Mode(text); mode {
	case models.Allowlist, models.OpenMode:
		s.Federation = mode
		return nil
	}
	return fmt.Errorf("is %s: write allowlist or open", quote(text))
}

// prefixes is a list of networks.
type prefixes []netip.Prefix

// String writes the networks as they are read, or none.
func (p prefixes) String() string {
	if len(p) == 0 {
		return "none"
	}
	var b strings.Builder
	for i, n := range p {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(n.String())
	}
	return b.String()
}

func readNets(text string) (prefixes, error) {
	if text == "none" {
		return nil, nil
	}
	var nets prefixes
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		n, err := netip.ParsePrefix(word)
		if err != nil {
			a, err := netip.ParseAddr(word)
			if err != nil || a.Zone() != "" {
				return nil, fmt.Errorf("holds %s, which is no network: write them like 10.1.0.0/16,fd00::/8", quote(word))
			}
			n = netip.PrefixFrom(a, a.BitLen())
		}
		if n != n.Masked() {
			return nil, fmt.Errorf("holds %s, which has bits beyond its length: write %s, or the address alone", quote(word), n.Masked())
		}
		if !slices.Contains(nets, n) {
			nets = append(nets, n)
		}
	}
	return nets, nil
}

func readProxy(s *Settings, text string) error {
	if text == "none" {
		s.EgressProxy = nil
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("is no forward proxy: write http://HOST:PORT, with USER:PASSWORD@ before the host if it asks for them")
	}
	s.EgressProxy = u
	return nil
}

func showProxy(s Settings) string {
	if s.EgressProxy == nil {
		return "none"
	}
	return s.EgressProxy.String()
}

func readAppPublic(s *Settings, text string) error {
	switch a := AppPublic(text); a {
	case PublicInside, PublicPartners, PublicWorld:
		s.AppPublic = a
		return nil
	}
	return fmt.Errorf("is %s: write inside, partners or world", quote(text))
}

func showAppPublic(s Settings) string {
	if s.AppPublic == FollowsMode {
		return "inside in allowlist mode, world in open mode"
	}
	return string(s.AppPublic)
}

func readLog(s *Settings, text string) error {
	level, form, has := strings.Cut(strings.ToLower(strings.ReplaceAll(text, " ", "")), ",")
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	l, ok := levels[level]
	if !ok || has && form != "json" && form != "text" {
		return fmt.Errorf("is %s: write debug, info, warn or error, and ,json behind it for machines", quote(text))
	}
	s.Log = Log{Level: l, JSON: form == "json"}
	return nil
}

func truth(b bool) string { return strconv.FormatBool(b) }

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

// quote repeats a value in an error, cut to a length that fits a line.
func quote(text string) string {
	if len(text) > 80 {
		text = text[:80] + "..."
	}
	return strconv.Quote(text)
}
