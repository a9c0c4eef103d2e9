package egress

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// dialler opens connections to judged addresses, straight or through the proxy.
type dialler struct {
	judge    judge
	resolver *net.Resolver
	proxy    *url.URL
	roots    *x509.CertPool
}

// dial connects to a host and port as a request names them.
func (d *dialler) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if d.proxy != nil {
		return d.tunnel(ctx, network, address)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if local(host) {
		address = net.JoinHostPort("127.0.0.1", port)
	}
	guarded := net.Dialer{Timeout: connectTime, Resolver: d.resolver, Control: d.judge.control}
	return guarded.DialContext(ctx, network, address)
}

// lookup finds the addresses of a host and port, as dial would.
func (d *dialler) lookup(ctx context.Context, address string) ([]netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	if local(host) {
		host = "127.0.0.1"
	}
	found, err := d.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	out := make([]netip.AddrPort, len(found))
	for i, ip := range found {
		out[i] = netip.AddrPortFrom(ip.Unmap(), uint16(n))
	}
	if len(out) == 0 {
		return nil, errors.New("the name has no address")
	}
	return out, nil
}

// tunnel asks the proxy for a connection to the first address of the host that is permitted.
func (d *dialler) tunnel(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, stop := context.WithTimeout(ctx, connectTime+headerTime)
	defer stop()
	found, err := d.lookup(ctx, address)
	if err != nil {
		return nil, err
	}
	var refused error
	for _, to := range found {
		if refused = d.judge.address(to); refused != nil {
			continue
		}
		conn, err := d.dialProxy(ctx, network, "")
		if err != nil {
			return nil, err
		}
		if conn, err = d.connect(ctx, conn, to); err != nil {
			return nil, err
		}
		return conn, nil
	}
	return nil, refused
}

// dialProxy connects to the proxy itself. The operator named it, so its address is not judged; the address asked for is
// ignored, so that nothing else is ever dialled here.
func (d *dialler) dialProxy(ctx context.Context, network, _ string) (net.Conn, error) {
	plain := net.Dialer{Timeout: connectTime, Resolver: d.resolver}
	host, port, _ := net.SplitHostPort(hostPort(d.proxy))
	if local(host) {
		host = "127.0.0.1"
	}
	return plain.DialContext(ctx, network, net.JoinHostPort(host, port))
}

// connect makes a tunnel of a connection to the proxy; it closes the connection when the proxy says no.
func (d *dialler) connect(ctx context.Context, conn net.Conn, to netip.AddrPort) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	tunnel, err := d.ask(ctx, conn, to)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("the forward proxy gave no tunnel: %w", err)
	}
	return tunnel, nil
}

func (d *dialler) ask(ctx context.Context, conn net.Conn, to netip.AddrPort) (net.Conn, error) {
	if d.proxy.Scheme == "https" {
		over := tls.Client(conn, &tls.Config{ServerName: d.proxy.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: d.roots})
		if err := over.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		conn = over
	}
	r := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: to.String()}, Host: to.String(), Header: http.Header{}}
	if u := d.proxy.User; u != nil {
		password, _ := u.Password()
		r.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.Username()+":"+password)))
	}
	if err := r.Write(conn); err != nil {
		return nil, err
	}
	read := bufio.NewReaderSize(&bounded{conn, headBytes}, 4<<10)
	answer, err := http.ReadResponse(read, r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New("it answered " + answer.Status)
	}
	if read.Buffered() > 0 { // a TLS server waits for us to speak first
		return nil, errors.New("it sent more than its answer")
	}
	return conn, nil
}

// bounded reads no more than a number of bytes.
type bounded struct {
	from net.Conn
	left int
}

// Read reads from the connection until the bound.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errors.New("the answer's headers are too long")
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
