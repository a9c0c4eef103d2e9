package demo

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"time"

	"guildhall/clock"
	"guildhall/config"
	"guildhall/fault"
	"guildhall/server"
)

// Options say where the demo lives.
type Options struct {
	Data  string // folder of all its files
	Port  int    // first of three ports in a row; 8080 when 0
	Fresh bool   // forget what an earlier run left
	Out   io.Writer
	Log   *slog.Logger
}

// Password opens every account of the demo.
const Password = "correct horse battery"

// house is one organisation of the demo.
type house struct {
	*server.Server
	key, name string
}

// Run plays the past if there is none, serves until ctx ends, and stops cleanly.
func Run(ctx context.Context, o Options) error {
	d, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer d.stop()
	if d.fresh {
		fmt.Fprintln(d.out, "Three organisations are getting to know each other; this takes some twenty seconds, on a busy machine more …")
		if err := d.play(ctx); err != nil {
			return err
		}
		if err := os.WriteFile(d.mark(), []byte("played\n"), 0o600); err != nil {
			return fault.New(fault.Invalid, "demo.Run", "The folder "+d.data+" cannot be written.").Because(err)
		}
	}
	d.clock.LetGo()
	for _, h := range d.houses {
		if err := h.Jobs.Start(ctx); err != nil {
			return err
		}
	}
	d.invite()
	<-ctx.Done()
	fmt.Fprintln(d.out, "\nGood bye. Your demo is kept in", d.data, "- start it again with: make run")
	return nil
}

type demo struct {
	data   string
	port   int
	fresh  bool
	out    io.Writer
	clock  *clock.Handover
	houses []*house
	cast   map[string]*member
	posts  map[string]post
}

var plan = []struct{ key, name string }{
	{"acme", "Acme Hospitals"},
	{"northwind", "Northwind Logistics"},
	{"guild", "Guild of Nurse Educators"},
}

func open(ctx context.Context, o Options) (*demo, error) {
	if o.Port == 0 {
		o.Port = 8080
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	d := &demo{data: o.Data, port: o.Port, out: o.Out, clock: &clock.Handover{}, cast: map[string]*member{}, posts: map[string]post{}}
	if err := d.portsFree(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(d.mark()); o.Fresh || os.IsNotExist(err) {
		d.fresh = true
		for _, p := range plan { // only what the demo itself made
			if err := os.RemoveAll(filepath.Join(d.data, p.key)); err != nil {
				return nil, fault.New(fault.Invalid, "demo.open", "The folder "+d.data+" cannot be cleared.").Because(err)
			}
		}
		_ = os.Remove(d.mark())
	}
	d.clock.Set(clock.System{}.Now().Add(-past))
	if !d.fresh {
		d.clock.LetGo()
	}
	for i, p := range plan {
		h, err := d.start(ctx, p.key, p.name, o.Port+i, o.Log)
		if err != nil {
			d.stop()
			return nil, err
		}
		d.houses = append(d.houses, h)
	}
	return d, nil
}

func (d *demo) mark() string { return filepath.Join(d.data, "played") }

func (d *demo) portsFree() error {
	taken, err := firstTaken(d.port)
	if err == nil {
		return nil
	}
	advice := "Free it."
	if free, e := FreePorts(); e == nil {
		advice = fmt.Sprintf("Choose three free ports in a row, as in: guildhall demo --port %d", free)
	}
	return fault.New(fault.Conflict, "demo.portsFree", fmt.Sprintf("Port %d is taken. %s", taken, advice)).Because(err)
}

// FreePorts finds ports in a row for the organisations of the demo, and returns the first. It looks below those that a
// system lends to clients, so that no outgoing connection takes one of them before the demo listens.
func FreePorts() (int, error) {
	for range 50 {
		first := 10_000 + rand.IntN(20_000)
		if _, err := firstTaken(first); err == nil {
			return first, nil
		}
	}
	return 0, fault.New(fault.Conflict, "demo.FreePorts", "No free ports in a row were found between 10000 and 30000.")
}

// firstTaken is the first port of the demo's that somebody listens on, with the system's word; no error when all are free.
func firstTaken(first int) (int, error) {
	for i := range plan {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", first+i))
		if err != nil {
			return first + i, err
		}
		_ = l.Close()
	}
	return 0, nil
}

func (d *demo) url(key string) string {
	for i, p := range plan {
		if p.key == key {
			return fmt.Sprintf("http://%s.localhost:%d", key, d.port+i)
		}
	}
	return ""
}

// start opens one organisation and lets it listen; its lanes wait until the past is played.
func (d *demo) start(ctx context.Context, key, name string, port int, log *slog.Logger) (*house, error) {
	settings, err := config.Load(config.Sources{Environ: []string{
		"GUILDHALL_URL=" + d.url(key), "GUILDHALL_NAME=" + name, "GUILDHALL_INSECURE_HTTP=true", "GUILDHALL_ALLOW_NETS=127.0.0.0/8,::1/128",
		fmt.Sprintf("GUILDHALL_LISTEN=127.0.0.1:%d", port), "GUILDHALL_DATA=" + filepath.Join(d.data, key), "GUILDHALL_FEDERATION=allowlist", "GUILDHALL_POLICY_PERSONS=2"}})
	if err != nil {
		return nil, err
	}
	s, err := server.Open(ctx, server.Options{Settings: settings, Clock: d.clock, Log: log.With("organisation", key)})
	if err != nil {
		return nil, err
	}
	if err := s.Listen(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return &house{Server: s, key: key, name: name}, nil
}

func (d *demo) stop() {
	for _, h := range d.houses {
		h.Stop()
	}
}

// settle lets everything that is under way between the three happen.
func (d *demo) settle(ctx context.Context) error {
	for range 50 {
		ran := 0
		for _, h := range d.houses {
			h.In.Idle()
			n, err := h.Jobs.Settle(ctx)
			if err != nil {
				return err
			}
			ran += n
			h.In.Idle()
		}
		if ran == 0 {
			return nil
		}
	}
	return fault.New(fault.Internal, "demo.settle", "The organisations do not come to rest.")
}

// past is how long ago the first day of the demo lies.
const past = 14 * 24 * time.Hour

func (d *demo) invite() {
	fmt.Fprintf(d.out, `
  Three organisations, each its own Guildhall:

    Acme Hospitals             %s
    Northwind Logistics        %s
    Guild of Nurse Educators   %s

  Sign in at Acme as  ada  (works there)  or  ruth  (looks after the boundary)
          or as  sam  (confirms what ruth puts forward)  or  mira  (reviews what waits)
          at the Guild as  tom,  at Northwind as  noor
  Password for all:  %s

  Try: write something for partners as ada, and read the line under the text before you send it.
       Follow @noor@northwind.localhost:%d as ada: the boundary says no, and why.
       As ruth, open %s/admin/peers and allow it; then look at Policy and Record.
       As mira, open Release: something of ada's waits.

  Ctrl-C ends it. --fresh starts over.
`, d.url("acme"), d.url("northwind"), d.url("guild"), Password, d.port+1, d.url("acme"))
}
