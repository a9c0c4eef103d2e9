package server_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"guildhall/testrig"
)

// Every route of /api/guildhall/v1 is described with its scope, and whatever is described is a route.
func TestTheDescriptionOfTheAPIIsThatOfTheRoutes(t *testing.T) {
	raw, err := os.ReadFile("../routes/mastodon/openapi.yaml")
	var d struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string `yaml:"security"`
		} `yaml:"paths"`
	}
	if err != nil {
		t.Fatal(err)
	}
	raw = regexp.MustCompile(`(?m)^    parameters:\n(      - .*\n)+`).ReplaceAll(raw, nil) // of whole paths
	if err := yaml.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	described := map[string]string{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			scope := ""
			for _, s := range op.Security {
				scope += strings.Join(s["token"], " ")
			}
			described[strings.ToUpper(method)+" "+path] = scope
		}
	}
	parameter := regexp.MustCompile(`:([a-z]+)`)
	for _, row := range testrig.NewWorld(t, "acme.example").Server("acme.example").Table.Rows {
		if !strings.HasPrefix(row.Path, "/api/guildhall/v1/") || row.Method == http.MethodHead {
			continue
		}
		name := row.Method + " " + parameter.ReplaceAllString(row.Path, "{$1}")
		scope, there := described[name]
		if !there {
			t.Errorf("%s is a route and not described", name)
		}
		if scope != row.Scope {
			t.Errorf("%s needs %q, and %q is described", name, row.Scope, scope)
		}
		delete(described, name)
	}
	for name := range described {
		t.Errorf("%s is described and no route", name)
	}
}
