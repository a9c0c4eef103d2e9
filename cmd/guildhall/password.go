package main

import (
	"io"
	"strings"

	"guildhall/fault"
	"guildhall/services/accounts"
)

const mostPassword = 4096 // bytes read for a password, its line end included

// hashed takes a password as it was typed, or with - the first line of standard input, and gives what is stored.
func (c *call) hashed(password string) (string, error) {
	if password == "-" {
		text, err := io.ReadAll(io.LimitReader(c.in, mostPassword))
		if err != nil {
			return "", fault.New(fault.Unavailable, "guildhall", "The password could not be read from standard input.").Because(err)
		}
		password, _, _ = strings.Cut(string(text), "\n")
		if password = strings.TrimSuffix(password, "\r"); password == "" {
			return "", fault.New(fault.Malformed, "guildhall", "Standard input holds no password: write it there as one line.")
		}
	}
	return accounts.HashPassword(password)
}
