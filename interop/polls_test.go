package interop_test

import (
	"net/http"
	"net/url"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// PollSeen is a poll as apps are told of it.
type PollSeen struct {
	ID      string
	Expired bool
	Voted   bool
	Voters  int `json:"voters_count"`
	Options []struct {
		Title string
		Votes int `json:"votes_count"`
	}
}

// pollOf asks for the poll of a post.
func (w *Worker) pollOf(id string) (p PollSeen) {
	w.home.t.Helper()
	w.does(http.MethodGet, "/api/v1/polls/"+id, nil, &p)
	return p
}

// endPoll lets the time of a poll be over.
func (h *House) endPoll(post models.ID) {
	h.t.Helper()
	h.Does(func(tx *store.Tx) error {
		p, err := tx.Poll(post)
		if err == nil {
			p.Closes = tx.Now()
			err = tx.SavePoll(&p)
		}
		if err == nil {
			err = conversations.EndPoll(tx, h.Site, post)
		}
		return err
	})
}

// A poll of ours is voted in there and ends, and one of theirs is voted in here.
func theyVote(t *testing.T) {
	h, ada, ines := friends(t)
	ours := ada.Says("Which rod?", "poll[options][0]", "6013", "poll[options][1]", "7018", "poll[expires_in]", "3600")
	if got := ines.Has(ours.URI); len(got.Options) != 2 || got.Options[1].Name != "7018" || got.Content != "<p>Which rod?</p>" {
		t.Fatalf("Ines reads %+v", got)
	}
	vote := ask{"object": ours.URI, "choice": "7018"}
	ines.do("vote", vote, nil)
	Eventually(t, "the vote is counted", func() bool { return ada.pollOf(ours.ID).Options[1].Votes == 1 })
	h.Takes(ines.activityOf(t, vote), models.Applied)
	if p := ada.pollOf(ours.ID); p.Voters != 1 || p.Options[0].Votes != 0 {
		t.Errorf("after the same vote again Ada sees %+v", p)
	}
	if _, below := ada.Thread(ours.ID); len(below) != 0 {
		t.Errorf("votes are shown as answers: %v", below)
	}
	h.endPoll(models.ParseID(ours.ID))
	Eventually(t, "Ines is told the result", func() bool { p := ines.Has(ours.URI); return p.Options[1].Votes == 1 && p.Voters == 1 })
	if n := ada.told("poll"); n != 1 {
		t.Errorf("Ada was told of the end %d times", n)
	}

	theirs := ines.Says(Said{Text: "When?", Poll: &Poll{Options: []string{"Monday", "Tuesday"}}})
	s := ada.Reads(theirs)
	if p := ada.pollOf(s.ID); len(p.Options) != 2 || p.Expired || p.Voted {
		t.Fatalf("Ada sees %+v", p)
	}
	ada.does(http.MethodPost, "/api/v1/polls/"+s.ID+"/votes", url.Values{"choices[]": {"1"}}, nil)
	Eventually(t, "Ada's vote arrives", func() bool {
		for _, n := range ines.State().Notes {
			if n.ID == theirs {
				return len(n.Votes) == 2 && n.Votes[1] == 1
			}
		}
		return false
	})
	ines.do("tell", ask{"id": theirs}, nil)
	Eventually(t, "the tally arrives", func() bool { p := ada.pollOf(s.ID); return p.Options[1].Votes == 1 && p.Voters == 1 && p.Voted })
	if edited, _ := ada.Here(theirs); edited.EditedAt != "" {
		t.Error("a tally made the question an edited one")
	}
	h.Trusted(ines)
}

// activityOf does a verb whose answer is the activity, and gives its id.
func (p *Peer) activityOf(t *testing.T, what ask) string {
	t.Helper()
	var answer struct{ Activity string }
	p.do("vote", what, &answer)
	return answer.Activity
}

// told counts what the worker was told of a kind.
func (w *Worker) told(kind string) int {
	w.home.t.Helper()
	var list []struct{ Type string }
	w.does(http.MethodGet, "/api/v1/notifications?types[]="+kind, nil, &list)
	return len(list)
}
