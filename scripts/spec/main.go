// Command spec checks what the code says about specifications, and builds the support table of FEDERATION.md from it.
//
// The code cites where a specification binds: "// spec: ap#inbox-forwarding; fep-1b12#announce: and why, in words".
// docs/spec-anchors.txt knows every specification (a doc row) and every part that we speak of (an anchor row); a citation
// that it does not know is a fault, and so is a table that no longer matches. With -write the table is made anew.
//
// It reads comments and knows no code; it runs in the root of the repository and ends with 1 when there is a fault.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
)

const (
	anchors = "docs/spec-anchors.txt"
	page    = "FEDERATION.md"
	begin   = "<!-- support table: made by make generate -->"
	end     = "<!-- end of the support table -->"
)

func main() {
	write := flag.Bool("write", false, "write the support table into "+page)
	flag.Parse()
	faults := run(os.DirFS("."), *write, func(text string) error { return os.WriteFile(page, []byte(text), 0o644) })
	for _, fault := range faults {
		fmt.Fprintln(os.Stderr, fault)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

// run checks the tree and gives its faults.
func run(tree fs.FS, write bool, save func(string) error) []string {
	text, err := fs.ReadFile(tree, anchors)
	if err != nil {
		return []string{err.Error()}
	}
	book, faults := readBook(string(text))
	cited, err := citations(tree)
	if err != nil {
		return append(faults, err.Error())
	}
	for _, c := range cited {
		if !book.knows(c.ref) {
			faults = append(faults, fmt.Sprintf("%s:%d: cites %s, which %s does not know: mend the citation, or add the part with a sentence of our own", c.file, c.line, c.ref, anchors))
		}
	}
	if len(faults) > 0 {
		return faults
	}
	old, err := fs.ReadFile(tree, page)
	if err != nil {
		return []string{err.Error()}
	}
	before, rest, found := strings.Cut(string(old), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return []string{page + ": the lines that mark the support table are missing: " + begin + " and " + end}
	}
	fresh := before + begin + "\n" + book.table(cited) + end + after
	switch {
	case write:
		if err := save(fresh); err != nil {
			return []string{err.Error()}
		}
	case fresh != string(old):
		return []string{page + ": the support table is not what the code cites: run make generate"}
	}
	fmt.Printf("%d citations of %d parts, all known\n", len(cited), len(book.parts))
	return nil
}

// doc is one specification; part is one thing that it asks for.
type (
	doc  struct{ key, title, url string }
	part struct{ ref, what string }
	book struct {
		docs  []doc
		parts []part
	}
)

// readBook reads the rows "doc | KEY | TITLE | URL" and "DOC#ANCHOR | SENTENCE".
func readBook(text string) (b book, faults []string) {
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		for j := range cells {
			cells[j] = strings.TrimSpace(cells[j])
		}
		switch {
		case len(cells) == 4 && cells[0] == "doc" && strings.HasPrefix(cells[3], "https://"):
			b.docs = append(b.docs, doc{cells[1], cells[2], cells[3]})
		case len(cells) == 2 && strings.Contains(cells[0], "#") && cells[1] != "":
			if b.knows(cells[0]) {
				faults = append(faults, fmt.Sprintf("%s:%d: %s stands there twice", anchors, i+1, cells[0]))
			}
			b.parts = append(b.parts, part{cells[0], cells[1]})
		default:
			faults = append(faults, fmt.Sprintf("%s:%d: neither doc | KEY | TITLE | URL nor DOC#ANCHOR | SENTENCE", anchors, i+1))
		}
	}
	for _, p := range b.parts {
		key, _, _ := strings.Cut(p.ref, "#")
		if !b.knows(key) {
			faults = append(faults, fmt.Sprintf("%s: %s belongs to no doc row", anchors, p.ref))
		}
	}
	return b, faults
}

// knows tells whether a reference is a specification of the book, or a part of one.
func (b book) knows(ref string) bool {
	return slices.ContainsFunc(b.docs, func(d doc) bool { return d.key == ref }) ||
		slices.ContainsFunc(b.parts, func(p part) bool { return p.ref == ref })
}

// table writes a row for each part, and one for each specification that is cited as a whole, with where the code is.
func (b book) table(cited []citation) string {
	where := map[string][]string{}
	for _, c := range cited {
		if !slices.Contains(where[c.ref], c.file) {
			where[c.ref] = append(where[c.ref], c.file)
		}
	}
	var out strings.Builder
	out.WriteString("| specification | part | where |\n|---|---|---|\n")
	row := func(d doc, link, what string, files []string) {
		at := "not yet"
		if len(files) > 0 {
			at = strings.Join(files, ", ")
		}
		fmt.Fprintf(&out, "| [%s](%s) | %s | %s |\n", d.title, link, what, at)
	}
	for _, d := range b.docs {
		own := slices.ContainsFunc(b.parts, func(p part) bool { return strings.HasPrefix(p.ref, d.key+"#") })
		if len(where[d.key]) > 0 || !own {
			row(d, d.url, "as a whole", where[d.key])
		}
		for _, p := range b.parts {
			if anchor, ok := strings.CutPrefix(p.ref, d.key+"#"); ok {
				row(d, d.url+"#"+anchor, p.what, where[p.ref])
			}
		}
	}
	return out.String()
}

// citation is one reference in one comment.
type citation struct {
	ref, file string
	line      int
}

var (
	comment   = regexp.MustCompile(`(?:^|\s)//.*?\bspec: *(.*)$`)
	reference = regexp.MustCompile(`^[a-z][a-z0-9-]*(#[A-Za-z0-9._-]+)?$`)
)

// citations gathers what the Go files cite, by file and line. What follows ": " is a remark.
func citations(tree fs.FS) (out []citation, err error) {
	err = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && name != "." && (d.Name()[0] == '.' || d.Name() == "node_modules" || d.Name() == "testdata" || name == "scripts") {
			return fs.SkipDir
		}
		if err != nil || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			match := comment.FindStringSubmatch(line)
			if match == nil {
				continue
			}
			list, _, _ := strings.Cut(match[1], ": ")
			for _, ref := range strings.Split(list, ";") {
				ref, _, _ = strings.Cut(strings.TrimSuffix(strings.TrimSpace(ref), "."), " ")
				ref = strings.TrimRight(ref, ".,:")
				if !reference.MatchString(ref) {
					ref = fmt.Sprintf("%q", ref)
				}
				out = append(out, citation{ref, name, i + 1})
			}
		}
		return nil
	})
	return out, err
}
