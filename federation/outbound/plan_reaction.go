package outbound

import (
	"guildhall/models"
	"guildhall/store"
)

// planReaction: a Like with a face, to the author of the post; who knows no faces takes it for thanks. One that is a picture
// of a server goes as an EmojiReact. One that was taken back meanwhile is not told of.
// spec: fep-c0e0#reactions; ap#like-activity-outbox
func (o *Outbound) planReaction(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	r, err := tx.ReactionByIRI(e.Object)
	if err != nil {
		return nil, nothingLeft(err)
	}
	sends, err := o.planTo(tx, e, by, models.Like)
	for i := range sends {
		sends[i].act.Face, sends[i].act.Picture = r.Face, r.Picture
	}
	return sends, err
}
