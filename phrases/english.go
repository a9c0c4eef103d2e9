package phrases

import "maps"

// english puts the chapters of the English catalogue together.
func english() map[string]string {
	all := map[string]string{}
	for _, chapter := range englishChapters {
		maps.Copy(all, chapter)
	}
	return all
}

// englishChapters are kept apart by subject; a test holds that no two share a key.
var englishChapters = []map[string]string{englishShell, englishPosts, englishPeople, englishGate, englishAdmin, englishSettings,
	englishTold, englishDone, englishMoves, englishPolls, englishKinds, englishRulings, englishReports, englishJobs, englishPolicy}
