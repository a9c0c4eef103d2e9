package phrases

// englishDone is what is said on the next page after something was done to posts, notices and one's own account.
var englishDone = map[string]string{
	"flash.signed-out":    "You are signed out.",
	"flash.profile":       "Your profile is saved.",
	"flash.password":      "Your password is changed, and you are signed out everywhere else.",
	"flash.twofactor-off": "Two steps are off. Your password alone opens your account.",
	"flash.calendar-end":  "The address of your calendar has ended. Programs that use it get nothing from now on.",
	"flash.session":       "That browser is signed out.",
	"flash.sessions":      "All other browsers are signed out.",
	"flash.posted":        "Posted.",
	"flash.edited":        "The change is saved.",
	"flash.pinned":        "Pinned to the top of your profile.",
	"flash.unpinned":      "It is not pinned any more.",
	"flash.unquoted":      "Your post is taken out of that quote. Servers that have it are told.",
	"flash.emoji":         "Saved. It can be used from now on.",
	"flash.emoji-dropped": "It is removed. Where it was put it shows by its name.",
	"flash.quote-allowed": "They may quote you now.",
	"flash.quote-refused": "Refused. Their post keeps a link at most.",
	"flash.quotable":      "Saved. Consents that you gave before stay.",
	"flash.deleted":       "It is deleted. Servers that have it are asked to delete it too.",
	"flash.notices":       "All notices are cleared.",
	"flash.accepted":      "They follow you now.",
	"flash.refused":       "Refused. They see what anyone sees.",
	"flash.unasked":       "They do not ask any more.",

	"gate.left": "Not known here yet, or out of reach from here. The name stays as text.",
	"gate.more": "and %d more",
	"why.among": "Its author chose who may see this, and you are among them.",
}
