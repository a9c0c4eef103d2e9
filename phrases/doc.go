// Package phrases holds every word that the interface says, by key and language.
//
// A catalogue is a Go map, so that a key written twice does not compile. English is complete and is what every other
// language falls back to, key by key; German follows. Keys are literals wherever they are used, and a test reads the
// whole tree to see that each key used exists and that none lies about unused.
//
// The words speak of work: ask, answer, share, solve. They say what happens, name the way out, and blame nobody.
package phrases
