package server

import (
	"cmp"
	"context"

	"guildhall/config"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// weighty are the settings that say what crosses, what is kept and who decides.
var weighty = []string{"GUILDHALL_FEDERATION", "GUILDHALL_POLICY_PERSONS", "GUILDHALL_KEEP_TEXTS", "GUILDHALL_KEEP_RECORDS", "GUILDHALL_KEEP_REMOTE_POSTS", "GUILDHALL_KEEP_OWN_POSTS", "GUILDHALL_KEEP_NOTICES", "GUILDHALL_KEEP_INBOX",
	"GUILDHALL_KEEP_JOBS", "GUILDHALL_KEEP_ASKINGS", "GUILDHALL_HELD_DAYS", "GUILDHALL_MEDIA_DAYS", "GUILDHALL_APP_PUBLIC",
	"GUILDHALL_PUBLIC_PAGES", "GUILDHALL_ALLOW_NETS", "GUILDHALL_EGRESS_PROXY", "GUILDHALL_INSECURE_HTTP", "GUILDHALL_LISTEN_PEERS", "GUILDHALL_TRUSTED_PROXIES", "GUILDHALL_RATE_LIMITS"}

// tellSettings records which of the weighty settings are not what they were at the last start. Whoever changed them did it outside of
// this program, so the record names the command line.
func (s *Server) tellSettings(ctx context.Context) error {
	usual, err := config.Load(config.Sources{Environ: []string{"GUILDHALL_URL=https://usual.example"}})
	if err != nil {
		return err
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		before := map[string]string{}
		for f := (store.ActFilter{Verb: "setting.changed", Limit: 200}); len(before) < len(weighty); {
			acts, err := tx.Acts(f)
			if err != nil {
				return err
			}
			for _, a := range acts {
				f.Before = a.ID
				if _, known := before[a.What]; !known {
					before[a.What] = a.After
				}
			}
			if len(acts) < f.Limit {
				break
			}
		}
		for _, name := range weighty {
			was, known := before[name]
			if !known {
				was = cmp.Or(usual.Shown(name), "none")
			}
			is := cmp.Or(s.Settings.Shown(name), "none")
			if was == is {
				continue
			}
			if err := ledger.Act(tx, models.Actor{}, models.Act{Verb: "setting.changed", What: name, Before: was, After: is, Reason: "So it was at the start, from " + s.Settings.Origin(name) + "."}); err != nil {
				return err
			}
		}
		return nil
	})
}
