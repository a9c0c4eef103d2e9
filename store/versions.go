package store

import (
	"slices"

	"guildhall/models"
)

// mostVersions is how many earlier versions of a post are kept; the oldest but the first make room.
const mostVersions = 50

// AddVersion keeps what a post said before it is edited, with whom it was for.
func (tx *Tx) AddVersion(before models.PostView) error {
	const op = "store.AddVersion"
	v := models.PostVersion{PostID: before.ID, Version: before.Version, Title: before.Title, Content: before.Content, Source: before.Source,
		Summary: before.Summary, Sensitive: before.Sensitive, Language: before.Language, Audience: before.Audience,
		Facts: before.Details.Line(), Readers: []models.ID{}, Options: []string{}, Made: max(before.Published, before.Edited)}
	for _, p := range before.People {
		v.Readers = append(v.Readers, p.ID)
	}
	if before.Poll != nil {
		for _, o := range before.Poll.Options {
			v.Options = append(v.Options, o.Name)
		}
	}
	if _, err := add(tx, op, "ON CONFLICT DO NOTHING", v); err != nil {
		return err
	}
	kept, err := tx.versionsOf(before.ID)
	if err != nil || len(kept) <= mostVersions {
		return err
	}
	if held, err := tx.PostHeld(before.ID); err != nil || held {
		return err
	}
	_, err = tx.exec(op, "DELETE FROM post_versions WHERE post_id = ? AND version = ?", before.ID, kept[1].Version)
	return err
}

func (tx *Tx) versionsOf(post models.ID) ([]models.PostVersion, error) {
	return readAll[models.PostVersion](tx, "store.versionsOf", "WHERE post_id = ? ORDER BY version", post)
}

// Versions lists what a post that the viewer may read said before, the oldest first: as far as each was for the viewer when
// it was written.
func (tx *Tx) Versions(viewer models.ID, post models.Post) ([]models.PostVersion, error) {
	if _, err := tx.VisiblePost(viewer, post.ID); err != nil {
		return nil, err
	}
	all, err := tx.versionsOf(post.ID)
	if err != nil || viewer == post.AuthorID {
		return all, err
	}
	return slices.DeleteFunc(all, func(v models.PostVersion) bool {
		switch {
		case v.Audience == models.Everyone, slices.Contains(v.Readers, viewer):
			return false
		case v.Audience == post.Audience && (v.Audience == models.Followers || v.Audience == models.Members):
			return false
		}
		return true
	}), nil
}
