package prose_test

import (
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/prose"
)

func TestNamesThatATextMentions(t *testing.T) {
	f := prose.Names("Hello @Ada, @bob_b@acme.localhost:8080. and @c.d@Guild.Example: see #Welding, #2026 #x_1!\n\n`@code #code` mail@x.example https://m.example/@eve/1 [@link](https://a.example) @ada")
	var got []string
	for _, m := range f.Mentions {
		got = append(got, m.String())
	}
	want := []string{"@ada", "@bob_b@acme.localhost:8080", "@c.d@guild.example"}
	if !slices.Equal(got, want) {
		t.Errorf("mentions %q, want %q", got, want)
	}
	if !slices.Equal(f.Tags, []string{"welding", "x_1"}) {
		t.Errorf("tags %q", f.Tags)
	}
}

func TestOnlyKnownPeopleAreLinked(t *testing.T) {
	out := prose.Render("@ada and @bob: **hi** <script>x</script> ![cat](https://p.example/c.png)\nnext http://acme.localhost:8080/posts/1", prose.Linker{
		Mention: func(a prose.Address) (string, bool) {
			return "https://acme.example/@ada", a.Handle == "ada"
		},
	})
	for _, want := range []string{
		`<span class="h-card"><a href="https://acme.example/@ada" class="u-url mention" rel="nofollow noreferrer">@<span>ada</span></a></span>`,
		"@bob", "<strong>hi</strong>", "&lt;script&gt;", `<a href="https://p.example/c.png" rel="nofollow noreferrer">cat</a>`, "<br>",
		`<a href="http://acme.localhost:8080/posts/1"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in %s", want, out)
		}
	}
	if strings.Contains(out, "@<span>bob") {
		t.Error("bob is linked")
	}
}

func TestCleanKeepsWordsAndDropsTricks(t *testing.T) {
	out := prose.Clean(`<p onclick="x()" class="p">a <a href="javascript:x()" class="mention evil">b</a><img src=x onerror=y><script>z</script><span class="invisible">https://</span><style>q</style></p>`)
	if out != `<p>a b<span class="invisible">https://</span></p>` {
		t.Error(out)
	}
}

func TestPlainWords(t *testing.T) {
	got := prose.Plain("<p>One &amp; two<br>three</p><ul><li>a</li><li>b</li></ul><p>end</p>")
	if got != "One & two\nthree\n\n- a\n- b\n\nend" {
		t.Errorf("%q", got)
	}
}

func TestUnlinkKeepsTheWords(t *testing.T) {
	in := `<p><span class="h-card"><a href="https://x.example/secret" class="mention">@<span>ada</span></a></span> and <a href="https://y.example/">y</a></p>`
	got := prose.Unlink(in, []models.IRI{"https://x.example/secret"})
	if got != `<p><span class="h-card">@<span>ada</span></span> and <a href="https://y.example/">y</a></p>` {
		t.Error(got)
	}
	if got := prose.Relink(`<a class="u" href="https://a.example/">a</a>`, func(string) string { return "/@a" }); got != `<a class="u" href="/@a">a</a>` {
		t.Error(got)
	}
	if l := prose.Links(in); !slices.Equal(l, []string{"https://y.example/"}) {
		t.Error(l)
	}
}

func TestAddressesAsTyped(t *testing.T) {
	for in, want := range map[string]string{"ada": "@ada", " @Ada@Acme.Example ": "@ada@acme.example", "acct:ada@acme.example": "@ada@acme.example", "a b": "", "": "", "@": "", "ada@": "", "ada@x y": ""} {
		a, ok := prose.ParseAddress(in)
		if ok != (want != "") || ok && a.String() != want {
			t.Errorf("%q gives %q %v", in, a.String(), ok)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range []string{"@a@b.c:1 #x", "<b>`", "> > [x](y)", "![a](b)", "\x00@", "- 1\n  - 2", "https://[::1]:80/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 5000 {
			return
		}
		prose.Names(s)
		out := prose.Render(s, prose.Linker{
			Mention: func(a prose.Address) (string, bool) { return "https://x.example/" + string(a.Handle), true },
			Tag:     func(tag string) (string, bool) { return "https://x.example/t", true },
		})
		low := strings.ToLower(out)
		if strings.Contains(low, "<script") || strings.Contains(low, "<img") || strings.Contains(low, `href="javascript`) {
			t.Errorf("unsafe: %q", out)
		}
		if prose.Clean(out) != out {
			t.Errorf("cleaning twice changes %q to %q", out, prose.Clean(out))
		}
		prose.Plain(out)
		if prose.Unlink(out, nil) != out {
			t.Errorf("unlinking nothing changes %q", out)
		}
	})
}
