package egress

import (
	"net/netip"
	"strings"
	"syscall"

	"guildhall/fault"
)

// special lists the networks that are not the public internet (IANA special-purpose registries, multicast, and the
// ranges that wrap an IPv4 address).
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4",
	"::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
	"3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// judge says which addresses may be dialled.
type judge struct {
	allow []netip.Prefix // networks that the operator named
	plain bool           // the request is http without TLS: only those networks
}

// address judges one address and port, as they are dialled. An error is of kind Forbidden.
func (j judge) address(to netip.AddrPort) error {
	ip := to.Addr().Unmap().WithZone("")
	if !ip.IsValid() {
		return forbidden("The address cannot be read.")
	}
	if within(ip, j.allow) {
		return nil
	}
	if j.plain {
		return forbidden("Plain http is permitted only to networks in GUILDHALL_ALLOW_NETS. Use https.")
	}
	if to.Port() != 443 && to.Port() != 80 {
		return forbidden("Ports other than 443 and 80 are reached only on networks in GUILDHALL_ALLOW_NETS.")
	}
	if within(ip, special) {
		return forbidden("The name leads to a private or special network. Networks of your own go into GUILDHALL_ALLOW_NETS.")
	}
	return nil
}

// control is the hook of the dialler: it sees the address that the system is about to connect to, and no name.
func (j judge) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return forbidden("Only TCP connections leave this server.")
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return forbidden("The address cannot be read.")
	}
	return j.address(to)
}

func within(ip netip.Addr, nets []netip.Prefix) bool {
	for _, n := range nets {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// local tells whether a name is localhost or lies under it.
func local(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// odd tells whether a name would be read as a number by some resolvers (2130706433, 0x7f.1, 127.1): its last label is a
// number, but the whole is no address in its usual spelling.
func odd(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return false
	}
	last := strings.TrimSuffix(name, ".")
	last = strings.ToLower(last[strings.LastIndexByte(last, '.')+1:])
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}

func forbidden(sentence string) *fault.Fault {
	return fault.New(fault.Forbidden, "egress.Dial", sentence)
}
