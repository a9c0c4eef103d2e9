package people

import (
	"slices"
	"strings"
	"unicode/utf8"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// Profile is what changes of what one tells of oneself; nil leaves a thing as it is.
type Profile struct {
	Name         *string         // plain text, 80 characters at most
	Summary      *string         // Markdown, 2,000 characters at most
	Fields       *[]models.Field // 8 at most; values as plain text or an address
	Locked       *bool
	Discoverable *bool
	Indexable    *bool
	ShowFollows  *bool
	Icon, Image  *string // addresses of pictures of ours; empty for none
}

// Limits of a profile.
const (
	mostName    = 80
	mostSummary = 2000
	mostFields  = 8
	mostField   = 255
)

// Update changes what a person or community of ours tells of itself. Others who know it hear of it.
func Update(tx *store.Tx, site paths.Site, by models.Actor, p Profile) (models.Actor, error) {
	const op = "people.Update"
	if !by.Local {
		return by, fault.New(fault.Forbidden, op, "Only an account of ours can be changed here.")
	}
	a, err := tx.ActorByID(by.ID)
	if err != nil {
		return by, err
	}
	if p.Name != nil {
		a.Name = strings.Join(strings.Fields(*p.Name), " ")
		if utf8.RuneCountInString(a.Name) > mostName {
			return by, fault.New(fault.Invalid, op, "The name is too long: 80 characters at most.")
		}
	}
	if p.Summary != nil {
		if utf8.RuneCountInString(*p.Summary) > mostSummary {
			return by, fault.New(fault.Invalid, op, "The text about you is too long: 2,000 characters at most.")
		}
		a.SummarySrc = *p.Summary
		a.Summary = prose.Render(*p.Summary, prose.Linker{})
	}
	if p.Fields != nil {
		if a.Fields, err = fields(op, *p.Fields); err != nil {
			return by, err
		}
	}
	if p.Icon != nil {
		a.Icon = *p.Icon
	}
	if p.Image != nil {
		a.Image = *p.Image
	}
	for _, f := range []struct {
		to   *bool
		from *bool
	}{{&a.Locked, p.Locked}, {&a.Discoverable, p.Discoverable}, {&a.Indexable, p.Indexable}, {&a.ShowFollows, p.ShowFollows}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	a.Version++
	if err := tx.SaveActor(&a); err != nil {
		return by, err
	}
	if a.Outward == 0 && a.Kind != models.Organisation {
		return a, nil
	}
	return a, events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: a.ID, ActorID: a.ID})
}

func fields(op string, in []models.Field) ([]models.Field, error) {
	out := make([]models.Field, 0, len(in))
	for _, f := range in {
		name, value := strings.TrimSpace(f.Name), strings.TrimSpace(f.Value)
		if name == "" {
			continue
		}
		if utf8.RuneCountInString(name) > mostField || utf8.RuneCountInString(value) > mostField {
			return nil, fault.New(fault.Invalid, op, "A line of the profile is too long: 255 characters at most.")
		}
		html := prose.Render(value, prose.Linker{})
		if inner, ok := strings.CutPrefix(html, "<p>"); ok && strings.Count(html, "<p>") == 1 {
			html = strings.TrimSuffix(inner, "</p>")
		}
		out = append(out, models.Field{Name: name, Value: html})
	}
	if len(out) > mostFields {
		return nil, fault.New(fault.Invalid, op, "A profile has 8 lines at most.")
	}
	return slices.Clip(out), nil
}

// GoOutward turns the switch on that lets others find a person or community of ours, without another outward act.
func GoOutward(tx *store.Tx, by models.Actor) (models.Actor, error) {
	return notices.Outward(tx, by)
}
