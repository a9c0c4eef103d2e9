package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// running is what a started server has beside its parts.
type running struct {
	release func()
	listen  []*http.Server
	end     context.CancelFunc
	wg      sync.WaitGroup

	stopping atomic.Bool // no longer ready
	watch    watch
}

// Start takes the lock of a single server, listens, and sets all workers going. It returns once requests are answered.
// The second server on one SQLite file is refused with a sentence, and so is an address that is taken.
func (s *Server) Start(ctx context.Context) error {
	if err := s.Listen(ctx); err != nil {
		return err
	}
	return s.Jobs.Start(ctx)
}

// Listen is Start without the lanes: requests are answered and what arrives is applied, and what was published waits.
func (s *Server) Listen(ctx context.Context) error {
	release, err := s.Store.Lock()
	if err != nil {
		return err
	}
	places := []place{{"GUILDHALL_LISTEN", s.Settings.Listen, s.Table}}
	if s.Settings.ListenPeers != "" {
		places = []place{{"GUILDHALL_LISTEN", s.Settings.Listen, s.Table.People}, {"GUILDHALL_LISTEN_PEERS", s.Settings.ListenPeers, s.Table.Peers}}
	}
	if s.Settings.ListenMetrics != "" {
		places = append(places, place{"GUILDHALL_LISTEN_METRICS", s.Settings.ListenMetrics, s.metrics()})
	}
	var sockets []net.Listener
	for _, p := range places {
		socket, err := net.Listen("tcp", p.address)
		if err != nil {
			for _, open := range sockets {
				_ = open.Close()
			}
			release()
			return fault.New(fault.Conflict, "server.Start", "The address "+p.address+" cannot be listened on. Free it, or set "+p.setting+" to another.").Because(err)
		}
		sockets = append(sockets, socket)
	}
	if err := s.tellSettings(ctx); err != nil {
		for _, open := range sockets {
			_ = open.Close()
		}
		release()
		return err
	}
	s.work(ctx)
	s.run.release = release
	for i, p := range places {
		listen := serves(p.answers)
		s.run.listen = append(s.run.listen, listen)
		s.run.wg.Go(func() {
			if err := listen.Serve(sockets[i]); !errors.Is(err, http.ErrServerClosed) {
				s.log.Error("the listener ended", "address", p.address, "err", err)
			}
		})
	}
	return nil
}

// serves bounds how long whoever sends or reads slowly is waited for. What may take longer, such as a film, says so itself.
func serves(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 64 << 10}
}

// place is a socket to listen on, and what answers there.
type place struct {
	setting, address string
	answers          http.Handler
}

// work applies what arrives and writes counts, until Stop.
func (s *Server) work(ctx context.Context) {
	ctx, s.run.end = context.WithCancel(context.WithoutCancel(ctx))
	s.In.Start(ctx)
	s.run.wg.Go(func() {
		if err := s.ensureKeys(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the organisation's keys are made at their first use", "err", err)
		}
	})
	s.run.wg.Go(func() { s.flush(ctx) })
}

// ensureKeys has the organisation's own keys made, in the background of a start.
func (s *Server) ensureKeys(ctx context.Context) error {
	var org models.Actor
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		org, err = tx.OrganisationActor()
		return err
	})
	if err != nil {
		return err
	}
	return s.Keys.Ensure(ctx, org)
}

// flush writes counts and links the record every few seconds, and joins its chains at the start and each hour.
func (s *Server) flush(ctx context.Context) {
	var joined time.Time
	for {
		if now := s.clock.Now(); now.Sub(joined) >= ledger.JoinEvery {
			joined = now
			if err := s.Ledger.Join(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("the chains of the record are joined the next time", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Second):
		}
		if err := s.Gate.Flush(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("counts wait for the next time", "err", err)
		}
	}
}

// Stop goes on until a proxy has heard that the node is no longer ready, answers what is under way, ends the workers, writes what waits in memory and lets everything go.
func (s *Server) Stop() {
	s.run.stopping.Store(true)
	s.run.watch.farewell()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, listen := range s.run.listen {
		if err := listen.Shutdown(ctx); err != nil {
			s.log.Warn("some requests were cut short", "err", err)
		}
	}
	if s.run.end != nil {
		s.Jobs.Stop()
		s.run.end()
		s.In.Wait()
		s.run.wg.Wait()
	}
	if err := s.Gate.Flush(ctx); err != nil {
		s.log.Warn("counts were not written", "err", err)
	}
	if err := s.Journal.Keep(ctx); err != nil {
		s.log.Warn("what ended last is copied to its file at the next start", "err", err)
	}
	s.Close()
	if s.run.release != nil {
		s.run.release()
	}
}
