package policy

import (
	"regexp"
	"slices"
	"strings"

	"guildhall/models"
)

// changed applies what rules change (law 9) to the receiver's own view of a post. The stored post is never altered.
func (d Decision) changed(post *models.PostView, h Hands, kind *Variant) *models.PostView {
	if len(d.changes) == 0 || !post.Local && d.crossing.Door != models.In {
		return post
	}
	own := *post
	var names []string
	for _, c := range d.changes {
		if !slices.Contains(names, c.rule.Name) {
			names = append(names, c.rule.Name)
		}
		switch {
		case c.Replace != "":
			replace(&own, c.rule.patterns[c.n], c.With, h)
		case c.Remove == "attachments":
			own.Media = nil
		case c.Remove == "mentions":
			d.unname(&own, c.Of, h)
		case c.Warning != "":
			own.Summary, own.Sensitive = joined(own.Summary, c.Warning), true
		case c.Label != "":
			own.Label = Strictest(own.Label, c.Label)
		case c.Distance == "partners" && own.Distance.World:
			own.Distance = models.Within(d.crossing.Peer.Host)
			kind.For = d.crossing.Peer.Host
		}
	}
	slices.Sort(names)
	kind.Changed = strings.Join(names, " ")
	return &own
}

// replace writes each text of a post anew. What the pattern finds across marks, as in a word of which half is bold, is
// caught as well: such a text loses its marks.
func replace(post *models.PostView, pattern *regexp.Regexp, with string, h Hands) {
	each := func(words string) string { return pattern.ReplaceAllString(words, with) }
	if html, plain := h.Rewrite(post.Content, each); pattern.MatchString(plain) {
		post.Content = h.Mark(each(plain))
	} else {
		post.Content = html
	}
	post.Source = "" // it says what the text said
	post.Title, post.Summary = each(post.Title), each(post.Summary)
	post.Media = slices.Clone(post.Media)
	for i := range post.Media {
		post.Media[i].Alt, post.Media[i].Name = each(post.Media[i].Alt), each(post.Media[i].Name)
	}
	if post.Details != nil {
		details := *post.Details
		details.Place = each(details.Place)
		for _, address := range []*string{&details.Online, &details.Link} {
			if pattern.MatchString(*address) { // written anew it would lead somewhere else
				*address = ""
			}
		}
		post.Details = &details
	}
	if post.Poll != nil {
		poll := *post.Poll
		poll.Options = slices.Clone(poll.Options)
		for i := range poll.Options {
			poll.Options[i].Name = each(poll.Options[i].Name)
		}
		post.Poll = &poll
	}
	post.Tags = slices.DeleteFunc(slices.Clone(post.Tags), pattern.MatchString)
}

// unname takes people of ours out of a copy: the mention, the link, and the address in the text. Whoever belongs to the
// receiver stays named, or the post would not find them.
func (d Decision) unname(post *models.PostView, of []string, h Hands) {
	var gone []models.Actor
	var stay []models.PersonNamed
	for _, p := range post.People {
		if p.Host == d.crossing.Peer.Host || len(of) > 0 && !slices.ContainsFunc(of, func(s string) bool { return strings.EqualFold(strings.TrimPrefix(s, "@"), string(p.Handle)) }) {
			stay = append(stay, p)
			continue
		}
		gone = append(gone, p.Actor)
	}
	if len(gone) == 0 {
		return
	}
	post.People, post.Source = stay, ""
	if h.Unlink != nil {
		post.Content = h.Unlink(post.Content, gone)
	}
	var names []string
	for i := range gone {
		names = append(names, regexp.QuoteMeta(gone[i].Address()), "@"+regexp.QuoteMeta(string(gone[i].Handle))+`\b`)
	}
	replace(post, regexp.MustCompile("(?i:"+strings.Join(names, "|")+")"), "@…", h)
}

func joined(a, b string) string {
	if a == "" || a == b {
		return b
	}
	return a + " · " + b
}

// Strictest is the stricter of two labels. One that is not known is stricter than all.
func Strictest(a, b string) string {
	if weight(b) > weight(a) {
		return b
	}
	return a
}

func weight(label string) int {
	if label == "" {
		return 0
	}
	if n, known := strictness[label]; known {
		return n
	}
	return 9
}
