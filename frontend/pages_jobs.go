package frontend

import (
	"strings"

	"guildhall/models"
)

// Jobs is the administrators' page of work that was given up, and of what waits. Nothing in it tells whose work it was. The forms of a
// job post to PathJob with the field do: retry or drop.
type Jobs struct {
	Dead    []models.Job
	Waiting int64 // deliveries on their way
	Rests   int64 // servers that failed and are tried again later
	Older   string
	Problem Problem
}

func (p Jobs) view(s *sheet) view {
	return view{Title: s.T("nav.jobs"), Frame: wide, Here: PathJobs, Body: jobsBody(s, p)}
}

// where a job was to go: a server, or inside.
func jobWhere(s *sheet, j models.Job) string {
	if host, ok := strings.CutPrefix(j.Lane, "host:"); ok {
		return host
	}
	return s.T("jobs.inside", j.Kind)
}
