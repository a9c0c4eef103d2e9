// Package guildhall_test holds the tests of the whole house: its map, and that its papers tell the truth.
package guildhall_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// row is one line of floors.txt.
type row struct {
	kind, reason string // kind: floor, guest, word, plain, never
	floor        int
	soon         bool
	left, right  []string
}

// TestFloors holds every package against floors.txt.
func TestFloors(t *testing.T) {
	table, err := os.ReadFile("floors.txt")
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string]string{}
	err = fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && name != "." && (d.Name()[0] == '.' || d.Name()[0] == '_' || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(name, ".go") {
			return err
		}
		text, err := os.ReadFile(name)
		sources[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults(string(table), sources) {
		t.Error(fault)
	}
}

// faults reads the table and the sources (by path) and gives one sentence for each fault, with the reason that the row states.
func faults(table string, sources map[string]string) (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	home, others := map[string]row{}, []row{}
	rows := readTable(table, say)
	for _, r := range rows {
		if r.kind != "floor" {
			others = append(others, r)
			continue
		}
		for _, p := range r.left {
			if _, twice := home[p]; twice {
				say("floors.txt: %s has two rows", p)
			}
			home[p] = r
		}
	}
	known := func(p string) (row, bool) {
		if r, ok := home[p]; ok {
			return r, true
		}
		r, ok := home[path.Dir(p)+"/*"]
		return r, ok
	}
	for _, r := range rows { // every name in a list is a package of the table, and lies lower
		names := map[string][]string{"floor": r.right, "guest": r.right, "word": r.right, "plain": r.left, "never": r.left}[r.kind]
		for _, p := range names {
			at, ok := known(p)
			if dir, all := strings.CutSuffix(p, "/*"); all && !ok {
				ok = slices.ContainsFunc(slices.Collect(maps.Keys(home)), func(q string) bool { return path.Dir(q) == dir })
			}
			if !ok && p != "*" {
				say("floors.txt: %s is named in a list, but has no row", p)
			}
			if r.kind == "floor" && ok && at.kind != "" && at.floor >= r.floor {
				say("floors.txt: %s may not list %s, which lies on floor %d (%s)", strings.Join(r.left, " "), p, at.floor, r.reason)
			}
		}
	}
	there := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		pkg, test := path.Dir(name), strings.HasSuffix(name, "_test.go")
		file, err := parser.ParseFile(token.NewFileSet(), name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			say("%v", err)
			continue
		}
		r, listed := known(pkg)
		if !test && !listed && !there[pkg] {
			say("%s: no row in floors.txt; give it a floor and a reason, in the open", pkg)
		}
		there[pkg] = there[pkg] || !test
		local := map[string]string{} // what a package is called in this file
		for _, spec := range file.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			as := path.Base(imp)
			if spec.Name != nil {
				as = spec.Name.Name
			}
			local[as] = path.Base(imp)
			for _, o := range others {
				switch {
				case o.kind == "never" && among(pkg, o.left) && slices.Contains(o.right, imp):
					say("%s: %s never imports %s (%s)", name, pkg, imp, o.reason)
				case o.kind == "guest" && !test && (under(imp, o.left)) && !among(pkg, o.right):
					say("%s: %s is a guest of %s only (%s)", name, imp, strings.Join(o.right, " "), o.reason)
				case o.kind == "plain" && !test && among(pkg, o.left) && strings.Contains(strings.Split(imp, "/")[0], "."):
					say("%s: %s may not import %s (%s)", name, pkg, imp, o.reason)
				case as == "." && !test:
					say("%s: import %s by its name, so that the map can be checked", name, imp)
				}
			}
			to, ours := strings.CutPrefix(imp, "guildhall/")
			if !ours || test || !listed {
				continue
			}
			target, ok := known(to)
			always := (to == "models" || to == "fault") && pkg != "models" && pkg != "fault"
			switch {
			case always:
			case !ok:
				say("%s: imports %s, which has no row", name, to)
			case target.floor >= r.floor:
				say("%s: %s (floor %d) may not import %s (floor %d); its row says: %s", name, pkg, r.floor, to, target.floor, r.reason)
			case !among(to, r.right) && !slices.Contains(r.right, "*"):
				say("%s: the row of %s does not list %s; it says: %s", name, pkg, to, r.reason)
			}
		}
		if !test {
			strayWords(file, local, func(word string) {
				for _, o := range others {
					if o.kind == "word" && !among(pkg, o.right) && slices.ContainsFunc(o.left, func(w string) bool {
						prefix, open := strings.CutSuffix(w, "*")
						return w == word || open && strings.HasPrefix(word, prefix)
					}) {
						say("%s: %s belongs to %s (%s)", name, word, strings.Join(o.right, " "), o.reason)
					}
				}
			})
		}
	}
	for _, p := range slices.Sorted(maps.Keys(home)) {
		dir, all := strings.CutSuffix(p, "/*")
		found := there[p] || all && slices.ContainsFunc(slices.Collect(maps.Keys(there)), func(q string) bool { return path.Dir(q) == dir && there[q] })
		if !found && !home[p].soon {
			say("floors.txt: the row of %s has no package", p)
		}
	}
	return out
}

// readTable reads the rows of floors.txt.
func readTable(table string, say func(string, ...any)) (rows []row) {
	for i, line := range strings.Split(table, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.TrimSpace(cells[3]) == "" {
			say("floors.txt:%d: four columns, the last one a reason", i+1)
			continue
		}
		r := row{kind: strings.TrimSpace(cells[0]), left: strings.Fields(cells[1]), right: strings.Fields(cells[2]), reason: strings.TrimSpace(cells[3])}
		if slices.Equal(r.right, []string{"-"}) {
			r.right = nil
		}
		number, soon := strings.CutPrefix(r.kind, "soon ")
		if n, err := strconv.Atoi(number); err == nil {
			r.kind, r.floor, r.soon = "floor", n, soon
		} else if !slices.Contains([]string{"guest", "word", "plain", "never"}, r.kind) {
			say("floors.txt:%d: %q is neither a floor nor guest, word, plain or never", i+1, r.kind)
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// strayWords gives each use of a package's name (package.Name, by the package's own name whatever the file calls it).
// Comments and texts are no uses.
func strayWords(file *ast.File, local map[string]string, use func(string)) {
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && local[x.Name] != "" {
				use(local[x.Name] + "." + sel.Sel.Name)
			}
		}
		return true
	})
}

// among tells whether a list names the package, by itself or as a room of x/*.
func among(pkg string, list []string) bool {
	return slices.Contains(list, pkg) || slices.Contains(list, path.Dir(pkg)+"/*")
}

// under tells whether an import is one of the paths, or lies below one.
func under(imp string, paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return imp == p || strings.HasPrefix(imp, p+"/") })
}

// TestFloorsBites plants one fault at a time in a small house, to see that the map's own test can fail.
func TestFloorsBites(t *testing.T) {
	const table = `
0 | models fault clock | - | vocabulary
1 | policy | - | pure
2 | store | clock | all SQL
4 | gate | policy store | decides
5 | services/* | store | verbs only
soon 6 | outlets | gate | later
guest | gorm.io | store | ORM
word | time.Now net.Dial* | clock | one clock
plain | models | - | no library
never | policy | os | pure`
	sound := map[string]string{
		"models/a.go": `package models`, "fault/a.go": `package fault`,
		"clock/a.go":           "package clock\nimport \"time\"\nvar _ = time.Now",
		"policy/a.go":          "package policy // not os, and time.Now is only named here\nconst s = `time.Now`",
		"store/a.go":           "package store\nimport (\n\"gorm.io/gorm\"\n\"guildhall/clock\"\n\"guildhall/models\"\n)",
		"gate/a.go":            "package gate\nimport (\n\"guildhall/policy\"\n\"guildhall/fault\"\n)",
		"gate/a_test.go":       "package gate_test\nimport (\n\"guildhall/services/people\"\n\"gorm.io/gorm\"\n\"time\"\n)\nvar _ = time.Now",
		"services/people/a.go": `package people`, "services/files/a.go": `package files`,
	}
	if found := faults(table, sound); len(found) > 0 {
		t.Fatalf("a sound house has faults: %q", found)
	}
	for _, c := range []struct{ name, file, source, row, want string }{
		{"a package without a row", "cellar/a.go", "package cellar", "", "cellar: no row"},
		{"an import that the row does not list", "gate/b.go", "package gate\nimport \"guildhall/clock\"", "", "does not list clock; it says: decides"},
		{"an import upwards", "store/b.go", "package store\nimport \"guildhall/gate\"", "", "store (floor 2) may not import gate (floor 4); its row says: all SQL"},
		{"two rooms of one floor", "services/people/b.go", "package people\nimport \"guildhall/services/files\"", "", "may not import services/files"},
		{"a noun that imports", "models/b.go", "package models\nimport \"guildhall/fault\"", "", "models (floor 0) may not import fault"},
		{"a straying guest", "gate/b.go", "package gate\nimport \"gorm.io/gorm/clause\"", "", "guest of store only (ORM)"},
		{"a library among the nouns", "models/b.go", "package models\nimport \"example.org/x\"", "", "may not import example.org/x (no library)"},
		{"a straying word", "gate/b.go", "package gate\nimport \"time\"\nvar _ = time.Now()", "", "time.Now belongs to clock (one clock)"},
		{"a straying word under another name", "gate/b.go", "package gate\nimport t \"time\"\nvar _ = t.Now()", "", "time.Now belongs to clock"},
		{"a straying word by prefix", "gate/b.go", "package gate\nimport \"net\"\nvar _ net.Dialer", "", "net.Dialer belongs to clock"},
		{"a nameless import", "gate/b.go", "package gate\nimport . \"time\"\nvar _ = Now()", "", "import time by its name"},
		{"a never, even in a test", "policy/a_test.go", "package policy_test\nimport \"os\"", "", "policy never imports os (pure)"},
		{"a row without a package", "", "", "3 | ghost | - | nobody lives here", "the row of ghost has no package"},
		{"a list that names nobody", "", "", "soon 3 | ghost | spectre | nobody", "spectre is named in a list, but has no row"},
		{"a list that points upwards", "", "", "soon 3 | ghost | gate | nobody", "ghost may not list gate"},
		{"a row without a reason", "", "", "soon 3 | ghost | - | ", "the last one a reason"},
		{"two rows for one package", "", "", "3 | store | - | again", "store has two rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			house := maps.Clone(sound)
			if c.file != "" {
				house[c.file] = c.source
			}
			if found := faults(table+"\n"+c.row, house); !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, c.want) }) {
				t.Errorf("not caught: want %q, got %q", c.want, found)
			}
		})
	}
}
