package phrases

// englishJobs is what administrators read of work that waits or was given up.
var englishJobs = map[string]string{
	"nav.jobs":        "Deliveries",
	"jobs.say":        "What goes to other servers waits in a lane for each of them, and is tried for seven days.",
	"jobs.waiting":    "On their way",
	"jobs.rests":      "Servers that failed and are tried again later",
	"jobs.dead":       "Given up",
	"jobs.none":       "Nothing was given up.",
	"jobs.inside":     "inside: %s",
	"jobs.since":      "Since %s",
	"jobs.tries.one":  "%s try",
	"jobs.tries.many": "%s tries",
	"jobs.retry":      "Try again",
	"jobs.drop":       "Drop it",
	"flash.job.retry": "It is tried again now.",
	"flash.job.drop":  "It is dropped.",
}
