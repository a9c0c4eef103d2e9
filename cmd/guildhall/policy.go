package main

import (
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/server"
)

type policyCommand struct {
	Check    policyCheck    `cmd:"" help:"Check a policy file and try its examples."`
	Try      policyTry      `cmd:"" help:"Ask the rules of a file about one crossing."`
	Show     policyShow     `cmd:"" help:"Print a version as plain sentences, or as it was written."`
	Replay   policyReplay   `cmd:"" help:"Decide again what crossed, by a file that is not active yet."`
	Activate policyActivate `cmd:"" help:"Make a file that was replayed the policy in force."`
	Approve  policyApprove  `cmd:"" help:"Approve a version that waits for a second person."`
	History  policyHistory  `cmd:"" help:"List what was asked of the policy, newest first."`
	Diff     policyDiff     `cmd:"" help:"Compare two versions."`
	Rollback policyRollback `cmd:"" help:"Go one step back, at once."`
	Explain  policyExplain  `cmd:"" help:"Tell whether and why a post would cross to a peer."`
}

type policyExplain struct {
	Post string `required:"" help:"Id of the post, or the address of its page." placeholder:"URL"`
	Peer string `required:"" help:"The other server; web for whoever is not signed in." placeholder:"DOMAIN"`
	answer
}

func (policyExplain) Help() string {
	return `Asks the gate as delivery and fetching do, now, and prints every step of each answer. Nothing is sent or recorded, and no text of the post is shown. The exit code is 0 whatever the answer; read "crosses" with --json.

    guildhall policy explain --post https://social.example.org/@ada/117 --peer example.com`
}

// explained is the answer as programs read it.
type explained struct {
	Post     models.IRI      `json:"post"`
	Author   string          `json:"author"`
	Audience models.Audience `json:"audience"`
	Distance string          `json:"distance"`
	Peer     models.Host     `json:"peer"`
	Standing models.Standing `json:"standing"`
	Mode     models.Mode     `json:"mode"`
	Follows  bool            `json:"followed_there"`
	Crosses  bool            `json:"crosses"`
	Sentence string          `json:"sentence"`
	Ways     []way           `json:"ways"`
}

// way is one way in which the post could cross.
type way struct {
	Door    models.Door    `json:"door"`
	Way     gate.Way       `json:"way"`
	Whom    string         `json:"whom,omitempty"`
	Verdict models.Verdict `json:"verdict"`
	Rule    string         `json:"rule"`
	Why     string         `json:"why"`
	Policy  int            `json:"policy"`
	Steps   []policy.Step  `json:"steps"`
}

// Run asks the gate.
func (p policyExplain) Run(c *call) error {
	var x explained
	err := c.open(func(s *server.Server) error {
		host, err := domain(s, p.Peer)
		if err != nil {
			return err
		}
		e, err := s.Gate.Explain(c.ctx, p.Post, host)
		x = explained{Post: e.Post.IRI, Author: e.Post.Author.Address(), Audience: e.Post.Audience, Distance: e.Post.Distance.String(),
			Peer: host, Standing: e.Peer.Standing, Mode: e.Mode, Follows: e.Follows, Crosses: e.Crosses(), Sentence: e.Sentence(), Ways: []way{}}
		for _, a := range e.Asked {
			d := a.Decision
			x.Ways = append(x.Ways, way{a.Door, a.Way, a.Whom, d.Verdict, d.Rule, d.Why, d.Policy, append([]policy.Step{}, d.Steps...)})
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(x)
	}
	followed := "nobody there follows the author"
	if x.Follows {
		followed = "somebody there follows the author"
	}
	c.say(x.Sentence, "")
	c.say("Post  "+string(x.Post)+" by "+x.Author, "Reach "+string(x.Audience)+", "+x.Distance,
		"Peer  "+string(x.Peer)+", "+string(x.Standing)+", in "+string(x.Mode)+" mode; "+followed)
	for _, w := range x.Ways {
		c.say("", "At "+string(w.Door)+", "+said[w.Way]+w.Whom+": "+string(w.Verdict)+". "+w.Why)
		for _, s := range w.Steps {
			line := "  " + s.Name + ": " + s.Saw + ", " + string(s.Verdict)
			if s.Why != "" {
				line += ". " + s.Why
			}
			c.say(line)
		}
	}
	return nil
}

// said puts the ways into words.
var said = map[gate.Way]string{
	gate.ToServer:   "into the shared inbox, when nobody there follows the author",
	gate.ToFollower: "into the shared inbox, when somebody there follows the author",
	gate.ToNamed:    "into the inbox of one whom the post names, ",
	gate.Announced:  "into the shared inbox, announced by ",
	gate.Fetched:    "when its server fetches it",
	gate.Visited:    "when a visitor opens its page",
	gate.Unsigned:   "when it is fetched unsigned",
}
