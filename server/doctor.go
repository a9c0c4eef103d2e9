package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Health is how one part of an installation is.
type Health string

// The degrees of health.
const (
	Well Health = "well"
	Ails Health = "ails" // it works, and somebody should look at it
	Ill  Health = "ill"  // something does not work
)

// Finding is what was seen of one part, with what to do about it.
type Finding struct {
	Part string `json:"part"`
	Is   Health `json:"is"`
	Says string `json:"says"`
}

// Doctor looks at an installation from inside and, by its public address, from outside. It changes nothing and names no
// person. The server may be running or not; what is seen from outside needs it to run.
func (s *Server) Doctor(ctx context.Context) []Finding {
	var all []Finding
	for _, look := range []func(context.Context) []Finding{s.seeDatabase, s.seeDisk, s.seeClock, s.seeAddress, s.seeWebFinger, s.seeDeliveries, s.seePeers} {
		all = append(all, look(ctx)...)
	}
	return all
}

func found(part string, is Health, format string, args ...any) []Finding {
	return []Finding{{part, is, fmt.Sprintf(format, args...)}}
}

func (s *Server) seeDatabase(ctx context.Context) []Finding {
	if err := s.Store.Check(ctx); err != nil {
		return found("database", Ill, "%s", fault.Say(err))
	}
	return found("database", Well, "%s answers and is whole.", s.Store.Dialect())
}

const (
	littleSpace = 1 << 30 // bytes
	noSpace     = 100 << 20
)

func (s *Server) seeDisk(context.Context) []Finding {
	free, err := freeSpace(s.Settings.Data)
	switch {
	case err != nil:
		return found("disk", Ill, "The folder of GUILDHALL_DATA cannot be looked at: %v.", err)
	case free < noSpace:
		return found("disk", Ill, "Only %d MiB are free where GUILDHALL_DATA lies. Make room now.", free>>20)
	case free < littleSpace:
		return found("disk", Ails, "Only %d MiB are free where GUILDHALL_DATA lies. Make room.", free>>20)
	}
	return found("disk", Well, "%d GiB are free where GUILDHALL_DATA lies.", free>>30)
}

const mostSkew = 10 * time.Second

func (s *Server) seeClock(ctx context.Context) []Finding {
	var theirs models.Time
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		theirs, err = tx.ServerTime()
		return err
	})
	if err != nil {
		return found("clock", Ill, "%s", fault.Say(err))
	}
	if skew := s.clock.Now().Sub(theirs.Go()).Abs(); skew > mostSkew {
		return found("clock", Ill, "The clock of this machine and that of the database differ by %s. Set both by NTP: signatures carry the time.", skew.Round(time.Second))
	}
	return found("clock", Well, "The clock agrees with that of the database.")
}

// ask reads something of ours by its public address, as others would.
func (s *Server) ask(ctx context.Context, path string) (*http.Response, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Site.Base+path, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("User-Agent", userAgent(s.Settings))
	answer, err := s.way.RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return answer, body, err
}

const certificateLeft = 14 * 24 * time.Hour

func (s *Server) seeAddress(ctx context.Context) []Finding {
	answer, body, err := s.ask(ctx, "/.well-known/nodeinfo")
	switch {
	case err != nil:
		return found("address", Ill, "%s does not answer from here: %s. Is the server running, does the name lead to it, and may this machine reach it (GUILDHALL_ALLOW_NETS)?", s.Site.Base, strings.TrimRight(err.Error(), "."))
	case answer.StatusCode != http.StatusOK || !strings.Contains(string(body), s.Site.Base):
		return found("address", Ill, "%s answers with %d, and not as this installation. Look at the proxy in front, and at GUILDHALL_URL.", s.Site.Base, answer.StatusCode)
	}
	all := found("address", Well, "%s answers as this installation.", s.Site.Base)
	if answer.TLS == nil {
		return append(all, Finding{"tls", Ails, "The address is plain http: other servers will not talk with it, unless they are told to."})
	}
	left := answer.TLS.PeerCertificates[0].NotAfter.Sub(s.clock.Now())
	if left < certificateLeft {
		return append(all, Finding{"tls", Ails, fmt.Sprintf("The certificate ends in %d days. Renew it.", int(left.Hours()/24))})
	}
	return append(all, Finding{"tls", Well, fmt.Sprintf("The certificate holds for %d days.", int(left.Hours()/24))})
}

func (s *Server) seeWebFinger(ctx context.Context) []Finding {
	var org models.Actor
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		org, err = tx.OrganisationActor()
		return err
	})
	if err != nil {
		return found("webfinger", Ill, "%s", fault.Say(err))
	}
	answer, body, err := s.ask(ctx, "/.well-known/webfinger?resource="+url.QueryEscape("acct:"+string(org.Handle)+"@"+s.Site.Domain))
	if err != nil {
		return found("webfinger", Ill, "WebFinger does not answer at %s.", s.Site.Base)
	}
	var jrd struct{ Links []struct{ Rel, Href string } }
	if answer.StatusCode == http.StatusOK && json.Unmarshal(body, &jrd) == nil {
		for _, l := range jrd.Links {
			if l.Rel == "self" && l.Href == string(org.IRI) {
				return found("webfinger", Well, "WebFinger leads to the organisation's own actor.")
			}
		}
	}
	return found("webfinger", Ill, "WebFinger at %s does not lead to the organisation's own actor (status %d). A proxy must pass /.well-known/ on.", s.Site.Base, answer.StatusCode)
}

func (s *Server) seeDeliveries(ctx context.Context) []Finding {
	var b store.Backlog
	err := s.Store.Read(ctx, func(tx *store.Tx) (err error) {
		b, err = tx.Backlog()
		return err
	})
	switch {
	case err != nil:
		return found("deliveries", Ill, "%s", fault.Say(err))
	case b.Dead > 0:
		return found("deliveries", Ails, "%d wait, %d servers rest after failures, and %d jobs were given up: guildhall jobs list --dead", b.Waiting, b.Rests, b.Dead)
	}
	return found("deliveries", Well, "%d wait, %d servers rest after failures, nothing was given up.", b.Waiting, b.Rests)
}

const failsTold = 5

// seePeers tells which of the servers that an administrator named have not been reached for a while.
func (s *Server) seePeers(ctx context.Context) []Finding {
	var silent []string
	err := s.Store.Read(ctx, func(tx *store.Tx) error {
		var after models.Host
		for {
			some, err := tx.Peers(store.PeerFilter{After: after, Limit: 1000})
			if err != nil || len(some) == 0 {
				return err
			}
			for _, p := range some {
				after = p.Host
				if p.Fails >= failsTold && (p.Standing == models.Partner || p.Standing == models.Allowed) {
					silent = append(silent, string(p.Host))
				}
			}
		}
	})
	switch {
	case err != nil:
		return found("peers", Ill, "%s", fault.Say(err))
	case len(silent) > 0:
		const most = 10
		more := ""
		if len(silent) > most {
			more = fmt.Sprintf(" and %d more", len(silent)-most)
			silent = silent[:most]
		}
		return found("peers", Ails, "Not reached for a while: %s%s. Ask their operators, or see: guildhall peer show DOMAIN", strings.Join(silent, ", "), more)
	}
	return found("peers", Well, "No named server fails.")
}
