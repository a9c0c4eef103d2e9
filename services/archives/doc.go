// Package archives writes what is somebody's own into one zip file that other programs read: who they are (actor.json), what they
// wrote and passed on (outbox.json), what they liked (likes.json), whom they follow, who follows them and whom they block in the
// CSV form that Mastodon imports, and their files with their descriptions.
//
// It refuses to hold what is not theirs: of a post that they answered, liked or passed on there is its id, and only while they may
// read it; of other people their address. No keys, no passwords, no sessions. It is read page by page and written as it is read, so
// that the memory it takes does not grow with what somebody wrote.
package archives
