package wire

import (
	"guildhall/models"
	"guildhall/policy"
)

// reportExamples are what docs/federation/reports.md shows.
func reportExamples() map[string]policy.Subject {
	org := models.Actor{ID: 9, IRI: "https://acme.example/actors/organisation", Kind: models.Organisation, Local: true, Host: "acme.example", Handle: "acme.example"}
	return map[string]policy.Subject{"flag": {Act: &policy.Act{IRI: "https://acme.example/activities/1", Verb: models.Flag, Actor: org, Object: "https://social.example/users/nell",
		Objects: []models.IRI{"https://social.example/users/nell", "https://social.example/notes/7"}, Words: "This is a lie about us.", To: []models.IRI{"https://social.example/users/nell"}}}}
}
