package mastodon

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
)

// word is what apps call the reach of a post.
type word string

// The words: Mastodon's four, and our own for what is for everyone inside.
const (
	public   word = "public"
	unlisted word = "unlisted"
	private  word = "private"
	direct   word = "direct"
	inside   word = "local"
)

// fourWords are those that Mastodon has.
var fourWords = []word{public, unlisted, private, direct}

// reads is the word that a post is shown with. It never says more than a post's reach, so that an app which reads, deletes
// and writes a post again does not widen it.
func reads(p *models.Post) word {
	switch p.Audience {
	case models.Everyone:
		switch {
		case !p.Distance.World:
			return private
		case p.Quiet:
			return unlisted
		}
		return public
	case models.Followers, models.Members:
		return private
	}
	return direct
}

// means reads what an app wrote, visibility and local_only, as audience, distance and whether it keeps out of public
// lists. Public is what the setting says (open), private is the person's own followers within their default distance
// (own). What is for named people stays so when it is kept inside. A reply with the word that its parent reads as has
// its parent's reach: audience and distance are then left open.
func means(said string, localOnly bool, open, own string, parent *models.Post) (a models.Audience, where string, quiet bool, err error) {
	w := word(said)
	if w == "" {
		w = public
	}
	switch {
	case w != inside && !slices.Contains(fourWords, w):
		return "", "", false, fault.New(fault.Invalid, "mastodon.means", "Visibility is one of public, unlisted, private, direct and local.")
	case w == direct && localOnly:
		return models.Named, conversations.Inside, false, nil
	case w == inside, localOnly:
		return models.Everyone, conversations.Inside, w == unlisted, nil
	case parent != nil && w == reads(parent):
		return "", conversations.Default, parent.Quiet, nil
	case w == private:
		return models.Followers, own, false, nil
	case w == direct:
		return models.Named, conversations.Default, false, nil
	}
	return models.Everyone, open, w == unlisted, nil
}

// origin says where something comes from, for the mark that every post and person carries.
func (s *scene) origin(a *models.Actor) string {
	switch {
	case a.Local:
		return "inside"
	case s.partners[a.Host]:
		return "partner"
	}
	return "world"
}
