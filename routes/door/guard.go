package door

import (
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
)

// Asking is who asks, as far as the route wants to know.
type Asking struct {
	Member  *models.Member // the person of ours; nil for a stranger
	Session models.ID      // of a browser; 0 for a program
	Token   *models.Token  // of a program; nil for a browser
	Address netip.Addr
}

const asking = "guildhall.asking"

// Of gives who asks, in a handler behind Guard.
func Of(c *gin.Context) Asking {
	if a, ok := c.Get(asking); ok {
		return a.(Asking)
	}
	return Asking{}
}

// Guard stands before the handler of a row and lets in whom the row names. Whoever it turns away is told by refuse, which
// writes the error as this part of the site does. The signature of a peer that asks is read by the handler, with Signed:
// keys are shown without.
func (d *Door) Guard(row Row, refuse func(*gin.Context, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := d.identify(c.Writer, c.Request, row)
		c.Set(asking, a)
		if err != nil {
			c.Abort()
			refuse(c, err)
			return
		}
		c.Next()
	}
}

// identify finds out who asks, counts the request and refuses whom the row does not let in.
func (d *Door) identify(w http.ResponseWriter, r *http.Request, row Row) (Asking, error) {
	a := Asking{Address: d.Address(r)}
	var err error
	switch row.Who {
	case PeerAsks:
		if err := d.Pace(w, Peers, Network(a.Address)); err != nil {
			return a, err
		}
		return a, d.browser(r, &a, false)
	case PeerTells:
		return a, d.Pace(w, Peers, Network(a.Address))
	case App:
		if bearer(r) != "" {
			err = d.program(r, &a, row.Scope)
		} else if err = d.browser(r, &a, true); err == nil {
			err = d.SameOrigin(r)
		}
	case Member, Visitor:
		if err = d.browser(r, &a, row.Who == Member); err == nil {
			err = d.SameOrigin(r)
		}
	}
	if pace := d.count(w, &a); pace != nil {
		return a, pace
	}
	if err == nil && !Holds(a.Member, row.Role) {
		err = fault.New(fault.Forbidden, "door.Guard", "This is for people with another role. Ask an administrator for it.")
	}
	return a, err
}

// count counts the request for the account, or for the address of a stranger.
func (d *Door) count(w http.ResponseWriter, a *Asking) error {
	switch {
	case a.Token != nil:
		return d.Pace(w, Programs, a.Token.ActorID.String())
	case a.Member != nil:
		return d.Pace(w, People, a.Member.ID.String())
	}
	return d.Pace(w, Strangers, Network(a.Address))
}

// browser looks for a session; none is an error only where one is needed.
func (d *Door) browser(r *http.Request, a *Asking, needed bool) error {
	m, session, err := d.Session(r)
	if fault.Is(err, fault.Unsigned) && !needed {
		return nil
	}
	if err == nil {
		a.Member, a.Session = &m, session
	}
	return err
}

// program looks for a token, and for the scope among what it may do.
func (d *Door) program(r *http.Request, a *Asking, scope string) error {
	m, t, err := d.Program(r)
	if err != nil {
		return err
	}
	a.Member, a.Token = &m, &t
	if !accounts.Covers(t.Scopes, scope) {
		return fault.New(fault.Forbidden, "door.Guard", "This action is outside the authorized scopes.")
	}
	return nil
}
