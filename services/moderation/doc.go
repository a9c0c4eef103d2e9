// Package moderation holds what people and servers tell the moderators, and what moderators do.
//
// A report names an account and posts of it. It comes from a person of ours or from another server, becomes a row and a notice
// to whoever moderates, and may be told to the account's own server: then by the organisation, never by the person. A moderator
// sees of posts what is for everyone or was handed over with the report, and nothing of reports about themselves. Each act
// stands with its reason. What an act does to a post or an account of ours is done by the verbs of those rooms.
package moderation
