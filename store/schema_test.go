package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// nouns are all models that have a table.
var nouns = []any{
	models.Account{}, models.Actor{}, models.Attempt{}, models.Attendance{}, models.BlockRow{}, models.Boost{}, models.Borrowed{}, models.Boundary{}, models.Closure{}, models.CommunityRow{},
	models.Decision{}, models.DecisionPeer{}, models.Details{}, models.Dislike{}, models.Emoji{}, models.EndedInbox{}, models.Ending{}, models.Favourite{}, models.Following{}, models.Handed{}, models.HeldAnswer{}, models.HeldItem{}, models.HomeItem{},
	models.InboxItem{}, models.Job{}, models.Key{}, models.Lane{}, models.Media{}, models.ModerationAct{}, models.Notice{}, models.OutboxItem{}, models.Peer{}, models.PeerDay{}, models.PeerList{}, models.PeerListLine{}, models.Pin{}, models.Policy{}, models.Poll{}, models.PollVote{},
	models.Act{}, models.Chain{}, models.Link{}, models.RecordText{}, // of the record
