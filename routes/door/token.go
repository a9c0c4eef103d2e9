package door

import (
	"net/http"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/store"
)

// bearer takes the token out of a request. Some event streams cannot set a header and send it in the query; that is read
// for GET alone.
func bearer(r *http.Request) string {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	if r.Method == http.MethodGet && r.Header.Get("Authorization") == "" && r.URL.RawQuery != "" {
		return r.URL.Query().Get("access_token")
	}
	return ""
}

// Program tells which person of ours a program acts for, by its token, and what it may do; fault.Unsigned without a
// token that holds.
func (d *Door) Program(r *http.Request) (models.Member, models.Token, error) {
	var m models.Member
	var t models.Token
	secret := bearer(r)
	if secret == "" {
		return m, t, fault.New(fault.Unsigned, "door.Program", "This needs an access token.")
	}
	err := d.store.Read(r.Context(), func(tx *store.Tx) (err error) {
		m, t, err = accounts.Bearer(tx, secret)
		return err
	})
	switch fault.KindOf(err) {
	case fault.Missing, fault.Hidden, fault.Unsigned, fault.Gone, fault.Forbidden:
		return models.Member{}, t, fault.New(fault.Unsigned, "door.Program", "The access token is invalid.").Because(err)
	}
	return m, t, err
}
