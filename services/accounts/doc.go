// Package accounts is how people of ours come in: accounts, passwords and second factors, sessions, tokens of programs, and
// the roles that they hold.
//
// An account belongs to one local person. Passwords are kept as argon2id, cookies and tokens as digests, secrets of
// second factors sealed by the vault. Attempts to sign in are limited per account and per address, and a wrong name
// answers as a wrong password does.
package accounts
