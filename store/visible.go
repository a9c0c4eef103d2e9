package store

import (
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"guildhall/models"
)

// readable keeps of posts, deleted ones too, those whose reach takes in a person of ours. Boundary.md's audiences are
// spelled here once for everybody inside; strangers are judged by the gate.
const readable = `(posts.author_id = @viewer OR (posts.audience <> 'self'
 AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = @viewer AND blocks.blocked_id = posts.author_id)
 AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = posts.author_id AND blocks.blocked_id = @viewer)
 AND (posts.audience = 'everyone'
  OR EXISTS (SELECT 1 FROM post_people WHERE post_people.post_id = posts.id AND post_people.actor_id = @viewer)
  OR (posts.audience = 'followers' AND EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = @viewer
   AND follows.followee_id = posts.author_id AND follows.state = 'accepted'))
  OR (posts.audience = 'members' AND EXISTS (SELECT 1 FROM follows WHERE follows.follower_id = @viewer
   AND follows.followee_id = posts.community_id AND follows.state = 'accepted')))))`

// visibleTo keeps of the posts in a query those that a person of ours may read now. Every list composes it.
func visibleTo(viewer models.ID) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		return q.Where("posts.deleted = 0").Where(readable, map[string]any{"viewer": viewer})
	}
}

// readableSQL and visibleSQL are readable and visibleTo for statements written by hand, with visibleValues for their
// placeholders.
var (
	readableSQL = strings.ReplaceAll(readable, "@viewer", "?")
	visibleSQL  = "posts.deleted = 0 AND " + readableSQL
)

func visibleValues(viewer models.ID) []any {
	return slices.Repeat([]any{viewer}, strings.Count(readable, "@viewer"))
}

// Page says which part of a list is wanted, newest first, in the words of the client API.
type Page struct {
	MaxID   models.ID // only what is older than it; 0 from the newest
	SinceID models.ID // only what is newer than it, from the newest on
	MinID   models.ID // only what is newer than it, the nearest to it
	Limit   int       // 20 when 0; 80 at most
	Media   bool      // of lists of posts by account, by hashtag and of everybody: only what has files
}

// size is how many rows the page holds at most.
func (p Page) size() int {
	if p.Limit <= 0 {
		return 20
	}
	return min(p.Limit, 80)
}

// cut limits a query to the page by an ID column.
func (p Page) cut(column string) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if p.MaxID > 0 {
			q = q.Where(column+" < ?", p.MaxID)
		}
		if since := max(p.SinceID, p.MinID); since > 0 {
			q = q.Where(column+" > ?", since)
		}
		if p.MinID > 0 {
			return q.Order(column + " ASC").Limit(p.size())
		}
		return q.Order(column + " DESC").Limit(p.size())
	}
}

// filed limits a query of posts to those that have files, where the page asks for it.
func (p Page) filed(q *gorm.DB) *gorm.DB {
	if !p.Media {
		return q
	}
	return q.Where("EXISTS (SELECT 1 FROM media WHERE media.post_id = posts.id)")
}

// cutSQL is cut for a statement written by hand that has a condition already.
func (p Page) cutSQL(column string) (tail string, values []any) {
	if p.MaxID > 0 {
		tail, values = tail+" AND "+column+" < ?", append(values, p.MaxID)
	}
	if since := max(p.SinceID, p.MinID); since > 0 {
		tail, values = tail+" AND "+column+" > ?", append(values, since)
	}
	way := " DESC"
	if p.MinID > 0 {
		way = " ASC"
	}
	return tail + " ORDER BY " + column + way + " LIMIT " + strconv.Itoa(p.size()), values
}

// newestFirst turns rows that were read from the near end around.
func newestFirst[T any](p Page, rows []T) []T {
	if p.MinID > 0 {
		slices.Reverse(rows)
	}
	return rows
}

// inChunks calls fn with parts of a list that fit into one statement.
func inChunks[T any](all []T, fn func([]T) error) error {
	for part := range slices.Chunk(all, 500) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// distinct sorts IDs and drops repeats and zero.
func distinct(ids []models.ID) []models.ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0] == 0 {
		ids = ids[1:]
	}
	return ids
}
