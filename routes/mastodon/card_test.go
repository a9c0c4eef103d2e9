package mastodon_test

import (
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

func TestAnEventIsACardToPrograms(t *testing.T) {
	h := newHouse(t)
	var id models.ID
	h.write(func(tx *store.Tx) error {
		tom := models.Actor{IRI: "https://guild.example/users/tom", Kind: models.Person, Host: "guild.example", Handle: "tom", Domain: "guild.example", Name: "Tom", Fields: []models.Field{}}
		if err := tx.KeepActor(&tom); err != nil {
			return err
		}
		p, err := conversations.Keep(tx, models.Post{IRI: "https://guild.example/events/1", AuthorID: tom.ID, Kind: models.EventPost, Title: "Welding evening", Content: "<p>Bring gloves.</p>",
			URL: "https://guild.example/e/1", Language: "en", Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}, nil, nil)
		if err != nil {
			return err
		}
		id = p.ID
		starts := models.At(time.Date(2026, 12, 1, 19, 0, 0, 0, time.UTC))
		return conversations.KeepFacts(tx, h.site, p, conversations.Facts{Details: &models.Details{Starts: starts, Place: "Hall 3", Status: "cancelled"}})
	})
	s := h.get("ada", "/api/v1/statuses/"+id.String()).object()
	s.at("card").has(map[string]any{"url": "https://guild.example/e/1", "title": "Welding evening", "type": "link", "description": "Called off · 1 Dec 2026, 19:00 UTC · Hall 3",
		"provider_name": "guild.example", "author_name": "Tom", "image": nil, "html": ""})
	s.has(map[string]any{"poll": nil})
	plain := h.says("ada", "No card", "public")
	h.get("ada", "/api/v1/statuses/"+plain).object().has(map[string]any{"card": nil})
}
