package mastodon

import (
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
)

func reaching(a models.Audience, d models.Distance, quiet bool) *models.Post {
	return &models.Post{Reach: models.Reach{Audience: a, Distance: d}, Quiet: quiet}
}

func TestEachReachHasAWordThatSaysNoMore(t *testing.T) {
	partners := models.Within("guild.example")
	for _, c := range []struct {
		post *models.Post
		want word
	}{
		{reaching(models.Everyone, models.World(), false), public},
		{reaching(models.Everyone, models.World(), true), unlisted},
		{reaching(models.Everyone, partners, false), private},
		{reaching(models.Everyone, models.Inside(), false), private},
		{reaching(models.Followers, models.World(), false), private},
		{reaching(models.Members, models.World(), false), private},
		{reaching(models.Named, models.World(), false), direct},
		{reaching(models.Self, models.Inside(), false), direct},
	} {
		if got := reads(c.post); got != c.want {
			t.Errorf("%s within %s reads as %s, not %s", c.post.Audience, c.post.Distance, got, c.want)
		}
	}
}

// An app that reads, deletes and writes again must not widen anything, whatever the settings are.
func TestARoundTripNeverWidens(t *testing.T) {
	for _, was := range []models.Audience{models.Everyone, models.Followers, models.Members, models.Named, models.Self} {
		for _, d := range []models.Distance{models.Inside(), models.Within("guild.example"), models.World()} {
			p := reaching(was, d, false)
			now, where, _, err := means(string(reads(p)), false, conversations.World, conversations.Inside, nil)
			if err != nil {
				t.Fatal(err)
			}
			if now == models.Everyone && (was != models.Everyone || !d.World) {
				t.Errorf("%s within %s comes back as everyone within %s", was, d, where)
			}
			if now == models.Followers && (was == models.Named || was == models.Self) {
				t.Errorf("%s comes back as followers", was)
			}
		}
	}
}

func TestWhatAppsWrite(t *testing.T) {
	insidePost := reaching(models.Everyone, models.Inside(), false)
	type meant struct {
		audience models.Audience
		where    string
		quiet    bool
	}
	for name, c := range map[string]struct {
		said   string
		local  bool
		parent *models.Post
		want   meant
	}{
		"nothing is public":         {"", false, nil, meant{models.Everyone, "partners", false}},
		"public":                    {"public", false, nil, meant{models.Everyone, "partners", false}},
		"unlisted":                  {"unlisted", false, nil, meant{models.Everyone, "partners", true}},
		"private":                   {"private", false, nil, meant{models.Followers, "world", false}},
		"direct":                    {"direct", false, nil, meant{models.Named, "", false}},
		"local":                     {"local", false, nil, meant{models.Everyone, "inside", false}},
		"a named one kept inside":   {"direct", true, nil, meant{models.Named, "inside", false}},
		"local_only":                {"public", true, nil, meant{models.Everyone, "inside", false}},
		"an inside one once more":   {"private", true, nil, meant{models.Everyone, "inside", false}},
		"a reply with its word":     {"private", false, insidePost, meant{"", "", false}},
		"a reply with another word": {"direct", false, insidePost, meant{models.Named, "", false}},
		"a local reply":             {"local", false, insidePost, meant{models.Everyone, "inside", false}},
	} {
		a, where, quiet, err := means(c.said, c.local, "partners", "world", c.parent)
		if got := (meant{a, where, quiet}); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for _, local := range []bool{false, true} {
		if _, _, _, err := means("everybody", local, "world", "world", nil); !fault.Is(err, fault.Invalid) {
			t.Error("an unknown word was taken")
		}
	}
}
