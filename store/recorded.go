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

// CountRule adds to how often a rule matched in a day.
func (tx *Tx) CountRule(d models.RuleDay) error {
	_, err := tx.exec("store.CountRule", `INSERT INTO rule_days (rule, day, shadow, verdict, n) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (rule, day, shadow, verdict) DO UPDATE SET n = rule_days.n + excluded.n`, d.Rule, d.Day, d.Shadow, d.Verdict, d.N)
	return err
}

// RuleDays sums up how often each rule matched since a day, in shadow or not. Day is the last one on which it did.
func (tx *Tx) RuleDays(since string) (sums []models.RuleDay, err error) {
	err = tx.query(`SELECT rule, max(day), shadow, verdict, sum(n) FROM rule_days WHERE day >= ? GROUP BY rule, shadow, verdict ORDER BY rule, shadow, verdict`,
		[]any{since}, func(r *sql.Rows) error {
			var d models.RuleDay
			err := r.Scan(&d.Rule, &d.Day, &d.Shadow, &d.Verdict, &d.N)
			sums = append(sums, d)
			return err
		})
	return sums, failed("store.RuleDays", err)
}
