package mastodon

import (
	"net/url"
	"strconv"

	"guildhall/models"
	"guildhall/store"
)

// bounds of a list: how many it gives when not asked, and at most.
type bounds struct{ usual, most int }

var (
	ofPosts  = bounds{20, 40}
	ofPeople = bounds{40, 80}
)

// page reads max_id, since_id, min_id and limit. A limit out of bounds is brought within.
func (in input) page(b bounds) (store.Page, error) {
	p := store.Page{Limit: in.limit(b), Media: in.flag("only_media")}
	var err error
	if p.MaxID, err = in.id("max_id"); err != nil {
		return p, err
	}
	if p.SinceID, err = in.id("since_id"); err != nil {
		return p, err
	}
	p.MinID, err = in.id("min_id")
	return p, err
}

func (in input) limit(b bounds) int {
	n, err := strconv.Atoi(in.text("limit"))
	if err != nil {
		return b.usual
	}
	return min(max(n, 1), b.most)
}

// offset reads how many results of a search were seen already.
func (in input) offset() int {
	n, err := strconv.Atoi(in.text("offset"))
	if err != nil {
		return 0
	}
	return min(max(n, 0), 1000)
}

// links makes the Link header of a list from its newest and oldest row: where older rows are, and where newer ones will
// be. The other words of the query stay. An empty list has none.
func links(base string, u *url.URL, newest, oldest models.ID) string {
	if newest == 0 || oldest == 0 {
		return ""
	}
	at := func(cursor string, id models.ID) string {
		q := u.Query()
		for _, k := range []string{"max_id", "since_id", "min_id", "access_token"} {
			q.Del(k)
		}
		q.Set(cursor, id.String())
		return "<" + base + u.EscapedPath() + "?" + q.Encode() + ">"
	}
	return at("max_id", oldest) + `; rel="next", ` + at("min_id", newest) + `; rel="prev"`
}
