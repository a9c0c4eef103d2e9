package door

import (
	"net/http"
	"net/netip"
	"strings"
)

// Address tells where a request comes from. X-Forwarded-For is believed from the right, as far as the proxies named in
// GUILDHALL_TRUSTED_PROXIES wrote it. The zero address means that it cannot be told.
func (d *Door) Address(r *http.Request) netip.Addr {
	at, ok := parseAddr(r.RemoteAddr)
	if !ok {
		return netip.Addr{}
	}
	if !d.trusts(at) {
		return at
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		before, ok := parseAddr(strings.TrimSpace(hops[i]))
		if !ok {
			return at
		}
		if at = before; !d.trusts(at) {
			return at
		}
	}
	return at
}

func (d *Door) trusts(at netip.Addr) bool {
	for _, n := range d.trusted {
		if n.Contains(at) {
			return true
		}
	}
	return false
}

// parseAddr reads an address with or without a port; a mapped IPv4 address is the IPv4 address.
func parseAddr(s string) (netip.Addr, bool) {
	at, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		with, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		at = with.Addr()
	}
	return at.Unmap().WithZone(""), true
}

// Network is what limits count by: an IPv4 address, or the /64 that one IPv6 subscriber has for itself.
func Network(at netip.Addr) string {
	if at.Is6() {
		if n, err := at.Prefix(64); err == nil {
			return n.String()
		}
	}
	return at.String()
}
