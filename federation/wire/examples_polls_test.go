package wire

import (
	"guildhall/models"
	"guildhall/policy"
)

// pollExamples are what docs/federation/polls.md shows.
func pollExamples() map[string]policy.Subject {
	world := models.Reach{Audience: models.Everyone, Distance: models.World()}
	ada := models.Actor{IRI: "https://acme.example/actors/3q0Yxk8nE2vTbK7uW1rJdA", Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada", Domain: "acme.example"}
	tom := models.Actor{IRI: "https://guild.example/users/tom", Kind: models.Person, Host: "guild.example", Handle: "tom", Domain: "guild.example"}
	asked := func(change func(*models.Poll)) *models.PostView {
		p := &models.PostView{Author: ada}
		p.IRI, p.Local, p.Kind, p.Reach = "https://acme.example/posts/h5Jk1fQ8sD3gL6pZ0xCvBn", true, models.PollPost, world
		p.Content, p.Language, p.Published, p.URL = "<p>When shall we take the first lactate?</p>", "en", moment, "https://acme.example/@ada/7"
		p.Source = "When shall we take the first lactate?"
		p.Poll = &models.Poll{Options: []models.Option{{Name: "At five", Votes: 7}, {Name: "At six", Votes: 2}}, Voters: 9, Closes: moment + 3_600_000}
		change(p.Poll)
		return p
	}
	theirs := &models.PostView{Author: tom}
	theirs.IRI = "https://guild.example/notes/12"
	vote := policy.Act{IRI: "https://acme.example/activities/Wm2NcXv7Rt5YbLq9Kd1HsA/1", Verb: models.Create, Actor: ada, Post: theirs, To: []models.IRI{tom.IRI}, At: moment,
		Vote: &policy.Vote{IRI: "https://acme.example/activities/Wm2NcXv7Rt5YbLq9Kd1HsA/1#vote", Name: "At six"}}
	ended := asked(func(p *models.Poll) { p.Closed = p.Closes })
	end := policy.Act{IRI: "https://acme.example/activities/Yk4TzBn8Qw2ErUi6Lp0MsD", Verb: models.Update, Actor: ada, Object: ended.IRI, Post: ended, At: moment + 3_600_000}
	return map[string]policy.Subject{
		"poll":        {Post: asked(func(*models.Poll) {})},
		"poll-secret": {Post: asked(func(p *models.Poll) { p.HideTotals, p.Multiple = true, true })},
		"poll-end":    {Act: &end},
		"vote":        {Act: &vote},
	}
}
