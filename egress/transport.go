package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"guildhall/fault"
)

const (
	connectTime = 5 * time.Second // for DNS and TCP, and as long again for TLS
	headerTime  = 8 * time.Second // from the end of the request to the answer's headers
	idleTime    = 90 * time.Second
	perHost     = 4 // connections to one host
	perHostIdle = 2
	idleTotal   = 200
	headBytes   = 64 << 10 // of an answer's headers
)

// Options say where the way out may lead.
type Options struct {
	AllowNets    []netip.Prefix // networks that may be reached although they are special, on any port
	Proxy        *url.URL       // one forward proxy, http or https; nil for none
	InsecureHTTP bool           // plain http is permitted within AllowNets
	Log          *slog.Logger   // hears of each refusal; nil for silence
	Resolver     *net.Resolver  // nil for the system's
	Roots        *x509.CertPool // authorities that are trusted; nil for the system's
}

// New makes the guarded way out. It follows no redirect, keeps no cookie and unpacks no compression. Refusals are errors
// of kind Forbidden, all other failures of kind Unreachable. A proxy that is neither http nor https is of kind Invalid.
func New(o Options) (http.RoundTripper, error) {
	if o.Proxy != nil && (o.Proxy.Host == "" || o.Proxy.Scheme != "http" && o.Proxy.Scheme != "https") {
		return nil, fault.New(fault.Invalid, "egress.New", "GUILDHALL_EGRESS_PROXY must look like http://proxy.example:3128.")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	nets := make([]netip.Prefix, 0, len(o.AllowNets))
	for _, n := range o.AllowNets {
		if n.Addr().Is4In6() && n.Bits() >= 96 { // ::ffff:10.0.0.0/104 means 10.0.0.0/8
			n = netip.PrefixFrom(n.Addr().Unmap(), n.Bits()-96)
		}
		nets = append(nets, n.Masked())
	}
	t := &transport{log: o.Log}
	t.secure = newTransport(o, &dialler{judge: judge{allow: nets}, resolver: o.Resolver, proxy: o.Proxy, roots: o.Roots})
	if o.InsecureHTTP {
		d := &dialler{judge: judge{allow: nets, plain: true}, resolver: o.Resolver, proxy: o.Proxy, roots: o.Roots}
		t.plain, t.plainDialler = newTransport(o, d), d
		if o.Proxy != nil {
			t.plain.Proxy = http.ProxyURL(o.Proxy)
			t.plain.DialContext = d.dialProxy
		}
	}
	return t, nil
}

func newTransport(o Options, d *dialler) *http.Transport {
	return &http.Transport{
		Proxy: nil, DialContext: d.dial, ForceAttemptHTTP2: true, DisableCompression: true,
		TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: headerTime, ExpectContinueTimeout: time.Second,
		MaxConnsPerHost: perHost, MaxIdleConnsPerHost: perHostIdle, MaxIdleConns: idleTotal, IdleConnTimeout: idleTime,
		MaxResponseHeaderBytes: headBytes,
	}
}

// transport sends https one way and plain http another, because they are judged differently.
type transport struct {
	secure, plain *http.Transport // plain is nil where http is not permitted
	plainDialler  *dialler
	log           *slog.Logger
}

// RoundTrip sends one request and gives its answer, whatever the status.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	by, err := t.choose(r)
	if err == nil {
		var answer *http.Response
		if answer, err = by.RoundTrip(r); err == nil {
			return answer, nil
		}
	} else if r.Body != nil {
		_ = r.Body.Close() // as every RoundTripper must
	}
	if fault.Is(err, fault.Forbidden) {
		t.log.WarnContext(r.Context(), "a request was not sent", "host", r.URL.Host, "why", fault.Say(err))
		return nil, err
	}
	return nil, fault.New(fault.Unreachable, "egress.RoundTrip", "The other server cannot be reached.").Because(err)
}

// choose looks at what can be judged before anything is looked up.
func (t *transport) choose(r *http.Request) (*http.Transport, error) {
	name := r.URL.Hostname()
	switch {
	case name == "":
		return nil, forbidden("The address names no host.")
	case r.URL.User != nil:
		return nil, forbidden("An address that carries a user name is not followed.")
	case odd(name):
		return nil, forbidden("Write the address of a host in its usual form, with a name.")
	case r.URL.Scheme == "https":
		return t.secure, nil
	case r.URL.Scheme != "http":
		return nil, forbidden("Only https addresses are followed.")
	case t.plain == nil:
		return nil, forbidden("Plain http is not permitted here. Use https.")
	}
	if t.plain.Proxy != nil { // the proxy will look the name up once more: all that we find must be permitted
		ctx, stop := context.WithTimeout(r.Context(), connectTime)
		defer stop()
		found, err := t.plainDialler.lookup(ctx, hostPort(r.URL))
		if err != nil {
			return nil, err
		}
		for _, to := range found {
			if err := t.plainDialler.judge.address(to); err != nil {
				return nil, err
			}
		}
	}
	return t.plain, nil
}

// CloseIdleConnections lets go of connections that wait for the next request.
func (t *transport) CloseIdleConnections() {
	t.secure.CloseIdleConnections()
	if t.plain != nil {
		t.plain.CloseIdleConnections()
	}
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
