package conversations

import (
	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Lock lets nobody answer in a thread of ours any more, until it is opened again. Whoever began it may; those who look after the community
// that it stands in decide so with a reason (communities.Rule). Any post of the thread names it.
func Lock(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	root, err := rootKept(tx, "conversations.Lock", by, post)
	if err != nil || root.Locked != 0 {
		return err
	}
	if root.AuthorID != by.ID {
		return fault.New(fault.Forbidden, "conversations.Lock", "Who looks after the community decides with a reason that a thread is locked. Do it as a decision of the community.")
	}
	if err := tx.SetLocked(root.ID, tx.Now()); err != nil {
		return err
	}
	return retold(tx, site, root)
}

// Unlock opens a thread again that its author locked. One that is open is no fault; one that those locked who look after its community is
// theirs to open (communities.Undo).
func Unlock(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	root, err := rootKept(tx, "conversations.Unlock", by, post)
	if err != nil || root.Locked == 0 {
		return err
	}
	rulings, err := tx.RulingsOn([]models.ID{root.ID})
	if err != nil {
		return err
	}
	for _, r := range rulings {
		if r.What == models.Shut && root.CommunityID != nil && *root.CommunityID == r.CommunityID {
			return fault.New(fault.Forbidden, "conversations.Unlock", "Those who look after the community locked this thread, for a reason. They open it again.")
		}
	}
	if err := tx.SetLocked(root.ID, 0); err != nil {
		return err
	}
	return retold(tx, site, root)
}

// Summarise puts a post of a thread above the others, as what sums them up, in the place of another. It is an answer like any:
// who may not read it sees none.
func Summarise(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	root, err := rootKept(tx, "conversations.Summarise", by, post)
	switch {
	case err != nil:
		return err
	case root.ID == post:
		return fault.New(fault.Invalid, "conversations.Summarise", "The first post of a thread cannot sum it up. Write an answer that does.")
	case root.SynthesisID != nil && *root.SynthesisID == post:
		return nil
	}
	return tx.SetSynthesis(root.ID, &post)
}

// Unsummarise takes it down again. One that does not stand there is no fault.
func Unsummarise(tx *store.Tx, site paths.Site, by models.Actor, post models.ID) error {
	root, err := rootKept(tx, "conversations.Unsummarise", by, post)
	if err != nil || root.SynthesisID == nil || *root.SynthesisID != post {
		return err
	}
	return tx.SetSynthesis(root.ID, nil)
}

// rootKept finds the first post of a thread of ours that somebody looks after.
func rootKept(tx *store.Tx, op string, by models.Actor, post models.ID) (models.Post, error) {
	p, err := tx.VisiblePost(by.ID, post)
	if err != nil {
		return p, err
	}
	root, err := tx.VisiblePost(by.ID, p.ThreadID)
	if err != nil {
		return root, err
	}
	if !root.Local {
		return root, fault.New(fault.Invalid, op, "This thread began on another server, which alone looks after it.")
	}
	may, err := MaySettle(tx, by, root)
	if err == nil && !may {
		err = fault.New(fault.Forbidden, op, "Only whoever began the thread, or a steward of its community, can do this.")
	}
	return root, err
}

// shut refuses an answer in a thread that is locked: in one of ours to everybody but those who look after it, in one that began
// elsewhere to people of ours.
func shut(tx *store.Tx, op string, by models.Actor, thread models.ID) error {
	root, err := tx.PostByID(thread)
	if err != nil || root.Locked == 0 || !root.Local && !by.Local {
		return orMissing(err)
	}
	if may, err := access.Stewards(tx, by, root); err != nil || may {
		return err
	}
	return fault.New(fault.Forbidden, op, "This thread is locked: nobody can answer in it for now.")
}
