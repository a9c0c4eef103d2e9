package config

import (
	"errors"
	"fmt"
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

// readKeep reads a number of days from least on, up to ten years, or always as 0.
func readKeep(least int) func(string) (int, error) {
	return func(text string) (int, error) {
		if strings.TrimSpace(text) == "always" {
			return 0, nil
		}
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < least || n > 3650 {
			return 0, fmt.Errorf("is no number of days: write one from %d to 3650, or always", least)
		}
		return n, nil
	}
}

// keepWords is how a number of days is written that readKeep read.
func keepWords(days int) string {
	if days == 0 {
		return "always"
	}
	return strconv.Itoa(days)
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
