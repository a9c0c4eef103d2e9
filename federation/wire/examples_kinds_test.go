package wire

import (
	"guildhall/models"
	"guildhall/policy"
)

// kindExamples are what docs/federation/kinds.md shows.
func kindExamples() map[string]policy.Subject {
	world := models.Reach{Audience: models.Everyone, Distance: models.World()}
	ada := models.Actor{IRI: "https://acme.example/actors/3q0Yxk8nE2vTbK7uW1rJdA", Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada", Domain: "acme.example"}
	post := func(kind models.PostKind, title, content string, change func(*models.PostView)) *models.PostView {
		p := &models.PostView{Author: ada}
		p.IRI, p.Local, p.Kind, p.Reach, p.Title, p.Content = "https://acme.example/posts/h5Jk1fQ8sD3gL6pZ0xCvBn", true, kind, world, title, content
		p.Published, p.URL = moment, "https://acme.example/@ada/7"
		if change != nil {
			change(p)
		}
		return p
	}
	return map[string]policy.Subject{
		"question": {Post: post(models.QuestionPost, "Which rod for cast iron?", "<p>We looked in the manual.</p>", func(p *models.PostView) {
			p.Answer = &models.Post{IRI: "https://guild.example/notes/12"}
		})},
		"problem": {Post: post(models.ProblemPost, "Pump 3 stops at night", "<h2>Symptom</h2>\n<p>It hums and stops.</p>\n<h2>Fix</h2>\n<p>Dry the cable.</p>", nil)},
		"link": {Post: post(models.PageDoc, "Cables in wet rooms", "<p>Page 4 is the one.</p>", func(p *models.PostView) {
			p.Details = &models.Details{Link: "https://standards.example/cables"}
		})},
	}
}
