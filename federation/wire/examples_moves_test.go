package wire

import (
	"guildhall/models"
	"guildhall/policy"
)

// moveExamples are what docs/federation/moves.md shows.
func moveExamples() map[string]policy.Subject {
	ada := models.Actor{ID: 7, IRI: "https://acme.example/actors/3q0Yxk8nE2vTbK7uW1rJdA", Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada",
		Domain: "acme.example", Name: "Ada Okafor", Published: moment, AlsoKnownAs: []models.IRI{"https://guild.example/users/ada"}}
	gone := ada
	gone.AlsoKnownAs, gone.MovedTo = nil, "https://north.example/users/ada"
	return map[string]policy.Subject{
		"aliases": {Actor: &policy.ActorDoc{Actor: ada}},
		"moved":   {Actor: &policy.ActorDoc{Actor: gone}},
		"move": {Act: &policy.Act{IRI: "https://acme.example/activities/Wm2NcXv7Rt5YbLq9Kd1HsA", Verb: models.Move, Actor: gone, Object: gone.IRI, Target: gone.MovedTo,
			To: []models.IRI{site.Followers(gone.IRI)}}},
	}
}
