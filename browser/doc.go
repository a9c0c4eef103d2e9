// Package browser holds no code: its tests sit down at a real browser, as the people of the demo do.
//
// The demo is started once, with its three organisations on three ports. Ada signs in, writes and looks who reads it; Tom
// finds it at the Guild; the boundary says no to Ada until Ruth allows a server. The same is done with scripts switched off,
// every page is held against the rules of accessibility by axe, in light and dark, and on a phone nothing is wider than the
// screen. In every story a watch stands beside the tab: a line of error in the console, or a request to any host but the
// three, fails it.
//
// With GUILDHALL_TEST_SHOTS naming a folder, TestShots puts a picture of each page there.
package browser
