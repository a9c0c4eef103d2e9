package ap

import (
	"mime"
	"strconv"
	"strings"
)

// WantsActivity tells whether a request asks for ActivityPub rather than for a page: application/activity+json, or
// application/ld+json with the profile or without one, weighed against text/html. Without either, or with */* alone, a
// page is meant.
// spec: ap#retrieving-objects
func WantsActivity(accept []string) bool {
	activity, page := 0.0, 0.0
	for _, header := range accept {
		for _, part := range strings.Split(header, ",") {
			kind, q := weighed(part)
			switch kind {
			case "application/activity+json", "application/ld+json":
				activity = max(activity, q)
			case "text/html", "application/xhtml+xml":
				page = max(page, q)
			}
		}
	}
	return activity > 0 && activity >= page
}

// weighed reads one entry of an Accept header; what cannot be read weighs nothing.
func weighed(part string) (string, float64) {
	kind, params, err := mime.ParseMediaType(strings.TrimSpace(part))
	if err != nil {
		return "", 0
	}
	if kind == "application/ld+json" {
		if profile, set := params["profile"]; set && !strings.Contains(profile, "www.w3.org/ns/activitystreams") {
			return "", 0
		}
	}
	q := 1.0
	if s, set := params["q"]; set {
		if q, err = strconv.ParseFloat(s, 64); err != nil || q < 0 || q > 1 {
			return "", 0
		}
	}
	return kind, q
}

// takesActivity tells whether a posted body is of a type that an inbox takes.
func takesActivity(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/activity+json" || kind == "application/ld+json" || kind == "application/json")
}
