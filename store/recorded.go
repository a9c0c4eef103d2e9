package store

import (
	"database/sql"

	"guildhall/models"
)

// ofFew are the audiences of which single records are shown to nobody (boundary.md, law 12).
const ofFew = "audience IN ('named', 'self', 'members')"

// RuleSum is how often a rule answered, over conversations of a few and of enough people to tell.
type RuleSum struct {
	Rule    string         `json:"rule"`
	Verdict models.Verdict `json:"verdict"`
	N       int64          `json:"times"`
}

// FewSums counts the answers about what is meant for a few people, by rule and verdict, since a moment. A sum behind which fewer than
// least people stand is left out.
func (tx *Tx) FewSums(since models.Time, least int) (sums []RuleSum, err error) {
	err = tx.query(`SELECT rule, verdict, count(*) FROM decisions WHERE `+ofFew+` AND person <> 0 AND id >= ?
		GROUP BY rule, verdict HAVING count(DISTINCT person) >= ? ORDER BY rule, verdict`, []any{models.IDAt(since), least},
		func(r *sql.Rows) error {
			var s RuleSum
			err := r.Scan(&s.Rule, &s.Verdict, &s.N)
			sums = append(sums, s)
			return err
		})
	return sums, failed("store.FewSums", err)
}

// LastDecided tells when each rule last stopped or changed something, by its name, since a moment.
func (tx *Tx) LastDecided(since models.Time) (map[string]models.Time, error) {
	last := map[string]models.Time{}
	err := tx.query(`SELECT rule, max(at) FROM decisions WHERE verdict <> 'allow' AND id >= ? GROUP BY rule`, []any{models.IDAt(since)},
		func(r *sql.Rows) error {
			var rule string
			var at models.Time
			err := r.Scan(&rule, &at)
			last[rule] = at
			return err
		})
	return last, failed("store.LastDecided", err)
}
