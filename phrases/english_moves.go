package phrases

// englishMoves is what people read when somebody comes from another account, or goes to one.
var englishMoves = map[string]string{
	"settings.move": "Moving",

	"move.aliases":     "Other accounts of yours",
	"move.aliases.say": "To move here from another account, name it here first. Then go there and move to %s. Anyone outside can read that both are yours.",
	"move.alias":       "Address of the other account",
	"move.alias.hint":  "Such as @ines@social.example.",
	"move.alias.add":   "Name it",
	"move.alias.drop":  "Remove",

	"move.away":      "Move to another account",
	"move.away.say":  "First sign in there and name %s as another account of yours. Then your followers are told where you went, and those whose servers can do so follow you there.",
	"move.away.then": "This account stays, with what you wrote. Nobody new can follow it, and you cannot write with it any more. You can cancel the move, but followers who went do not come back by themselves.",
	"move.to":        "Address of the account that you move to",
	"move.away.do":   "Move away",
	"move.gone":      "You have moved to %s",
	"move.gone.say":  "Nobody new can follow this account, and you cannot write with it. If you cancel the move you can do both again; followers who went with you stay there.",
	"move.cancel":    "Cancel the move",

	"profile.moved": "%s has moved to",

	"flash.alias":         "The other account is named as yours.",
	"flash.alias.dropped": "The other account is not named as yours any more.",
	"flash.moved":         "You have moved. Your followers are told.",
	"flash.stayed":        "The move is cancelled.",
}
