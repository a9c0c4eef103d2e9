// Package egress makes the one way out: an http.RoundTripper that dials public addresses only.
//
// Names of other servers come from strangers, so they may lead anywhere. Each address is judged when it is really
// dialled, after DNS, so that a name which changes its mind, an odd spelling or a mapped address gains nothing. Special
// networks are refused, and so are ports other than 80 and 443, unless the operator named the network
// (GUILDHALL_ALLOW_NETS). Plain http needs both that and GUILDHALL_INSECURE_HTTP. Names under localhost are loopback
// without asking DNS, and loopback must be named like any network.
//
// With a forward proxy (GUILDHALL_EGRESS_PROXY) the addresses are looked up and judged here first. For https the tunnel
// is asked for by the judged address, so the proxy has nothing to look up; plain http names the host, and every address
// of it must be permitted. Proxies of the environment are ignored.
//
// Nothing is followed, retried or signed here, and no cookie is kept: a redirect is an answer, and its reader asks the
// gate again.
package egress
