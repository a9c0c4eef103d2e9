// Package live wakes whoever waits for something new for one person: event streams and long polls of this process.
//
// It carries no content. A listener that wakes asks the store again, which asks who may read. A wake that comes while
// the listener is busy is kept; several are one.
package live
