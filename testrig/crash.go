package testrig

import (
	"context"
	"time"
)

// Crashes kills an organisation at one of its next requests, before that left or after it was answered, or at once when in is
// 0, and starts it again on its database. What is under way elsewhere goes on.
func (w *World) Crashes(host string, in int, after bool) {
	w.T.Helper()
	s := w.Server(host)
	w.Say("%s is killed", host)
	killed := make(chan struct{})
	kill := func() {
		w.Down(host)
		s.end()
		s.Close()
		close(killed)
	}
	if in == 0 {
		kill()
	} else {
		w.Net.mu.Lock()
		w.Net.dying[s.Host] = &death{in: in, after: after, kill: kill}
		w.Net.mu.Unlock()
		w.tillDeath(s, killed)
	}
	s.In.Wait()
	w.Net.mu.Lock()
	delete(w.Net.dying, s.Host)
	delete(w.Net.down, s.Host)
	w.Net.mu.Unlock()
	s.open()
	w.Clock.Advance(2 * time.Minute) // what it had taken is looked at again
}

// tillDeath lets all work until the one is dead, or nothing is left to do.
func (w *World) tillDeath(s *Server, killed chan struct{}) {
	w.T.Helper()
	for range 10 {
		before := w.Net.Count()
		for _, h := range w.order {
			o := w.servers[h]
			ctx, stop := context.WithCancel(context.Background())
			rest := make(chan error, 1)
			go func() {
				_, err := o.Jobs.Settle(ctx)
				if !dead(killed) {
					o.In.Idle()
				}
				rest <- err
			}()
			select {
			case err := <-rest:
				if err != nil && w.dies(s) {
					<-killed // it is being closed just now, and complains of that
				} else if err != nil && !dead(killed) {
					w.T.Fatal(err)
				}
			case <-killed:
				if o != s {
					<-rest
				}
			}
			stop()
			if dead(killed) {
				return
			}
		}
		if before == w.Net.Count() {
			break
		}
	}
	w.Net.mu.Lock()
	d := w.Net.dying[s.Host]
	delete(w.Net.dying, s.Host)
	w.Net.mu.Unlock()
	if d != nil {
		d.kill()
	}
	<-killed
}

// dies tells whether the request came at which a server is killed.
func (w *World) dies(s *Server) bool {
	w.Net.mu.Lock()
	defer w.Net.mu.Unlock()
	return w.Net.dying[s.Host] == nil
}

func dead(killed chan struct{}) bool {
	select {
	case <-killed:
		return true
	default:
		return false
	}
}
