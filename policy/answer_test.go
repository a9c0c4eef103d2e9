package policy

import (
	"testing"

	"guildhall/models"
)

func TestAnAcceptedAnswerIsNamedToItsReadersOnly(t *testing.T) {
	everyone := func(d models.Distance) models.Reach { return models.Reach{Audience: models.Everyone, Distance: d} }
	cases := []struct {
		story  string
		answer models.Post
		shut   []models.IRI
		named  bool
	}{
		{"one for everyone anywhere is named", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: everyone(models.World())}, nil, true},
		{"one of another server as well", models.Post{IRI: "https://north.example/n/2", Reach: everyone(models.World())}, nil, true},
		{"one that stays inside is not", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: everyone(models.Inside())}, nil, false},
		{"nor one for another partner", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: everyone(models.Within(north))}, nil, false},
		{"nor a letter, whomever the question names", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: models.Reach{Audience: models.Named, Distance: models.World()}}, nil, false},
		{"nor one for followers", models.Post{IRI: "https://north.example/n/2", Reach: models.Reach{Audience: models.Followers, Distance: models.World()}}, nil, false},
		{"nor one that was deleted", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: everyone(models.World()), Deleted: 9}, nil, false},
		{"nor one that rules keep from this reader", models.Post{IRI: "https://acme.example/posts/2", Local: true, Reach: everyone(models.World())}, []models.IRI{"https://acme.example/posts/2"}, false},
	}
	for _, c := range cases {
		t.Run(c.story, func(t *testing.T) {
			p := post(everyone(models.World()))
			id := models.ID(2)
			p.Kind, p.Answer, p.AnswerID = models.QuestionPost, &c.answer, &id
			x := out(models.Partner, p, Reader{Kind: ByPerson, Named: true})
			x.Shut = c.shut
			d := Decide(x, nil)
			if !d.Allows() {
				t.Fatalf("the question itself is stopped: %s", d.Why)
			}
			got := d.Copy(Hands{})
			if named := got.Subject().Post.Answer != nil; named != c.named || got.Variant().Unanswered == c.named || got.Subject().Post.AnswerID == nil == c.named {
				t.Errorf("it is named: %v", named)
			}
			if p.Answer == nil {
				t.Error("the stored post lost its answer")
			}
		})
	}
}
