package boundary_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/idna"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/testrig/town"
)

func init() { models.ToASCII = idna.Lookup.ToASCII }

const mastodons = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"

// told reads a list and tells each line in words.
func told(kind models.ListKind, text string) (out []string) {
	l := boundary.NewListReader(strings.NewReader(text), kind, nil)
	for {
		e, err := l.Next()
		var slip *boundary.Slip
		switch {
		case errors.Is(err, io.EOF):
			return out
		case errors.As(err, &slip):
			out = append(out, "slip "+slip.Error())
		case err != nil:
			return append(out, "broken "+fault.Say(err))
		default:
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Host, e.Standing, e.Reason)))
		}
	}
}

func TestListsAreReadInTheFormsOfMastodon(t *testing.T) {
	for _, c := range []struct {
		name string
		kind models.ListKind
		text string
		want []string
	}{
		{"a block-list", models.BlockList, mastodons + "spam.example,suspend,False,False,\"Spam, and more\",False\nloud.example,silence,true,true,,true\r\n",
			[]string{"spam.example blocked Spam, and more", "loud.example limited"}},
		{"an allow-list", models.AllowList, "#domain\nguild.example\n", []string{"guild.example allowed"}},
		{"the plain form, with a mark of the byte order", models.BlockList, "\uFEFFspam.example\n\nloud.example", []string{"spam.example blocked", "loud.example blocked"}},
		{"columns in another order", models.BlockList, "domain,public_comment,severity\na.example,why,suspend\n", []string{"a.example blocked why"}},
		{"names in any spelling", models.BlockList, "Bücher.Example.\nEXAMPLE.org:8443\n[2001:DB8::1]:3000\n",
			[]string{"xn--bcher-kva.example blocked", "example.org:8443 blocked", "[2001:db8::1]:3000 blocked"}},
		{"stars", models.BlockList, "#domain\nsp**.example\n*.example\n", []string{
			`slip line 2: "sp**.example" is written with stars, so nobody can tell which server it is. Ask whoever made the list for the full name.`,
			`slip line 3: "*.example" is written with stars, so nobody can tell which server it is. Ask whoever made the list for the full name.`}},
		{"no names", models.AllowList, "https://guild.example/\nguild example\n@ada@guild.example\n", []string{
			`slip line 1: "https://guild.example/" is no server's name. Write it like example.org, without https:// and without a path.`,
			`slip line 2: "guild example" is no server's name. Write it like example.org, without https:// and without a path.`,
			`slip line 3: "@ada@guild.example" is no server's name. Write it like example.org, without https:// and without a path.`}},
		{"a line with other columns", models.BlockList, mastodons + "a.example,suspend\nb.example,suspend,,,,\n",
			[]string{"slip line 2: It has 2 columns, and the list has 6.", "b.example blocked"}},
		{"an unknown severity", models.BlockList, "#domain,#severity\na.example,annihilate\nb.example,noop\n", []string{
			`slip line 2: The severity "annihilate" is unknown. Write suspend, silence or noop.`,
			"slip line 3: Its severity is noop: it says nothing of what may cross, so nothing would change."}},
		{"a comment over several lines", models.BlockList, "#domain,#public_comment\na.example,\"one\ntwo\"\nb*,x\n", []string{"a.example blocked one two",
			`slip line 4: "b*" is written with stars, so nobody can tell which server it is. Ask whoever made the list for the full name.`}},
		{"a column that nobody knows", models.BlockList, "#domain,#colour\n", []string{
			`broken The list cannot be read: in line 1, there is a column "#colour" that nobody knows. The columns are #domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate.`}},
		{"a block-list read as an allow-list", models.AllowList, mastodons + "spam.example,suspend,,,,\n", []string{
			"broken The list cannot be read: in line 1, this is a block-list: it has a column #severity. Read it in as one, or choose another file."}},
		{"another table", models.BlockList, "name,age\n", []string{
			`broken The list cannot be read: in line 1, the first column is "name", and should be #domain. The columns are #domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate.`}},
		{"a quotation that never ends", models.BlockList, "#domain\n\"" + strings.Repeat("x\n", 40_000), []string{
			"broken The list cannot be read: in line 2, it is longer than a line of a list may be. Is a quotation mark missing, or is the file something else?"}},
		{"a file that is no text", models.BlockList, "\xff\xfe\x00a", []string{"broken The list cannot be read: in line 1, it is no text in UTF-8. Save the list as CSV in UTF-8."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(c.kind, c.text); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("read\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestAListThatIsWrittenIsReadTheSame(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		for _, p := range []models.Peer{
			{Host: "spam.example", Standing: models.Blocked, Note: "Spam, \"and\" more"},
			{Host: "loud.example:8443", Standing: models.Limited},
			{Host: "guild.example", Standing: models.Allowed},
			{Host: "partner.example", Standing: models.Partner},
			{Host: "open.example", Standing: models.Open},
			{Host: "sums.example", Standing: models.Blocked, Note: "=HYPERLINK(1)"},
		} {
			w.Do(func(tx *store.Tx) error { return tx.SavePeer(&p) })
		}
		for kind, want := range map[models.ListKind]string{
			models.BlockList: "loud.example:8443 limited|spam.example blocked Spam, \"and\" more|sums.example blocked =HYPERLINK(1)",
			models.AllowList: "guild.example allowed|partner.example allowed",
		} {
			var out strings.Builder
			if err := boundary.WriteList(t.Context(), w.Store, kind, &out); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(told(kind, out.String()), "|"); got != want {
				t.Errorf("%s: %s", kind, got)
			}
			if strings.Contains(out.String(), ",=") {
				t.Error("a spreadsheet would run what an administrator wrote")
			}
		}
	})
}

func FuzzList(f *testing.F) {
	for _, s := range []string{mastodons + "spam.example,suspend,False,False,,False\n", "#domain\nguild.example\n", "a.example\nb*.example\n", "\"", "#domain,#domain\n", "[::1]:1\n"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, block bool) {
		kind := models.AllowList
		if block {
			kind = models.BlockList
		}
		l := boundary.NewListReader(strings.NewReader(text), kind, nil)
		for range len(text) + 2 {
			e, err := l.Next()
			var slip *boundary.Slip
			if err != nil && !errors.As(err, &slip) {
				return
			}
			if err != nil {
				continue
			}
			again, err := models.NormalHost(string(e.Host))
			if err != nil || again != e.Host || strings.ContainsAny(string(e.Host), "*/@ ") {
				t.Fatalf("%q was taken as a server", e.Host)
			}
		}
		t.Fatal("the list does not end")
	})
}
