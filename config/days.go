package config

import (
	"errors"
	"strconv"
	"strings"
)

// readDays reads a number of days, up to ten years.
func readDays(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > 3650 {
		return 0, errors.New("is no number of days: write one from 1 to 3650")
	}
	return n, nil
}

// readPersons reads whether one person is enough, or it takes two.
func readPersons(text string) (int, error) {
	switch strings.TrimSpace(text) {
	case "1":
		return 1, nil
	case "2":
		return 2, nil
	}
	return 0, errors.New("is neither: write 1, or 2 for a second person who approves")
}
