package web

import "strings"

// browsers are the words of a browser's own description, in the order in which they tell most: many claim to be others too.
var browsers = []struct{ word, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
	{"CriOS", "Chrome"}, {"Chromium", "Chromium"}, {"Chrome", "Chrome"}, {"Safari", "Safari"},
}

var systems = []struct{ word, name string }{
	{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"},
	{"CrOS", "ChromeOS"}, {"Linux", "Linux"}, {"BSD", "BSD"},
}

// browser says in a few words what somebody signed in with: Firefox on Linux. No more of the description is kept.
func browser(agent string) string {
	name, system := "", ""
	for _, b := range browsers {
		if strings.Contains(agent, b.word) {
			name = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s.word) {
			system = s.name
			break
		}
	}
	switch {
	case name != "" && system != "":
		return name + " on " + system
	case name+system != "":
		return name + system
	}
	return "A browser"
}
