// Command guildhall runs an organisation's server and is how its administrators speak with it from a shell.
//
// It holds flags and exit codes only: each command reads its words, opens the installation, calls the verb that pages
// and programs call too, and prints what came of it. Every command works beside a running server, which reads the same
// database in each decision and so obeys at once; only serve takes the lock of a single server. version and config open
// no database.
//
// Settings are flags of every command, before or behind its name, and come from the environment and a file as well.
// What fails is told in one line that says how to mend it, and by the exit code: 0 done, 1 refused or failed, 2 wrongly
// written, 3 not found.
package main
