package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Crossed is an answer of the gate to be recorded, with what rules saw, so that other rules can judge it again.
type Crossed struct {
	models.Decision
	Seen   *policy.Input  // nil keeps nothing
	Laws   models.Verdict // what the laws alone said
	Bare   bool           // only peer, door and activity were known
	Author models.ID      // whose words it carries; 0 when it is not known
	Rules  []policy.Match // those that matched
	Whom   models.ID      // the person of ours whom it concerns; 0 for none
}

// kept is how an input stands in the record: the peers beside what they share, and no texts.
type kept struct {
	Laws  models.Verdict    `json:"laws"`
	Bare  bool              `json:"bare,omitempty"`
	Peers []policy.PeerSeen `json:"peers"`
	Seen  *policy.Input     `json:"seen"`
}

// told are the texts of an input, which are sealed and forgotten before the rest, or with their post.
type told struct {
	Salt     []byte   `json:"salt"`
	Text     string   `json:"text,omitempty"`
	Title    string   `json:"title,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Links    []string `json:"links,omitempty"`
	Mentions []string `json:"mentions,omitempty"`
}

// Past is a recorded answer with what can still be judged again of it.
type Past struct {
	models.Decision
	Laws   models.Verdict
	Bare   bool
	Inputs []*policy.Input // one for each peer; none where nothing was kept
	Silent bool            // it had a text, which is forgotten
}

// Person is the number by which the record knows a person of ours. Only who has the sealing key can make it, and nothing leads back.
func (l *Ledger) Person(id models.ID) int64 {
	if id == 0 || l.people == nil {
		return 0
	}
	h := hmac.New(sha256.New, l.people)
	h.Write(number(int64(id)))
	return int64(binary.BigEndian.Uint64(h.Sum(nil)) >> 1) //nolint:gosec // 63 bits
}

// apart parts an input into what is kept readable and its sealed text.
func (l *Ledger) apart(tx *store.Tx, r *Crossed) (seen *policy.Input, text models.RecordText, sum []byte, err error) {
	in := *r.Seen
	words := told{Text: in.Post.Text, Title: in.Post.Title, Tags: in.Post.Tags, Links: in.Post.Links, Mentions: in.Post.Mentions}
	in.Peer = policy.PeerSeen{}
	in.Post.Text, in.Post.Title, in.Post.Tags, in.Post.Links, in.Post.Mentions = "", "", nil, nil, nil
	if in.Post.Kind == "" || l.vault == nil {
		return &in, text, nil, nil
	}
	words.Salt = newSalt()
	plain, err := json.Marshal(words)
	if err != nil {
		return nil, text, nil, fault.New(fault.Internal, "ledger.apart", "What rules saw could not be kept.").Because(err)
	}
	text = models.RecordText{ID: tx.NewID(), At: tx.Now(), AuthorID: r.Author, About: r.Object.About()}
	text.Sealed = l.vault.SealOften(textPurpose(text.ID), plain)
	return &in, text, digest(plain), tx.AddRecordText(text)
}

func textPurpose(id models.ID) string { return fmt.Sprintf("text of the record:%d", id) }

// Recall gives recorded answers back with what rules saw. Texts that are forgotten are empty, and said to be.
func (l *Ledger) Recall(tx *store.Tx, rows []models.Decision) ([]Past, error) {
	var ids []models.ID
	for i := range rows {
		if rows[i].TextID != 0 {
			ids = append(ids, rows[i].TextID)
		}
	}
	texts := map[models.ID]told{}
	if len(ids) > 0 {
		sealed, err := tx.RecordTexts(ids)
		if err != nil {
			return nil, err
		}
		for _, s := range sealed {
			var t told
			if plain, err := l.vault.Open(textPurpose(s.ID), s.Sealed); err == nil && json.Unmarshal(plain, &t) == nil {
				texts[s.ID] = t
			}
		}
	}
	past := make([]Past, len(rows))
	for i := range rows {
		past[i] = recalled(rows[i], texts)
	}
	return past, nil
}

func recalled(d models.Decision, texts map[models.ID]told) Past {
	p := Past{Decision: d}
	var k kept
	if d.Input == "" || json.Unmarshal([]byte(d.Input), &k) != nil || k.Seen == nil {
		return p
	}
	in := *k.Seen
	if t, there := texts[d.TextID]; there {
		in.Post.Text, in.Post.Title, in.Post.Tags, in.Post.Links, in.Post.Mentions = t.Text, t.Title, t.Tags, t.Links, t.Mentions
	} else {
		p.Silent = d.TextID != 0
	}
	p.Laws, p.Bare = k.Laws, k.Bare
	for n, peer := range k.Peers {
		if n == 0 {
			in.Peer = peer
			p.Inputs = append(p.Inputs, &in)
			continue
		}
		p.Inputs = append(p.Inputs, in.Beside(peer))
	}
	return p
}
