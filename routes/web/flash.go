package web

import (
	"net/http"
	"strings"

	"guildhall/phrases"
)

// A flash is one sentence about what was just done, carried over a redirect by a cookie that holds the key of a phrase.

const flashLife = 60 // seconds

// flashName keeps apart servers on one host name, such as a demo's on several ports: browsers do not.
func flashName(base string) string {
	name := "guildhall-said"
	_, host, _ := strings.Cut(base, "://")
	if _, port, ok := strings.Cut(host, ":"); ok && !strings.Contains(port, ":") {
		name += "-" + port
	}
	if strings.HasPrefix(base, "https://") {
		return "__Host-" + name
	}
	return name
}

func (v *visit) setFlash(key string) { http.SetCookie(v.gin.Writer, v.flashCookie(key, flashLife)) }
func (v *visit) dropFlash()          { http.SetCookie(v.gin.Writer, v.flashCookie("", -1)) }

func (v *visit) flashCookie(key string, age int) *http.Cookie {
	return &http.Cookie{Name: v.flash, Value: key, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(v.Site.Base, "https://"), SameSite: http.SameSiteLaxMode}
}

// flashKey is the phrase that the last request left to be said; only those made for it are said.
func (v *visit) flashKey() string {
	c, err := v.gin.Request.Cookie(v.flash)
	if err != nil || !strings.HasPrefix(c.Value, "flash.") || !phrases.For(lang).Has(c.Value) {
		return ""
	}
	return c.Value
}
