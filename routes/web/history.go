package web

import (
	"net/http"
	"slices"

	"guildhall/frontend"
	"guildhall/models"
	"guildhall/prose"
	"guildhall/routes/door"
	"guildhall/store"
)

func rowsOfHistory(w *Web) []door.Row {
	return []door.Row{w.member(get, frontend.PathPostHistory, (*visit).history)}
}

// history shows what a post said before it was edited, as far as each version was for the viewer, with what changed.
func (v *visit) history() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		shown, err := tx.ShowPost(v.me(), id)
		if err != nil {
			return nil, err
		}
		before, err := tx.Versions(v.me(), shown.Post)
		if err != nil {
			return nil, err
		}
		return frontend.History{Post: asShown([]models.PostShown{shown})[0], Versions: versions(before, shown)}, nil
	})
}

// versions puts what each version changed of the one before it, the newest first. One that the viewer may not read is passed
// over: the next then stands as it is.
func versions(before []models.PostVersion, now models.PostShown) []frontend.Version {
	all := append(before[:len(before):len(before)], models.PostVersion{Version: now.Version, Title: now.Title, Content: now.Content, Summary: now.Summary,
		Options: optionsOf(now.Poll), Made: max(now.Published, now.Edited)})
	out := make([]frontend.Version, 0, len(all))
	for i, one := range all {
		was := one
		if i > 0 {
			was = all[i-1]
		}
		line := frontend.Version{At: one.Made, Title: changed(was.Title, one.Title), Warning: changed(was.Summary, one.Summary),
			Text: changed(prose.Plain(was.Content), prose.Plain(one.Content)), Original: one.Version == 1}
		if i == 0 || !slices.Equal(was.Options, one.Options) {
			line.Answers = one.Options
		}
		out = append(out, line)
	}
	slices.Reverse(out)
	return out
}

func optionsOf(p *models.Poll) (names []string) {
	if p != nil {
		for _, o := range p.Options {
			names = append(names, o.Name)
		}
	}
	return names
}

func changed(before, after string) []frontend.Piece {
	var out []frontend.Piece
	for _, c := range prose.Changes(before, after) {
		out = append(out, frontend.Piece{Text: c.Text, Gone: c.How == prose.Went, Came: c.How == prose.Came})
	}
	return out
}
