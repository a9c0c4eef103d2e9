package wire

// Option is one answer of a poll.
type Option struct {
	Name  string
	Votes int64
}

// poll reads the options of a question. Either list may be there and empty.
func (t *tape) poll(n *Note, p *parts) {
	read := func(i at) {
		t.each(i, func(k at) bool {
			if t.slots[k].what == object {
				e := t.parts(k)
				o := Option{Name: t.textOf(e.name)}
				if t.is(e.replies, object) {
					o.Votes = t.votes(t.member(e.replies, "totalItems"))
				}
				if o.Name != "" {
					n.Options = append(n.Options, o)
				}
			}
			return len(n.Options) < maxOptions
		})
	}
	if read(p.anyOf); len(n.Options) > 0 {
		n.Multiple = true
	} else {
		read(p.oneOf)
	}
	n.Voters, n.Named = t.votes(p.voters), t.truth(p.named)
	n.Closes, n.Closed = t.when(p.endTime), t.when(p.closed)
	if n.Closed == 0 && t.truth(p.closed) { // the word says that it is over, and no more
		n.Closed = max(n.Closes, n.Published, n.Updated, 1)
	}
	if n.Closes == 0 {
		n.Closes = n.Closed
	}
}

// mostVotes is more than there are people; what is beyond is nonsense.
const mostVotes = 10_000_000_000

// votes reads a number of votes; what is none counts as no votes.
func (t *tape) votes(i at) int64 {
	n, ok := t.count(i)
	if !ok {
		return 0
	}
	return min(n, mostVotes)
}
