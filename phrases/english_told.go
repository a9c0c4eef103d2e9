package phrases

// englishTold is what is said on the next page after something was done about people, communities and servers.
var englishTold = map[string]string{
	"flash.follow":        "You follow them now.",
	"flash.asked":         "You have asked to follow them. It is so once they say yes.",
	"flash.unfollow":      "You do not follow them any more.",
	"flash.block":         "Blocked. Neither of you sees the other.",
	"flash.unblock":       "Not blocked any more. Follow again if you like: that does not come back by itself.",
	"flash.community":     "It is there, and you drive it. Say what it is for in a first post.",
	"flash.peer.partner":  "It is a partner now.",
	"flash.peer.allowed":  "It is allowed now.",
	"flash.peer.open":     "It is treated as anyone now.",
	"flash.peer.limited":  "It is limited now.",
	"flash.peer.blocked":  "It is blocked now. Nothing but withdrawals crosses any more.",
	"flash.peer.keys":     "Done. It holds from the next request on.",
	"flash.peer.about":    "Saved.",
	"flash.list.applied":  "The list is applied. It can be taken back for 30 days.",
	"flash.list.undone":   "The list is taken back.",
	"flash.peer.forgot":   "It is forgotten, and judged as everyone.",
	"flash.person.new":    "They have an account. Hand the first password over in person.",
	"flash.person.role":   "They have this duty now.",
	"flash.person.unrole": "They do not have this duty any more.",
	"flash.person.closed": "The account is closed, and its sessions have ended.",
	"flash.person.open":   "The account is open again.",
	"flash.person.word":   "The password is set, and other sessions have ended.",
}
