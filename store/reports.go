package store

import "guildhall/models"

// AddReport keeps a report with the posts that it names. ID and Created are filled in; the same activity again is a Conflict.
func (tx *Tx) AddReport(r *models.Report, posts []models.ID) error {
	const op = "store.AddReport"
	r.ID, r.Created = tx.NewID(), tx.now
	if err := tx.db.Create(r).Error; err != nil {
		return failed(op, err)
	}
	for _, p := range posts {
		if err := tx.ignoring().Create(&models.ReportPost{ReportID: r.ID, PostID: p}).Error; err != nil {
			return failed(op, err)
		}
	}
	return nil
}

// Report finds a report by its number.
func (tx *Tx) Report(id models.ID) (models.Report, error) {
	return readOne[models.Report](tx, "store.Report", "There is no such report.", "WHERE id = ?", id)
}

// ReportFilter picks reports for a list.
type ReportFilter struct {
	Open     bool      // only those that nobody resolved
	NotAbout models.ID // leaves out those about this account: nobody judges their own
	Page     Page
}

// Reports lists reports, the newest first.
func (tx *Tx) Reports(f ReportFilter) ([]models.Report, error) {
	q := tx.db.Where("target_id <> ?", f.NotAbout)
	if f.Open {
		q = q.Where("resolved = 0")
	}
	var rows []models.Report
	err := q.Scopes(f.Page.cut("id")).Find(&rows).Error
	return newestFirst(f.Page, rows), failed("store.Reports", err)
}

// ReportPosts lists the posts that a report names, by number.
func (tx *Tx) ReportPosts(report models.ID) (ids []models.ID, err error) {
	err = tx.db.Model(&models.ReportPost{}).Where("report_id = ?", report).Order("post_id").Limit(100).Pluck("post_id", &ids).Error
	return ids, failed("store.ReportPosts", err)
}

// ResolveReport sets when a report was resolved; 0 opens it again.
func (tx *Tx) ResolveReport(id models.ID, at models.Time) error {
	_, err := tx.exec("store.ResolveReport", `UPDATE reports SET resolved = ? WHERE id = ?`, at, id)
	return err
}

// ForwardReport notes that a report was told to the account's own server, under an activity of ours.
func (tx *Tx) ForwardReport(id models.ID) error {
	_, err := tx.exec("store.ForwardReport", `UPDATE reports SET forwarded = TRUE WHERE id = ?`, id)
	return err
}

// AddModerationAct keeps what a moderator did. ID and At are filled in.
func (tx *Tx) AddModerationAct(a *models.ModerationAct) error {
	a.ID, a.At = tx.NewID(), tx.now
	return failed("store.AddModerationAct", tx.db.Create(a).Error)
}

// ModerationActs lists what was done about a report, oldest first.
func (tx *Tx) ModerationActs(report models.ID) ([]models.ModerationAct, error) {
	return list[models.ModerationAct]("store.ModerationActs", tx.db.Where("report_id = ?", report).Order("id").Limit(200))
}

// WithRole lists the people who hold one of the roles now, at most 100.
func (tx *Tx) WithRole(roles ...models.Role) ([]models.Actor, error) {
	var rows []models.Actor
	err := tx.db.Table("actors").Select("DISTINCT actors.*").Joins("JOIN role_grants ON role_grants.actor_id = actors.id").
		Where("role_grants.role IN ? AND (role_grants.until = 0 OR role_grants.until > ?) AND actors.gone = 0", roles, tx.now).
		Order("actors.id").Limit(100).Find(&rows).Error
	return rows, failed("store.WithRole", err)
}
