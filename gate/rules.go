package gate

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/prose"
	"guildhall/store"
)

// inForce is the policy that decides, compiled once and kept until another version is in force.
type inForce struct {
	version int
	rules   *policy.Rules // nil where there is none
	fault   string        // why it could not be loaded; then nothing crosses (law 16)
}

// now gives the policy that is in force in this transaction. A row that cannot be read is asked for again the next time.
func (g *Gate) now(tx *store.Tx) *inForce {
	version, err := tx.PolicyInForce()
	if err != nil {
		return &inForce{fault: fault.Say(err)}
	}
	if kept := g.inForce.Load(); kept != nil && kept.version == version {
		return kept
	}
	next := &inForce{version: version}
	if version != 0 {
		row, err := tx.Policy(version)
		if err != nil {
			return &inForce{version: version, fault: fmt.Sprintf("version %d of the policy is not there", version)}
		}
		next.rules, next.fault = load(row)
	}
	if next.fault != "" {
		g.log.Error("the policy cannot be loaded, and nothing crosses but withdrawals", "version", version, "why", next.fault)
	}
	g.inForce.Store(next)
	return next
}

// load compiles a stored version. Its examples were tried when it was made active.
func load(row models.Policy) (*policy.Rules, string) {
	doc, faults := policy.Read(fmt.Sprintf("policy %d", row.Version), []byte(row.Text))
	var rules *policy.Rules
	if len(faults) == 0 {
		rules, faults = policy.Compile(doc)
	}
	if len(faults) > 0 {
		return nil, faults[0].Error()
	}
	rules.Version = row.Version
	return rules, ""
}

// InForce tells which version of the policy decides, and why it could not be loaded, if it could not.
func (g *Gate) InForce(tx *store.Tx) (rules *policy.Rules, version int, broken string) {
	now := g.now(tx)
	return now.rules, now.version, now.fault
}

// Rules tells whether there are rules to be asked.
func (g *Gate) Rules(tx *store.Tx) bool { return g.now(tx).rules != nil }

// Timed tells whether a decision may change by the passing of time alone.
func (g *Gate) Timed(tx *store.Tx) bool {
	now := g.now(tx)
	return now.fault != "" || now.rules.Timed()
}

// see gathers what rules may ask of a crossing, beside what the judge is given.
func (g *Gate) see(tx *store.Tx, c *policy.Crossing) (_ *policy.Input, err error) {
	var m policy.More
	actor, post := c.Doer(), c.About()
	if post != nil {
		m.Text, m.Links = words(post), hostsOf(post)
	}
	if actor != nil && actor.Kind == models.Person && actor.ID != 0 {
		if m.Roles, m.Communities, err = belongs(tx, actor); err != nil {
			return nil, err
		}
	}
	var community *models.Actor
	switch {
	case post != nil && post.Community != nil:
		community = post.Community
	case actor != nil && actor.Kind == models.Community:
		community = actor
	}
	if community != nil {
		if m.Community, err = g.communitySeen(tx, community); err != nil {
			return nil, err
		}
	}
	return policy.See(c, m), nil
}

func belongs(tx *store.Tx, a *models.Actor) (roles, communities []string, err error) {
	if a.Local {
		held, err := tx.RolesOf(a.ID)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range held {
			roles = append(roles, string(r))
		}
	}
	if some, err := tx.InCommunities(a.ID); err != nil || !some { // hardly anybody elsewhere is, and each crossing asks
		return roles, nil, err
	}
	in, err := tx.CommunitiesFollowed(a.ID, 200)
	for i := range in {
		if in[i].Local {
			communities = append(communities, string(in[i].Handle))
		}
	}
	return roles, communities, err
}

func (g *Gate) communitySeen(tx *store.Tx, c *models.Actor) (policy.CommunitySeen, error) {
	seen := policy.CommunitySeen{Handle: string(c.Handle), Ceiling: "world"}
	if !c.Local {
		return seen, nil
	}
	row, err := tx.CommunityByActor(c.ID)
	if fault.Is(err, fault.Missing) {
		return seen, nil
	}
	if err != nil {
		return seen, err
	}
	if row.DriverID != 0 {
		driver, err := tx.ActorByID(row.DriverID)
		if err == nil {
			seen.Steward = string(driver.Handle)
		} else if !fault.Is(err, fault.Missing) {
			return seen, err
		}
	}
	return seen, nil
}

// words are all words of a post that a reader would see, without marks.
func words(post *models.PostView) string {
	parts := []string{prose.Plain(post.Content), post.Summary}
	for i := range post.Media {
		parts = append(parts, post.Media[i].Alt, post.Media[i].Name)
	}
	if d := post.Details; d != nil {
		parts = append(parts, d.Place, d.Online, d.Link)
	}
	if post.Poll != nil {
		for _, o := range post.Poll.Options {
			parts = append(parts, o.Name)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}

func hostsOf(post *models.PostView) (hosts []string) {
	links := prose.Links(post.Content)
	if post.Details != nil {
		links = append(links, post.Details.Online, post.Details.Link)
	}
	for _, link := range links {
		u, err := url.Parse(link)
		if err != nil {
			continue
		}
		if h := string(models.HostOf(u)); h != "" && !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	return hosts
}
