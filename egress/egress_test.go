package egress_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"guildhall/egress"
	"guildhall/fault"
)

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// names is a DNS server in memory: each look-up of a name gives the next of its addresses, the last one for ever.
func names(answers map[string][]string) *net.Resolver {
	asked := map[string]*atomic.Int64{}
	for name := range answers {
		asked[name] = new(atomic.Int64)
	}
	reply := func(q []byte) []byte {
		name, i := "", 12
		for q[i] != 0 {
			name += "." + string(q[i+1:i+1+int(q[i])])
			i += 1 + int(q[i])
		}
		name = name[1:]
		kind := binary.BigEndian.Uint16(q[i+1:])
		out := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:i+5]...)
		list := answers[name]
		if len(list) == 0 {
			out[3] |= 3 // no such name
			return out
		}
		ip := netip.MustParseAddr(list[min(int(asked[name].Load())/2, len(list)-1)])
		asked[name].Add(1) // A and AAAA are asked for together
		if ip.Is4() == (kind == 1) {
			out[7] = 1
			out = append(out, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(ip.BitLen()/8))
			out = append(out, ip.AsSlice()...)
		}
		return out
	}
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for {
				var size [2]byte
				if _, err := io.ReadFull(theirs, size[:]); err != nil {
					return
				}
				q := make([]byte, binary.BigEndian.Uint16(size[:]))
				if _, err := io.ReadFull(theirs, q); err != nil {
					return
				}
				a := reply(q)
				if _, err := theirs.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...)); err != nil {
					return
				}
			}
		}()
		return ours, nil
	}}
}

func wayOut(t *testing.T, o egress.Options) http.RoundTripper {
	t.Helper()
	way, err := egress.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(way.(interface{ CloseIdleConnections() }).CloseIdleConnections)
	return way
}

func get(t *testing.T, way http.RoundTripper, address string) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := way.RoundTrip(r)
	if err == nil {
		t.Cleanup(func() { _ = answer.Body.Close() })
	}
	return answer, err
}

// hits serves "here" and counts.
func hits(n *atomic.Int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		_, _ = io.WriteString(w, "here "+r.Host)
	}
}

func port(s *httptest.Server) string {
	return s.Listener.Addr().(*net.TCPAddr).AddrPort().String()[len("127.0.0.1"):]
}

func TestTrickyAddressesAreRefused(t *testing.T) {
	resolver := names(map[string][]string{
		"inner.example": {"10.1.2.3"}, "mapped.example": {"::ffff:192.168.1.1"}, "cloud.example": {"169.254.169.254"},
		"nat64.example": {"64:ff9b::a00:1"}, "six.example": {"2002:7f00:1::"}, "ula.example": {"fd00::1"},
		"2130706433": {"127.0.0.1"}, "0x7f.1": {"127.0.0.1"}, "0177.0.0.1": {"127.0.0.1"}, "public.example": {"93.184.216.34"},
	})
	way := wayOut(t, egress.Options{Resolver: resolver})
	for _, address := range []string{
		"https://127.0.0.1/", "https://127.1.2.3/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
		"https://[::127.0.0.1]/", "https://0.0.0.0/", "https://[::]/", "https://10.0.0.1/", "https://169.254.169.254/latest",
		"https://[fe80::1%25lo]/", "https://[fd00::1]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/",
		"https://2130706433/", "https://0x7f.1/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://127.0.0.1./",
		"https://localhost/", "https://LOCALHOST./", "https://acme.localhost:8080/",
		"https://inner.example/", "https://mapped.example/", "https://cloud.example/", "https://nat64.example/",
		"https://six.example/", "https://ula.example/",
		"https://public.example:8443/", "https://public.example:22/", "http://public.example/", "ftp://public.example/",
		"https://ada:secret@public.example/",
	} {
		answer, err := get(t, way, address)
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: got %v, %v; want a refusal", address, answer, err)
		}
	}
	if _, err := get(t, way, "https://nobody.example/"); !fault.Is(err, fault.Unreachable) {
		t.Errorf("a name that does not exist: got %v", err)
	}
}

func TestANameThatChangesItsMindGainsNothing(t *testing.T) {
	var n atomic.Int64
	inner := httptest.NewServer(hits(&n))
	defer inner.Close()
	// The first look-up is harmless, the next one leads inside. Whoever judges names and then dials would be fooled.
	resolver := names(map[string][]string{"rebind.example": {"127.0.0.2", "127.0.0.1"}})
	way := wayOut(t, egress.Options{Resolver: resolver, InsecureHTTP: true, AllowNets: []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}})
	for range 4 {
		_, _ = get(t, way, "http://rebind.example"+port(inner)+"/")
	}
	_, err := get(t, way, "http://rebind.example"+port(inner)+"/")
	if !fault.Is(err, fault.Forbidden) || n.Load() != 0 {
		t.Fatalf("got %v, and %d requests came through", err, n.Load())
	}
}

func TestNamedNetworksAreReached(t *testing.T) {
	var n atomic.Int64
	plain := httptest.NewServer(hits(&n))
	defer plain.Close()
	resolver := names(map[string][]string{"inner.example": {"127.0.0.1"}})

	closed := wayOut(t, egress.Options{Resolver: resolver, AllowNets: []netip.Prefix{loopback}})
	if _, err := get(t, closed, "http://inner.example"+port(plain)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("plain http without GUILDHALL_INSECURE_HTTP: got %v", err)
	}
	unnamed := wayOut(t, egress.Options{Resolver: resolver, InsecureHTTP: true})
	if _, err := get(t, unnamed, "http://inner.example"+port(plain)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("plain http outside GUILDHALL_ALLOW_NETS: got %v", err)
	}
	if n.Load() != 0 {
		t.Fatal("a refused request arrived")
	}
	for _, net := range []string{"127.0.0.0/8", "::ffff:127.0.0.0/104"} {
		open := wayOut(t, egress.Options{Resolver: resolver, InsecureHTTP: true, AllowNets: []netip.Prefix{netip.MustParsePrefix(net)}})
		for _, host := range []string{"inner.example", "acme.localhost", "localhost", "127.0.0.1"} {
			answer, err := get(t, open, "http://"+host+port(plain))
			if err != nil {
				t.Errorf("%s: %v", host, err)
				continue
			}
			if body, _ := io.ReadAll(answer.Body); string(body) != "here "+host+port(plain) {
				t.Errorf("%s: got %q", host, body)
			}
		}
	}
}

func TestARedirectIsAnAnswerAndCompressionIsLeftAlone(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "" {
			t.Error("compression was asked for")
		}
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	}))
	defer s.Close()
	way := wayOut(t, egress.Options{InsecureHTTP: true, AllowNets: []netip.Prefix{loopback}})
	answer, err := get(t, way, s.URL)
	if err != nil || answer.StatusCode != http.StatusFound {
		t.Fatalf("got %v, %v", answer, err)
	}
}

// The environment names a proxy that does not answer, before anything can have read it: whoever listens to it reaches
// nothing in any of these tests.
func init() {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		if err := os.Setenv(name, "http://127.0.0.1:1"); err != nil {
			panic(err)
		}
	}
}

func TestProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	asks, _ := http.NewRequest(http.MethodGet, "http://inner.example/", nil)
	if proxy, err := http.ProxyFromEnvironment(asks); err != nil || proxy == nil {
		t.Fatalf("the environment should name a proxy: %v, %v", proxy, err)
	}
	var n atomic.Int64
	s := httptest.NewServer(hits(&n))
	defer s.Close()
	way := wayOut(t, egress.Options{InsecureHTTP: true, AllowNets: []netip.Prefix{loopback},
		Resolver: names(map[string][]string{"inner.example": {"127.0.0.1"}})})
	if _, err := get(t, way, "http://inner.example"+port(s)); err != nil || n.Load() != 1 {
		t.Fatalf("got %v after %d requests", err, n.Load())
	}
}

// forward is a forward proxy that notes what it was asked for.
func forward(t *testing.T, asked *[]string) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization"))
		if r.Method != http.MethodConnect {
			_, _ = io.WriteString(w, "forwarded "+r.Host)
			return
		}
		there, err := net.Dial("tcp", r.RequestURI)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
	}))
	t.Cleanup(s.Close)
	return s
}

func TestThroughTheForwardProxy(t *testing.T) {
	var n atomic.Int64
	secure := httptest.NewTLSServer(hits(&n))
	defer secure.Close()
	var asked []string
	at, _ := url.Parse(forward(t, &asked).URL)
	at.User = url.UserPassword("guild", "hall")
	o := egress.Options{Proxy: at, InsecureHTTP: true, AllowNets: []netip.Prefix{loopback},
		Roots:    secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs,
		Resolver: names(map[string][]string{"example.com": {"127.0.0.1"}, "inner.example": {"10.0.0.1"}})}
	way := wayOut(t, o)

	answer, err := get(t, way, "https://example.com"+port(secure))
	if err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(answer.Body); string(body) != "here example.com"+port(secure) || n.Load() != 1 {
		t.Errorf("got %q", body)
	}
	if answer, err = get(t, way, "http://example.com:8080/x"); err != nil {
		t.Fatal(err)
	}
	if body, _ := io.ReadAll(answer.Body); string(body) != "forwarded example.com:8080" {
		t.Errorf("got %q", body)
	}
	want := []string{"CONNECT 127.0.0.1" + port(secure) + " Basic Z3VpbGQ6aGFsbA==", "GET http://example.com:8080/x Basic Z3VpbGQ6aGFsbA=="}
	if strings.Join(asked, "\n") != strings.Join(want, "\n") {
		t.Errorf("the proxy was asked %q, want %q", asked, want)
	}
	for _, address := range []string{"https://inner.example/", "http://inner.example/", "https://127.1/", "http://169.254.169.254/", "https://10.0.0.1:22/"} {
		if _, err := get(t, way, address); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: got %v", address, err)
		}
	}
	if len(asked) != len(want) {
		t.Errorf("the proxy was asked for something refused: %q", asked[len(want):])
	}
}

func TestAProxyThatSaysNoIsUnreachable(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer s.Close()
	at, _ := url.Parse(s.URL)
	way := wayOut(t, egress.Options{Proxy: at, AllowNets: []netip.Prefix{loopback}})
	if _, err := get(t, way, "https://127.0.0.1:9/"); !fault.Is(err, fault.Unreachable) {
		t.Fatalf("got %v", err)
	}
	if _, err := egress.New(egress.Options{Proxy: &url.URL{Scheme: "socks5", Host: "p:1"}}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("got %v", err)
	}
}
