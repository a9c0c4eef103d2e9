package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/demo"
	"guildhall/store"
)

func TestTheDemoRefusesWhatItCannotMean(t *testing.T) {
	// of a real installation; the demo does not care
	nobody := &shell{t, []string{"GUILDHALL_URL=nonsense", "GUILDHALL_LISTEN=nonsense", "GUILDHALL_DATA=" + t.TempDir()}}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"demo", "--port", "65534"}, wrong, "--port is a number from 1 to 65533"},
		{[]string{"demo", "--port", "many"}, wrong, "--port"},
		{[]string{"demo", "--url", "https://acme.example"}, wrong, "The demo takes no --url"},
		{[]string{"demo", "--log", "loud"}, wrong, "GUILDHALL_LOG (--log)"},
		{[]string{"demo", "--port", port}, failed, "Port " + port + " is taken."},
	} {
		if out, errs := nobody.gives(c.code, c.args...); out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("guildhall %q said, beside %q:\n%s", c.args, out, errs)
		}
	}
}

func TestTheDemoStartsAndStopsAndKeepsWhatIsNotItsOwn(t *testing.T) {
	if os.Getenv("GUILDHALL_TEST_DATABASE") == store.Postgres {
		t.Skip("the demo is always on SQLite: the other half of make check starts it")
	}
	data := t.TempDir()
	own := filepath.Join(data, "guildhall.sqlite") // a real installation in the same folder
	if err := os.WriteFile(own, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &shell{t, []string{"GUILDHALL_DATA=" + data, "GUILDHALL_URL=https://acme.example"}}
	for _, flags := range [][]string{nil, {"--fresh"}} {
		first, err := demo.FreePorts()
		if err != nil {
			t.Fatal(err)
		}
		v := s.starts(append([]string{"demo", "--port", strconv.Itoa(first)}, flags...)...)
		v.saysWithin("Ctrl-C", 3*time.Minute) // ten thousand crossings happen before
		for i := range 3 {
			v.address = fmt.Sprintf("127.0.0.1:%d", first+i)
			if got := v.status("/.well-known/nodeinfo", ""); got != http.StatusOK {
				t.Errorf("organisation %d of the demo answers %d", i+1, got)
			}
		}
		if err := v.process.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		if code := v.ends(); code != done {
			t.Errorf("Ctrl-C ended the demo with %d:\n%s", code, v.log.String())
		}
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "precious" {
		t.Errorf("the demo touched the installation beside it: %q %v", text, err)
	}
}
