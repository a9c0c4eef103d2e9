package models

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ID numbers a row. IDs rise with time (milliseconds since 1970 shifted left by 16 bits) and are seen by client apps as
// decimal strings; they never appear on the wire between servers.
type ID int64

// String gives the decimal form used by the client API.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// ParseID reads the decimal form; anything else gives 0, which no row has.
func ParseID(s string) ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return ID(n)
}

// IDAt is the smallest ID of a moment.
func IDAt(t Time) ID { return ID(int64(t) << 16) }

// Time is a moment in milliseconds since 1970 UTC; 0 means never.
type Time int64

// At converts a moment of the Go clock.
func At(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMilli())
}

// Go gives the moment as time.Time in UTC; the zero time for never.
func (t Time) Go() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t)).UTC()
}

// IRI is the id of an ActivityPub object or actor: an absolute http(s) URL, compared byte by byte.
type IRI string

// Host is the peer that an IRI belongs to: host and port after IDNA in lower case, without a default port or a trailing
// dot. It is empty when the IRI is not an absolute http(s) URL, or carries user information.
func (i IRI) Host() Host {
	u, err := url.Parse(string(i))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil {
		return ""
	}
	return HostOf(u)
}

// Host names a peer: host and port of an actor's id in exact form. Never a handle's domain, never a substring.
type Host string

// Web stands for whoever has no session, token or accepted signature.
const Web Host = "web"

// HostOf takes the peer out of a parsed URL.
func HostOf(u *url.URL) Host {
	h, err := NormalHost(u.Host)
	if err != nil {
		return ""
	}
	name, port, found := strings.Cut(string(h), ":")
	if strings.HasPrefix(string(h), "[") {
		end := strings.IndexByte(string(h), ']')
		name, port = string(h)[:end+1], strings.TrimPrefix(string(h)[end+1:], ":")
		found = port != ""
	}
	if found && ((u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80")) {
		return Host(name)
	}
	return h
}

// Handle is the name part of an address: ada in @ada@acme.example. Lower case for our own.
type Handle string
