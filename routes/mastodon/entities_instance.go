package mastodon

import (
	"strings"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/files"
)

// speaks is the version of Mastodon whose answers these are; apps read it to know what they may ask for.
const speaks = "4.2.0"

// perURL is how many characters an address counts for, as apps understand it.
const perURL = 23

func (a *API) version() string { return speaks + " (compatible; Guildhall " + a.release + ")" }

// about writes Instance as version 2 has it. Nothing is counted: what the organisation says about itself is read by
// everybody.
func (a *API) instance2(p *pen, org *models.Actor) {
	p.object(func() {
		p.text("domain", a.site.Domain)
		p.text("title", org.DisplayName())
		p.text("version", a.version())
		p.text("source_url", a.source)
		p.text("description", org.SummarySrc)
		p.objectAt("usage", func() {
			p.objectAt("users", func() { p.number("active_month", 0) })
		})
		p.objectAt("thumbnail", func() {
			p.text("url", a.mark)
			p.null("blurhash")
			p.objectAt("versions", func() {})
		})
		p.none("icon")
		a.languages(p)
		p.objectAt("configuration", func() {
			p.objectAt("urls", func() {
				p.text("streaming", a.streaming())
				p.text("about", a.site.Base+"/about")
				p.null("privacy_policy")
				p.null("terms_of_service")
			})
			p.objectAt("vapid", func() { p.text("public_key", "") })
			a.limits(p)
			p.objectAt("translation", func() { p.flag("enabled", false) })
			p.flag("limited_federation", true)
		})
		p.objectAt("registrations", func() {
			p.flag("enabled", false)
			p.flag("approval_required", false)
			p.flag("reason_required", false)
			p.null("message")
			p.null("min_age")
			p.null("url")
		})
		p.objectAt("api_versions", func() { p.number("mastodon", 0) })
		p.objectAt("contact", func() {
			p.text("email", "")
			p.null("account")
		})
		p.none("rules")
	})
}

// instance1 writes Instance as version 1 has it.
func (a *API) instance1(p *pen, org *models.Actor) {
	p.object(func() {
		p.text("uri", a.site.Domain)
		p.text("title", org.DisplayName())
		p.text("short_description", org.SummarySrc)
		p.text("description", org.Summary)
		p.text("email", "")
		p.text("version", a.version())
		p.objectAt("urls", func() { p.text("streaming_api", a.streaming()) })
		p.objectAt("stats", func() {
			p.number("user_count", 0)
			p.number("status_count", 0)
			p.number("domain_count", 0)
		})
		p.text("thumbnail", a.mark)
		a.languages(p)
		p.flag("registrations", false)
		p.flag("approval_required", false)
		p.flag("invites_enabled", false)
		p.objectAt("configuration", func() { a.limits(p) })
		p.null("contact_account")
		p.none("rules")
	})
}

func (a *API) languages(p *pen) {
	p.listAt("languages", func() { p.quote("en") })
}

// streaming is where event streams will be; the scheme says that they are web sockets.
func (a *API) streaming() string {
	return strings.Replace(a.site.Base, "http", "ws", 1)
}

// limits writes what may be posted.
func (a *API) limits(p *pen) {
	p.objectAt("accounts", func() {
		p.number("max_featured_tags", 0)
		p.number("max_pinned_statuses", 0)
	})
	p.objectAt("statuses", func() {
		p.number("max_characters", conversations.MostText)
		p.number("max_media_attachments", models.MostMedia)
		p.number("characters_reserved_per_url", perURL)
		p.listAt("supported_mime_types", func() { p.quote("text/markdown") })
	})
	p.objectAt("media_attachments", func() {
		p.listAt("supported_mime_types", func() {
			for _, t := range files.Types() {
				p.quote(t)
			}
		})
		p.number("description_limit", models.MostAlt)
		p.number("image_size_limit", a.files.Most)
		p.number("image_matrix_limit", files.MostPixels)
		p.number("video_size_limit", a.files.Most)
		p.number("video_frame_rate_limit", 120)
		p.number("video_matrix_limit", 8_294_400)
	})
	p.objectAt("polls", func() {
		p.number("max_options", conversations.MostOptions)
		p.number("max_characters_per_option", conversations.MostOption)
		p.number("min_expiration", int64(conversations.LeastOpen/time.Second))
		p.number("max_expiration", int64(conversations.MostOpen/time.Second))
	})
}
