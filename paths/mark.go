package paths

import (
	"net/url"
	"strconv"
	"strings"

	"guildhall/models"
)

// MarkParameter is where the mark of a path stands in its query.
const MarkParameter = "as"

// Marker proves that we wrote a text for a purpose.
type Marker interface {
	Mark(purpose, text string) string
	Marked(purpose, text, given string) bool
}

const (
	aWeek     = 7 * 24 * 60 * 60 * 1000
	markedFor = "elsewhere"
)

// MarkedFor is a path with what lets an app show it that can send neither cookie nor token: whom it is for, and the week in which it was
// written. It holds until the end of the week after. Whether the person may see it is judged anew each time.
func MarkedFor(m Marker, path string, who models.ID, now models.Time) string {
	if path == "" {
		return ""
	}
	claim := who.String() + "." + strconv.FormatInt(int64(now)/aWeek, 10)
	return path + "?" + MarkParameter + "=" + url.QueryEscape(claim+"."+m.Mark(markedFor, path+"\n"+claim))
}

// Marked tells for whom a path was written, while that holds.
func Marked(m Marker, path, mark string, now models.Time) (who models.ID, ok bool) {
	parts := strings.SplitN(mark, ".", 3)
	if len(parts) != 3 {
		return 0, false
	}
	week, err := strconv.ParseInt(parts[1], 10, 64)
	if this := int64(now) / aWeek; err != nil || week > this || week < this-1 {
		return 0, false
	}
	who = models.ParseID(parts[0])
	return who, who != 0 && m.Marked(markedFor, path+"\n"+parts[0]+"."+parts[1], parts[2])
}
