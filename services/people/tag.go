package people

import (
	"slices"
	"unicode/utf8"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/store"
)

// MostTags is how many hashtags a person follows at most.
const MostTags = 200

// FollowTag lets what carries a hashtag and is for everyone come into a person's home stream from now on.
func FollowTag(tx *store.Tx, by models.Actor, tag string) error {
	const op = "people.FollowTag"
	tag = prose.FoldTag(tag)
	if found := prose.Names("#" + tag).Tags; !slices.Equal(found, []string{tag}) || utf8.RuneCountInString(tag) > 100 {
		return fault.New(fault.Invalid, op, "This is no hashtag: letters and digits, without a space.")
	}
	there, err := tx.TagsFollowed(by.ID)
	if err == nil && len(there) >= MostTags && !slices.ContainsFunc(there, func(t models.TagFollow) bool { return t.Tag == tag }) {
		err = fault.New(fault.Invalid, op, "You follow 200 hashtags already. Leave one first.")
	}
	if err != nil {
		return err
	}
	return tx.FollowTag(by.ID, tag)
}

// UnfollowTag ends that. What came stays.
func UnfollowTag(tx *store.Tx, by models.Actor, tag string) error {
	return tx.UnfollowTag(by.ID, prose.FoldTag(tag))
}
