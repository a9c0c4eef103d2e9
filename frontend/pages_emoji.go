package frontend

import "guildhall/models"

// The fields of the form for a new emoji.
const (
	FieldEmojiName    = "name"
	FieldEmojiPicture = "picture"
)

// OwnEmoji is the administrators' page of the organisation's own emoji.
type OwnEmoji struct {
	List    []models.Emoji
	Name    string // as typed
	Problem Problem
}

func (p OwnEmoji) view(s *sheet) view {
	return view{Title: s.T("nav.emoji"), Frame: wide, Here: PathEmoji, Body: ownEmojiBody(s, p)}
}
