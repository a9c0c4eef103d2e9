package models

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ErrHost says that a string is not a host name or address with an optional port.
var ErrHost = errors.New("not a host name: write it like example.org or example.org:8443")

// ToASCII turns an international host name into its ASCII form (IDNA 2008). The assembling package sets it once, so
// that this package needs no library; without it only ASCII names are accepted.
var ToASCII func(string) (string, error)

// NormalHost brings a host, with or without port, into the one form that peers are compared in: lower case, IDNA, no
// trailing dot, IPv6 in brackets. It refuses schemes, paths, user names and empty labels with ErrHost.
func NormalHost(s string) (Host, error) {
	name, port := strings.TrimSpace(s), ""
	if strings.HasPrefix(name, "[") {
		end := strings.IndexByte(name, ']')
		if end < 0 {
			return "", ErrHost
		}
		name, port = name[1:end], name[end+1:]
		if port != "" && !strings.HasPrefix(port, ":") {
			return "", ErrHost
		}
		port = strings.TrimPrefix(port, ":")
		addr, err := netip.ParseAddr(name)
		if err != nil || !addr.Is6() || addr.Zone() != "" {
			return "", ErrHost
		}
		name = "[" + addr.String() + "]"
	} else {
		name, port, _ = strings.Cut(name, ":")
		name = strings.TrimSuffix(strings.ToLower(name), ".")
		if !ascii(name) {
			if ToASCII == nil {
				return "", ErrHost
			}
			a, err := ToASCII(name)
			if err != nil {
				return "", ErrHost
			}
			name = strings.ToLower(a)
		}
		if !labels(name) {
			return "", ErrHost
		}
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return "", ErrHost
		}
		return Host(name + ":" + strconv.FormatUint(n, 10)), nil
	}
	return Host(name), nil
}

// Above lists the servers that a host is a subdomain of, the nearest first: those with at least one dot and the same port.
// Addresses have none.
func (h Host) Above() []Host {
	if strings.HasPrefix(string(h), "[") {
		return nil
	}
	name, port, _ := strings.Cut(string(h), ":")
	if _, err := netip.ParseAddr(name); err == nil {
		return nil
	}
	if port != "" {
		port = ":" + port
	}
	var out []Host
	for {
		_, rest, more := strings.Cut(name, ".")
		if !more || !strings.Contains(rest, ".") {
			return out
		}
		name = rest
		out = append(out, Host(name+port))
	}
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func labels(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for _, label := range strings.Split(name, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for i := 0; i < len(label); i++ {
			c := label[i]
			if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
				return false
			}
		}
	}
	return true
}
