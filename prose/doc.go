// Package prose turns what people write into what browsers and servers show, and reads it back.
//
// A person of ours writes Markdown. Names finds whom and what it mentions; once the caller knows which of those people
// may be told, Render makes HTML with links to exactly them and leaves every other name as plain text. HTML of others
// passes Clean, which keeps a small list of elements and no style, script or picture. Plain gives the words alone for
// rules, search and previews, Links the addresses that a text leads to, and Unlink takes the links to some addresses
// out of a finished text and keeps their words. The package knows no database and no network.
package prose
