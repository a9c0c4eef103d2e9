package guildhall_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/routes/door"
)

// The limits that implementers read are those of the code.
func TestTheLimitsArePapersOfTheCode(t *testing.T) {
	page, err := os.ReadFile("docs/federation/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| (.+?) \\| ([0-9,]+) \\| (\\w+) \\|(?: ([0-9]+) \\|)? `([a-z/]+)` ([A-Za-z.]+) \\|$")
	limits := map[string]door.Limit{"Servers": door.Servers, "Peers": door.Peers, "Strangers": door.Strangers}
	rows := row.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 35 {
		t.Errorf("only %d limits were read", len(rows))
	}
	for _, r := range rows {
		want, err := strconv.ParseInt(strings.ReplaceAll(r[2], ",", ""), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if unit, timed := map[string]time.Duration{"hours": time.Hour, "seconds": time.Second}[r[3]]; timed {
			want *= int64(unit)
		}
		name, part, isLimit := strings.Cut(r[6], ".")
		got := int64(limits[name].Minute)
		switch {
		case part == "Burst":
			got = int64(limits[name].Burst)
		case !isLimit:
			got = limitInCode(t, r[5], name)
		}
		if got != want {
			t.Errorf("%s: the page says %s %s, the code %d (%s in %s)", r[1], r[2], r[3], got, r[6], r[5])
		}
	}
	kinds := map[string]fault.Kind{"Malformed": fault.Malformed, "Unsigned": fault.Unsigned, "Forbidden": fault.Forbidden, "Hidden": fault.Hidden,
		"TooLarge": fault.TooLarge, "NotSupported": fault.NotSupported, "TooMany": fault.TooMany, "Unavailable": fault.Unavailable}
	statuses := regexp.MustCompile(`(?m)^\| ([0-9]{3}) \| (\w+) \|`).FindAllStringSubmatch(string(page), -1)
	if len(statuses) != len(kinds) {
		t.Errorf("%d statuses were read, not %d", len(statuses), len(kinds))
	}
	for _, s := range statuses {
		if got := strconv.Itoa(fault.Status(fault.New(kinds[s[2]], "test", "No."))); got != s[1] {
			t.Errorf("%s is answered with %s, the page says %s", s[2], got, s[1])
		}
	}
}

// limitInCode is the value of a constant of a package, as its source says.
func limitInCode(t *testing.T, folder, name string) int64 {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				if v.Names[0].Name != name || len(v.Values) != 1 {
					continue
				}
				said := types.ExprString(v.Values[0])
				said = strings.NewReplacer("time.Hour", "3600000000000", "time.Minute", "60000000000", "time.Second", "1000000000").Replace(said)
				value, err := types.Eval(token.NewFileSet(), nil, token.NoPos, said)
				if err != nil {
					t.Fatalf("%s in %s: %v", name, folder, err)
				}
				n, _ := constant.Int64Val(value.Value)
				return n
			}
		}
	}
	t.Errorf("there is no constant %s in %s any more", name, folder)
	return -1
}
