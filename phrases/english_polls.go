package phrases

// englishPolls is what is said round polls, events and earlier versions of posts.
var englishPolls = map[string]string{
	"poll.label":       "Answers",
	"poll.choose":      "Choose one answer",
	"poll.choose.many": "Choose one answer or more",
	"poll.vote":        "Vote",
	"poll.see":         "See how the votes stand",
	"poll.chosen":      "your choice",
	"poll.percent":     "%d %%",
	"poll.people.one":  "%s person voted",
	"poll.people.many": "%s people voted",
	"poll.ended":       "ended",
	"poll.ends":        "until %s",
	"poll.secret":      "counts are shown at the end",
	"poll.add":         "Let people choose an answer",
	"poll.hint":        "Two answers or more. Ask in the text above.",
	"poll.option":      "Answer %d",
	"poll.further":     "More answers",
	"poll.open":        "How long it is open",
	"poll.open.hour":   "Open for an hour",
	"poll.open.hours":  "Open for %d hours",
	"poll.open.day":    "Open for a day",
	"poll.open.days":   "Open for %d days",
	"poll.many":        "Several answers may be chosen",
	"poll.keep":        "Keep the counts secret until the end",
	"flash.voted":      "Your vote was counted. Nobody else can see what you chose.",

	"notice.poll":       "A poll of %s has ended",
	"notice.poll.own":   "Your poll has ended",
	"notice.invite":     "%s asks you to come",
	"notice.attendance": "%s answered that you will come",
}
