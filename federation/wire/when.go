package wire

import (
	"strconv"
	"strings"
	"time"

	"guildhall/models"
)

// The shapes in which others write times, most common first. One without a zone is taken as UTC.
var timeShapes = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05Z0700",
	time.RFC1123,
	time.RFC1123Z,
	"2006-01-02",
}

// when reads a time, leniently; 0 when there is none or it cannot be read. A number counts milliseconds, or seconds where
// milliseconds would lie before 1980. Clamping what lies in the future is up to who knows the time.
func (t *tape) when(i at) models.Time {
	switch {
	case t.is(i, text):
		return parseTime(t.written(i))
	case t.is(i, number):
		n, err := strconv.ParseInt(t.src[t.slots[i].from:t.slots[i].to], 10, 64)
		if err == nil {
			return fromNumber(n)
		}
	}
	return 0
}

const (
	yearMillis = 365 * 24 * 3600 * 1000
	farthest   = models.Time(230 * yearMillis) // the year 2200
)

func fromNumber(n int64) models.Time {
	if n > 0 && n < 10*yearMillis {
		n *= 1000
	}
	return bounded(models.Time(n))
}

func bounded(m models.Time) models.Time {
	if m < 0 || m > farthest {
		return 0
	}
	return m
}

func parseTime(s string) models.Time {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 64 {
		return 0
	}
	for _, shape := range timeShapes {
		if at, err := time.Parse(shape, s); err == nil {
			return bounded(models.At(at))
		}
	}
	return 0
}
