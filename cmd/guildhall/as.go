package main

import (
	"guildhall/models"
	"guildhall/store"
)

// acting are the flags of every command that changes something an administrator answers for.
type acting struct {
	As     string `help:"Who does it, as the record will say; without, the command line." placeholder:"NAME"`
	Reason string `help:"Why, for the record." placeholder:"TEXT"`
}

// by is who acts: a person of ours, or the zero actor for the command line.
func (a acting) by(tx *store.Tx) (models.Actor, error) {
	if a.As == "" {
		return models.Actor{}, nil
	}
	m, err := member(tx, a.As)
	return m.Actor, err
}
